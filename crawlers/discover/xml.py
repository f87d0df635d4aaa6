"""XML from strangers: no entities, no DTD, no network, no bombs."""

from __future__ import annotations

import re
import zlib
from itertools import islice

from lxml import etree

from crawlers.discover.links import DocumentError

LARGEST = 5 * 1024 * 1024  # bytes of one document, unpacked
MOST_ELEMENTS = 300_000  # of one document: each takes some 300 bytes of memory, however short it is
MOST_ATTRIBUTES = 1_000  # of one element: parsers look at all of them for each

_ROOT = re.compile(rb"<[A-Za-z]")
_ENTITY = re.compile(rb"<!\s*ENTITY", re.IGNORECASE)
_TAG = re.compile(rb"<[A-Za-z]")
_LONG_TAG = re.compile(rb"<[A-Za-z][^<>]{20000,}")
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
_GZIP = b"\x1f\x8b"


def opened(body: bytes) -> bytes:
    """The document unpacked (`sitemap.xml.gz`), in an encoding whose ASCII is ASCII, and free of entity declarations.

    Raises `DocumentError` for an empty one, for what unpacks to more than 5 MB, and for one that declares
    entities or has an element of a thousand attributes: no publisher needs them, and bombs do.
    """
    if body.startswith(_GZIP):
        body = _unpacked(body)
    if body.startswith(_WIDE):
        body = _as_utf8(body)
    if not body.strip():
        raise DocumentError("is empty")
    root = _ROOT.search(body)
    if _ENTITY.search(body, 0, root.start() if root else len(body)):
        raise DocumentError("declares XML entities, which is refused")
    if any(tag[0].count(b"=") > MOST_ATTRIBUTES for tag in _LONG_TAG.finditer(body)):
        raise DocumentError(f"has an element of more than {MOST_ATTRIBUTES} attributes, which is refused")
    return body


def parsed(body: bytes) -> etree._Element:
    """The root of an XML document that may be ill-formed. Raises `DocumentError` where there is none."""
    if nth_tag(body, MOST_ELEMENTS) is not None:
        raise DocumentError(f"has more than {MOST_ELEMENTS:,} elements")
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, recover=True, remove_comments=True
    )
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise DocumentError(f"is not XML: {error.msg}") from error
    if root is None:
        raise DocumentError("is not XML")
    return root


def nth_tag(body: bytes, number: int, end: int | None = None) -> int | None:
    """Where the tag stands that has so many before it; None where there is none."""
    tag = next(islice(_TAG.finditer(body, 0, len(body) if end is None else end), number, None), None)
    return tag.start() if tag else None


def local_name(element: etree._Element) -> str:
    """An element's name without its namespace, in lower case; "" for what is no element."""
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""


def _unpacked(body: bytes) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        unpacked = unpacker.decompress(body, LARGEST)
    except zlib.error as error:
        raise DocumentError(f"is not valid gzip: {error}") from error
    if len(unpacked) >= LARGEST:
        raise DocumentError(f"unpacks to {LARGEST // 1024 // 1024} MB or more")
    return unpacked


def _as_utf8(body: bytes) -> bytes:
    encoding = "utf-16" if body[:2] in _WIDE[:2] else "utf-16-le" if body.startswith(b"<\x00") else "utf-16-be"
    text = body.decode(encoding, "replace")
    return re.sub(r"^(<\?xml[^>]*?)\s+encoding=[\"'][^\"']*[\"']", r"\1", text, count=1).encode("utf-8", "replace")
