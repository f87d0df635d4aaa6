"""Extraction scored against references: what the benchmark prints and the corpus test holds floors under."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from lxml import etree, html

from crawlers.extract import NotArticle, NoText, Reading, read_page
from crawlers.extract.canonical import registrable_domain
from crawlers.extract.decode import decode
from crawlers.extract.wording import bare
from presswatch.text import tokens

_QUOTES = re.compile("[“”„«»‟‘’‚‹›'`´]")
_UNREAD = datetime(2100, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Page:
    """One saved page; `text` is None where it has no reference."""

    name: str
    publisher: str
    url: str
    body: bytes
    fetched_at: datetime
    title: str
    published: datetime | None
    text: str | None

    @property
    def half(self) -> int:
        """0 or 1, by the host: rules are made on the first half, and show on the other what they are worth."""
        return zlib.crc32(registrable_domain(urlsplit(self.url).hostname or "").encode()) % 2


@dataclass(frozen=True, slots=True)
class Score:
    """One page's reading against its reference. `title` and `date` are None where the reference can't say.

    Publishers give an article two or three headlines, one for the page, one for search engines, one for those who share
    it, and the references have now this and now that one. So `headline` is asked beside `title`: whether the title is
    the reference's or, word for word, a heading of the first two ranks that readers see, or an element of one: many
    have a topic above the headline. `letters` is whether the title is the reference's but for spaces, punctuation and
    case, in which the places of one page differ, too.
    """

    page: Page
    reading: Reading | NoText | NotArticle
    precision: float
    recall: float
    title: bool | None
    letters: bool | None
    headline: bool | None
    date: bool | None

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def pages(corpus: Path) -> Iterator[Page]:
    for line in (corpus / "gold.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        published = row.get("published")
        yield Page(
            name=row["file"].removesuffix(".html.gz"),
            publisher=row["publisher"],
            url=row["url"],
            body=gzip.decompress((corpus / "pages" / row["file"]).read_bytes()),
            fetched_at=datetime.fromisoformat(row["crawled"]).replace(tzinfo=UTC) if row.get("crawled") else _UNREAD,
            title=row.get("title") or "",
            published=datetime.fromisoformat(published) if published else None,
            text=row["text"],
        )


def score(page: Page) -> Score:
    """Token precision and recall over bags of folded tokens; a date is right within the minute.

    References without a time zone can't be compared, as nobody knows which moment they mean.
    """
    reading = read_page(page.body, url=page.url, fetched_at=page.fetched_at, content_type="text/html")
    precision, recall = overlap(reading.text if isinstance(reading, Reading) else "", page.text or "")
    date = None
    if page.published is not None and page.published.tzinfo is not None:
        at = reading.published_at if isinstance(reading, Reading) else None
        date = at is not None and abs(at - page.published) < timedelta(minutes=1)
    title = letters = headline = None
    if page.title:
        ours = plain(reading.title) if isinstance(reading, Reading) else ""
        title = ours == plain(page.title)
        letters = title or bare(ours) == bare(page.title)
        headline = title or "".join(ours.split()) in headings(page.body)
    return Score(page, reading, precision, recall, title, letters, headline, date)


def headings(body: bytes) -> set[str]:
    """Their texts without spaces, which depend on how elements are laid out."""
    tree = html.document_fromstring(decode(body, "text/html").encode(), parser=html.HTMLParser(encoding="utf-8"))
    shown = (element for heading in tree.iter("h1", "h2") for element in heading.iter(etree.Element))
    return {text for element in shown if (text := "".join(plain(element.text_content()).split()))}


def overlap(read: str, reference: str) -> tuple[float, float]:
    ours, theirs = Counter(tokens(read).folded), Counter(tokens(reference).folded)
    common = (ours & theirs).total()
    return common / max(ours.total(), 1), common / max(theirs.total(), 1)


def plain(title: str) -> str:
    return " ".join(_QUOTES.sub('"', title).split())


def mean(values: Sequence[float]) -> float:
    """NaN of nothing: no reference says."""
    return sum(values) / len(values) if values else float("nan")


def summary(scores: Sequence[Score]) -> Mapping[str, float]:
    return {
        "f1": mean([one.f1 for one in scores]),
        "precision": mean([one.precision for one in scores]),
        "recall": mean([one.recall for one in scores]),
        "title": mean([float(one.title) for one in scores if one.title is not None]),
        "letters": mean([float(one.letters) for one in scores if one.letters is not None]),
        "headline": mean([float(one.headline) for one in scores if one.headline is not None]),
        "date": mean([float(one.date) for one in scores if one.date is not None]),
    }
