"""Reading WARC files record by record, also those that their writer was killed over, or is still writing."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from presswatch.errors import PermanentError

_CHUNK = 1 << 16  # bytes
_LARGEST = 64 << 20  # bytes of one record, unpacked: ours have a tenth of it at most


@dataclass(frozen=True, slots=True)
class Span:
    """Where a record stands in its file, in bytes."""

    offset: int
    length: int

    @property
    def end(self) -> int:
        return self.offset + self.length


@dataclass(frozen=True, slots=True)
class Record:
    """A record whose payload is whole: its digest was compared, where it has one."""

    kind: str  # response, request, metadata
    id: str
    url: str
    refers_to: str  # the id of another record, or ""
    digest: str  # of the payload, as the record says
    status: int  # HTTP's, of a response
    headers: tuple[tuple[str, str], ...]  # HTTP's
    payload: bytes


def records(file: BinaryIO, *, after: int = 0) -> Iterator[tuple[Span, Record]]:
    """The records from the offset `after` on. Each is a gzip member of its own (ISO 28500, annex D); reading ends where
    one is torn or is no record."""
    file.seek(after)
    offset, rest = after, b""
    while True:
        member = zlib.decompressobj(wbits=31)  # RFC 1952
        unpacked = bytearray()
        length = 0
        while not member.eof:
            chunk = rest or file.read(_CHUNK)
            rest = b""
            if not chunk:
                return
            try:
                unpacked += member.decompress(chunk, _LARGEST + 1 - len(unpacked))
            except zlib.error:
                return
            if len(unpacked) > _LARGEST:
                return
            length += len(chunk)
        rest = member.unused_data
        span = Span(offset, length - len(rest))
        try:
            record = _record(bytes(unpacked))
        except PermanentError:
            return
        yield span, record
        offset = span.end


def read_record(file: BinaryIO, span: Span) -> Record:
    """Raises `PermanentError` when there is no whole record there."""
    file.seek(span.offset)
    for found, record in records(BytesIO(file.read(span.length))):
        if found.length == span.length:
            return record
        break
    raise PermanentError(f"no whole WARC record of {span.length} bytes stands at {span.offset}")


def _record(unpacked: bytes) -> Record:
    try:
        for record in ArchiveIterator(BytesIO(unpacked), check_digests=True):
            return _whole(record)
    except (ArchiveLoadFailed, EOFError, ValueError) as error:
        raise PermanentError(f"not a WARC record: {error}") from error
    raise PermanentError("not a WARC record")


def _whole(record: ArcWarcRecord) -> Record:
    payload = b"".join(iter(lambda: record.raw_stream.read(_CHUNK), b""))
    if record.digest_checker is not None and record.digest_checker.passed is False:
        raise PermanentError("the record's digest is not that of its payload")
    headers, http = record.rec_headers, record.http_headers
    status = http.get_statuscode() if http and record.rec_type == "response" else ""
    return Record(
        kind=record.rec_type,
        id=headers.get_header("WARC-Record-ID", ""),
        url=headers.get_header("WARC-Target-URI", ""),
        refers_to=headers.get_header("WARC-Refers-To", ""),
        digest=headers.get_header("WARC-Payload-Digest", ""),
        status=int(status) if status and status.isdigit() else 0,
        headers=tuple(http.headers) if http else (),
        payload=payload,
    )
