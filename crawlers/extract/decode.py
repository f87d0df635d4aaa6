"""Bytes to text: what header, byte order mark and page say of the encoding, checked against the bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from charset_normalizer import from_bytes
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

_PROBE = 65_536  # bytes that detection looks at
_ASCII_RUNS = re.compile(rb"<script\b.*?</script>|<style\b.*?</style>|<[^<>]*>|[\x00-\x20]+", re.DOTALL | re.IGNORECASE)
# Encodings of the web, without those of other systems that are easily taken for them.
_LIKELY = [
    "cp1251", "koi8_r", "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr", "cp1256", "cp1254", "cp1250", "cp1253",
    "cp1255", "tis_620", "iso8859_2", "cp1252",
]  # fmt: skip
_WRONG = re.compile("[\ufffd\x80-\x9f]")
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_WESTERN_RUN = re.compile("[\xc0-\xff]{4,}")
_NEVER = re.compile("[\x00\x01-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def decode(body: bytes, content_type: str = "") -> str:
    """The text of an HTML page. Never raises: bytes that no encoding explains become U+FFFD."""
    encoding, mark = read_bom(body)
    if encoding:
        return _cleaned(body[len(mark or b"") :].decode(encoding, "replace"))
    for encoding in _declared(body, content_type):
        text = _plausible(body, encoding)
        if text is not None:
            return _cleaned(text)
    return _cleaned(_detected(body))


def _declared(body: bytes, content_type: str) -> Iterator[str]:
    """UTF-8 first, as text in another encoding is hardly ever valid in it; then what is said, the header first."""
    if utf_16 := _zeros(body):
        yield utf_16
    yield "utf-8"
    for said in (http_content_type_encoding(content_type), html_body_declared_encoding(body)):
        if said and (resolved := resolve_encoding(said)) and not resolved.startswith("utf-16"):
            yield resolved


def _plausible(body: bytes, encoding: str) -> str | None:
    """The text, unless too much of it turns out to be none; pages are cut, and bytes do get lost."""
    try:
        return body.decode(encoding) if encoding == "utf-8" else _checked(body.decode(encoding, "replace"))
    except UnicodeDecodeError as error:
        if error.start >= len(body) - 4:
            return body[: error.start].decode(encoding)  # cut within a character
        return _checked(body.decode(encoding, "replace"))
    except LookupError:
        return None


def _checked(text: str) -> str | None:
    foreign = len(_FOREIGN.findall(text))
    if len(_WRONG.findall(text)) > 0.001 * foreign + 1:
        return None
    # Western letters take turns with plain ones, in every language that is written with them: a run of them is
    # Cyrillic, Greek, Chinese, … under a wrong name.
    return None if sum(map(len, _WESTERN_RUN.findall(text))) > 0.3 * foreign else text


def _zeros(body: bytes) -> str | None:
    """UTF-16 without a mark: every second byte of the markup is zero."""
    start = body[:60]
    half = len(start) // 2
    if half and start[1::2].count(0) > 0.7 * half:
        return "utf-16-le"
    if half and start[0::2].count(0) > 0.7 * half:
        return "utf-16-be"
    return None


def _detected(body: bytes) -> str:
    probe = b" ".join(piece for piece in _ASCII_RUNS.split(body[: 4 * _PROBE]) if piece and not piece.isascii())[
        :_PROBE
    ]
    best = from_bytes(probe, cp_isolation=_LIKELY, steps=5, chunk_size=1024).best() if probe else None
    return body.decode(best.encoding if best else "utf-8", "replace")


def _cleaned(text: str) -> str:
    return _NEVER.sub(" ", text)
