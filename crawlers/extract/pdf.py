"""Communiqués that are PDFs: their text, paragraph by paragraph, and what the document says of itself.

A PDF knows where each line stands and nothing of paragraphs; these are made again from how lines end. What it costs is
bounded by pages and characters here, by pypdf's own limits on what a stream unpacks to, and in seconds by the caller.
"""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from lxml import html
from lxml.html import HtmlElement, builder

from crawlers.extract.blocks import blocks, columns, normalised
from crawlers.extract.canonical import canonical_url
from crawlers.extract.dates import read_date
from crawlers.extract.jsonld import Described
from crawlers.extract.language import language_code
from crawlers.extract.reading import Hints, NoText, Reading
from crawlers.extract.wording import LONGEST, plain
from presswatch.sources import ReadingRules
from presswatch.text import tokens

if TYPE_CHECKING:  # 0.3 s that a look without PDFs need not pay
    from pypdf import PageObject, PdfReader

MOST_PAGES = 60  # the rest of a longer document is not read
MOST_TEXT = 400_000  # characters
LEAST = 80  # columns of text: less is a stamp on a picture
BIG = 1.15  # times the size that most of the page's letters have: a title's
SHORT = 0.75  # of the widest lines: where a line that ends a sentence is shorter, a paragraph ends

_EDGE = 2  # lines at either end of a page, among which running titles stand
_NUMBER = re.compile(r"\W*(?:\w{1,10}\.?\s)?\d{1,4}(?:\s?(?:/|\w{2,4})\s?\d{1,4})?\W*")  # 2; - 2 -; Page 2 of 5; 2/5
_ENDS = re.compile(r"[.!?…。！？؟।:;；：][\"'»”’)\]]*$")
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010]$")
_BEGINS_ITEM = re.compile(r"(?:[•●▪–—-]|\(?\d{1,3}[.)]|\(?[^\W\d_][.)])\s")
_WORDLESS = re.compile(r"[\u2e80-\u9fff\uac00-\ud7a3\uff00-\uffef]$")  # scripts that are written without spaces
_TYPES = frozenset(("application/pdf", "application/x-pdf"))
_UNTOLD = frozenset(("", "application/octet-stream", "binary/octet-stream", "application/force-download", "text/plain"))
# Titles that programs give: a file's name, a template's.
_NO_TITLE = re.compile(
    r"^(?:microsoft|untitled|document\s?\d*$|slide\s?\d*$|doc\d*$)|\.(?:docx?|odt|rtf|pdf|indd)$", re.IGNORECASE
)


def is_pdf(body: bytes, content_type: str) -> bool:
    """By its header, or by its first bytes where that says nothing of use (the marker may stand within 1024 bytes)."""
    kind = content_type.partition(";")[0].strip().lower()
    return kind in _TYPES or (b"%PDF-" in body[:1024] and (kind in _UNTOLD or body.lstrip()[:5] == b"%PDF-"))


def read_pdf(body: bytes, *, url: str, fetched_at: datetime, hints: Hints, rules: ReadingRules) -> Reading | NoText:
    """The article that a PDF is. Its title is the one that two of link, metadata and largest line agree on, else the
    link's if that is one, else the largest line; its date comes from the link, its metadata, its text. Of the source's
    rules those count that need no elements. Pure, and for any bytes."""
    _hush()
    try:
        document = _read(body)
    except Exception as error:  # noqa: BLE001 - a broken file fails in as many ways as it can be broken
        return NoText(f"is a PDF that can't be read: {' '.join(str(error).split())[:120] or type(error).__name__}")
    if isinstance(document, NoText):
        return document
    title = _title(plain(hints.title), document)
    paragraphs = [each for each in document.paragraphs if _bare(each) != _bare(title)]
    if sum(map(columns, paragraphs)) < LEAST:
        pages = "its page has" if document.pages == 1 else f"its {document.pages} pages have"
        return NoText(f"is a PDF of pictures: {pages} no text")
    language = rules.language or document.language or hints.language
    tree = _as_page(title, paragraphs)
    published_at, published_by = read_date(
        tree,
        {"date": [document.created]} if document.created else {},
        Described(),
        blocks(tree),
        url=url,
        hints=hints,
        language=language,
        fetched_at=fetched_at,
    )
    return Reading(
        title=title,
        text="\n".join(paragraphs),
        published_at=published_at,
        published_by=published_by,
        authors=(),
        language=language,
        canonical_url=canonical_url(url),
        canonical_hint="",
        read_by="pdf" if document.pages <= MOST_PAGES else f"pdf; the first {MOST_PAGES} of {document.pages} pages",
    )


@dataclass(frozen=True, slots=True)
class _Document:
    pages: int
    paragraphs: Sequence[str]
    metadata_title: str
    big_line: str  # the largest line of the first page, where one is larger than the text
    created: str  # ISO 8601, "" where it doesn't say
    language: str


