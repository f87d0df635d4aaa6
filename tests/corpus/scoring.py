"""Extraction scored against references: what the benchmark prints and the corpus test holds floors under."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawlers.extract import NotArticle, NoText, Reading, read_page
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


@dataclass(frozen=True, slots=True)
class Score:
    """One page's reading against its reference. `title` and `date` are None where the reference can't say."""

    page: Page
    reading: Reading | NoText | NotArticle
    precision: float
    recall: float
    title: bool | None
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
    known = isinstance(reading, Reading)
    precision, recall = overlap(reading.text if isinstance(reading, Reading) else "", page.text or "")
    date = None
    if page.published is not None and page.published.tzinfo is not None:
        at = reading.published_at if isinstance(reading, Reading) else None
        date = at is not None and abs(at - page.published) < timedelta(minutes=1)
    title = known and plain(reading.title) == plain(page.title) if page.title else None
    return Score(page, reading, precision, recall, title, date)


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
        "date": mean([float(one.date) for one in scores if one.date is not None]),
    }
