"""The demo's publishers as web sites: every address of them, rendered."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from jinja2 import Environment, PackageLoader, StrictUndefined

from presswatch.demo.pieces import Piece, Trap

ROBOTS = "User-agent: *\nDisallow: /crossed-links/closed/\n"
_RELATED = 4


@dataclass(frozen=True, slots=True)
class Document:
    """What one address answers."""

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    location: str = ""

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'


@dataclass(frozen=True, slots=True)
class Publisher:
    """How one source looks: the template of its pages, and where and as what it lists them."""

    name: str
    page: str = "agency.html"
    index: str = "feed.xml"
    index_template: str = "rss.xml"
    index_type: str = "application/rss+xml; charset=utf-8"


_ATOM = "application/atom+xml; charset=utf-8"
PUBLISHERS: Mapping[str, Publisher] = {
    "mfa-press": Publisher("Foreign Ministry Press Office", "ministry.html", "feed.xml", "atom.xml", _ATOM),
    "steppe-wire": Publisher("Steppe Wire"),
    "tianshan-daily": Publisher(
        "Tianshan Daily", "ministry.html", "news-sitemap.xml", "sitemap.xml", "application/xml; charset=utf-8"
    ),
    "ala-too-news": Publisher("Ala-Too News", "weblog.html"),
    "silk-road-post": Publisher(
        "Silk Road Post", "agency.html", "latest.html", "listing.html", "text/html; charset=utf-8"
    ),
    "orkhon-herald": Publisher("Orkhon Herald", "weblog.html", "feed.xml", "atom.xml", _ATOM),
    "ragged-bulletin": Publisher("Ragged Bulletin", "weblog.html", "feed.xml", "ragged.xml"),
    "crossed-links": Publisher("Crossed Links"),
}


def render(pieces: Sequence[Piece], traps: Sequence[Trap], *, url: str) -> dict[str, Document]:
    """All documents by path. `url` is the server's address, without a slash at the end."""
    templates = Environment(loader=PackageLoader("presswatch.demo"), autoescape=True, undefined=StrictUndefined)
    templates.filters["rfc5322"] = format_datetime
    templates.filters["isoformat"] = datetime.isoformat
    documents = {
        "/robots.txt": Document(ROBOTS.encode(), "text/plain; charset=utf-8"),
        "/broken-gazette/feed.xml": Document(b"The database has gone away.\n", "text/plain; charset=utf-8", 500),
    }
    for piece in (*pieces, *(trap.piece for trap in traps if trap.piece.paragraphs)):
        documents[piece.path] = _page(templates, piece, _related(piece, pieces), url)
    for trap in traps:
        if trap.redirect:
            documents[trap.piece.path] = Document(b"", status=302, location=trap.redirect)
    offered = [*pieces, *(trap.piece for trap in traps)]
    for source, publisher in PUBLISHERS.items():
        own = sorted((piece for piece in offered if piece.source == source), key=_newest, reverse=True)
        documents[f"/{source}/{publisher.index}"] = _index(templates, source, own, url)
    return documents


def _page(templates: Environment, piece: Piece, related: Sequence[Piece], url: str) -> Document:
    publisher = PUBLISHERS[piece.source]
    body = templates.get_template(publisher.page).render(name=publisher.name, piece=piece, related=related, url=url)
    if piece.encoding == "utf-8":
        return Document(body.encode())
    # An old site names its encoding in the page alone, and writes letters beyond it as character references.
    return Document(body.encode(piece.encoding, "xmlcharrefreplace"), "text/html")


def _index(templates: Environment, source: str, pieces: Sequence[Piece], url: str) -> Document:
    publisher = PUBLISHERS[source]
    template = templates.get_template(publisher.index_template)
    body = template.render(name=publisher.name, source=source, pieces=pieces, url=url)
    return Document(body.encode(), publisher.index_type)


def _related(piece: Piece, pieces: Sequence[Piece]) -> list[Piece]:
    """Those of the same source that come next, round the end: headlines that say what the page itself doesn't."""
    own = [other for other in pieces if other.source == piece.source and other.key != piece.key]
    return sorted(own, key=lambda other: (other.number < piece.number, other.number))[:_RELATED]


def _newest(piece: Piece) -> datetime:
    return piece.published