def _read(body: bytes) -> _Document | NoText:
    from pypdf import PdfReader  # noqa: PLC0415

    reader = PdfReader(io.BytesIO(body), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):  # many are, so that nobody edits them, with no password to read
        return NoText("is a PDF that opens with a password only")
    lines: list[list[str]] = []
    size = 0
    for page in reader.pages[:MOST_PAGES]:
        text = page.extract_text()
        lines.append([line for each in text.split("\n") if (line := normalised(each))])
        size += len(text)
        if size > MOST_TEXT:
            break
    metadata = reader.metadata
    created = _quietly(lambda: metadata.creation_date) if metadata else None
    return _Document(
        pages=len(reader.pages),
        paragraphs=_paragraphs(_without_running_titles(lines)),
        metadata_title=plain(str(_quietly(lambda: metadata.title) or "")) if metadata else "",
        big_line=_big_line(reader.pages[0]) if lines else "",
        created=created.isoformat() if created else "",
        language=_language(reader),
    )


def _quietly(ask: Any) -> Any:  # noqa: ANN401 - what a stranger's metadata hold
    """What a document says of itself is not worth its text: None where that can't be read."""
    try:
        return ask()
    except Exception:  # noqa: BLE001 - as many ways as it can be broken
        return None


def _language(reader: PdfReader) -> str:
    said = _quietly(lambda: reader.root_object.get("/Lang"))
    return language_code(str(said)) if said else ""


def _without_running_titles(pages: Sequence[Sequence[str]]) -> list[str]:
    """All lines, without page numbers, and without what stands at the edge of at least half of several pages."""
    edges = Counter(line for page in pages for line in {*page[:_EDGE], *page[-_EDGE:]})
    running = {line for line, times in edges.items() if times >= 2 and 2 * times >= len(pages)}
    kept = []
    for page in pages:
        last = len(page) - _EDGE
        for n, line in enumerate(page):
            at_edge = n < _EDGE or n >= last
            if not (at_edge and (line in running or _NUMBER.fullmatch(line))):
                kept.append(line)
    return kept


def _paragraphs(lines: Sequence[str]) -> list[str]:
    """Lines joined to paragraphs: one goes on until a line ends it, by what it ends with and how short it is."""
    widths = sorted(map(columns, lines))
    full = widths[int(0.9 * (len(widths) - 1))] if widths else 0
    found: list[str] = []
    is_open = False
    for line in lines:
        if is_open and not _BEGINS_ITEM.match(line):
            found[-1] = _joined(found[-1], line)
        else:
            found.append(line)
        short = columns(line) < SHORT * full
        is_open = not (short and (_ENDS.search(line) or columns(found[-1]) == columns(line)))
    return found


def _joined(text: str, line: str) -> str:
    if _HYPHEN.search(text) and line[:1].islower():
        return text[:-1] + line
    return text + line if _WORDLESS.search(text) else f"{text} {line}"


def _big_line(page: PageObject) -> str:
    """The text in the largest letters of a page, where these are larger than most of it has."""
    sizes: Counter[float] = Counter()
    pieces: list[tuple[float, str]] = []

    def visit(text: str, _: list[float], matrix: list[float], __: object, size: float) -> None:
        height = round(abs(size * (matrix[3] or matrix[1] or 1)), 1)
        sizes[height] += sum(character.isalpha() for character in text)
        pieces.append((height, text))

    _quietly(lambda: page.extract_text(visitor_text=visit))
    lettered = [height for height, letters in sizes.items() if letters >= 5]
    if not lettered or max(lettered) < BIG * sizes.most_common(1)[0][0]:
        return ""
    return normalised(" ".join(text for height, text in pieces if height == max(lettered)))


def _title(offered: str, document: _Document) -> str:
    said = [offered, "" if _NO_TITLE.search(document.metadata_title) else document.metadata_title, document.big_line]
    usable = [text for text in said if len(tokens(text)) >= 2 and len(text) <= LONGEST]
    times = Counter(map(_bare, usable))
    for text in usable:
        if times[_bare(text)] > 1:
            return text
    if offered in usable and len(tokens(offered)) >= 3:  # "Download PDF" is none
        return offered
    others = [text for text in reversed(usable) if text != offered]
    return next(iter(others), offered) or _first_line(document)


def _first_line(document: _Document) -> str:
    line = document.paragraphs[0] if document.paragraphs else ""
    return line if len(tokens(line)) >= 2 and len(line) <= LONGEST // 2 else ""


def _bare(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _as_page(title: str, paragraphs: Sequence[str]) -> HtmlElement:
    """The document as a page, for the readers of dates."""
    tree = html.document_fromstring("<html><body></body></html>")
    tree.body.extend([builder.H1(title), *map(builder.P, paragraphs)])
    return tree


@cache
def _hush() -> None:
    """It logs what is wrong with each file; that outcome is ours to count."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
