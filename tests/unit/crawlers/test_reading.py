from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from scrapy.http import HtmlResponse, Request
from warcio.archiveiterator import ArchiveIterator

from crawlers.discover import Link
from crawlers.fetch import Fetched
from crawlers.reading import Reader, Unread, read_article
from crawlers.warc import PageFiles
from presswatch.articles import Article, article_id
from presswatch.sources import LinkOutcome, Source, SourceKind

NOON = datetime(2020, 9, 10, 12, tzinfo=UTC)
SOURCE = Source(id="mfa", name="Ministry", country="KZ", kind=SourceKind.OFFICIAL)
LINK = Link(url="https://news.example/old?utm_source=rss", hint_by="feed", published_at=NOON, language="en")
PARAGRAPHS = "".join(
    f"<p>The ministers met on Thursday, paragraph {n}, and agreed to meet again in the autumn of the year.</p>"
    for n in range(8)
)
PAGE = f"<html><head><title>Ministers meet</title></head><body><article><h1>Ministers meet</h1>{PARAGRAPHS}</article></body></html>"


def fetched(body: str = PAGE, kind: str = "text/html; charset=utf-8") -> Fetched:
    url = "https://news.example/new"
    response = HtmlResponse(
        url, headers={"Content-Type": kind, "Content-Encoding": "gzip"}, body=body.encode(), request=Request(url)
    )
    return Fetched(url, response)


def test_an_article_is_filled_in() -> None:
    article = read_article(fetched(), link=LINK, source=SOURCE, at=NOON + timedelta(hours=1))
    assert isinstance(article, Article)
    assert (article.url, article.id) == ("https://news.example/new", article_id("https://news.example/new"))
    assert (article.link, article.source, article.kind, article.country) == (LINK.url, "mfa", "official", "KZ")
    assert (article.published_at, article.published_by) == (NOON, "feed")
    assert article.fetched_at == article.first_seen_at == NOON + timedelta(hours=1)
    assert article.title == "Ministers meet"
    assert article.text.count("The ministers met") == 8


def test_the_source_s_zone_and_name_and_the_link_s_doubt_are_made_use_of() -> None:
    source = Source(id="mfa", name="Press Office", country="KG", kind=SourceKind.OFFICIAL)
    link = Link(url=LINK.url, hint_by="feed", doubt="feed said 2019-09-10, a year off its order")
    page = (
        "<html><head><title>Ministers meet in Bishkek - Press Office</title>"
        '<meta property="article:published_time" content="2020-09-10T12:00:00"></head>'
        f"<body><article>{PARAGRAPHS}</article></body></html>"
    )
    article = read_article(fetched(page), link=link, source=source, at=NOON + timedelta(hours=1))
    assert isinstance(article, Article)
    assert article.title == "Ministers meet in Bishkek"
    assert article.published_at == NOON - timedelta(hours=6)
    assert article.published_by == "meta; Asia/Bishkek assumed; feed said 2019-09-10, a year off its order"


def test_what_is_no_article_says_why() -> None:
    picture = read_article(fetched("\x89PNG", "image/png"), link=LINK, source=SOURCE, at=NOON)
    empty = read_article(fetched("<html><body></body></html>"), link=LINK, source=SOURCE, at=NOON)
    assert isinstance(picture, Unread)
    assert isinstance(empty, Unread)
    assert (picture.outcome, empty.outcome) == (LinkOutcome.NOT_ARTICLE, LinkOutcome.NO_TEXT)
    assert picture.why
    assert empty.why


class Disk:
    """Fills the part of PageFiles that a reader uses: `write` takes as long as it was told to, or fails."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.full = False

    def write(self, _: object) -> str:
        time.sleep(self.seconds)
        if self.full:
            raise OSError("no space left")
        return "urn:1"

    def describe(self, _url: str, _about: bytes, *, record: str = "") -> None: ...


def reading(disk: Disk, run: Callable[[Reader], object], *, longest: float = 10.0) -> object:
    async def main() -> object:
        reader = Reader(files=disk, now=lambda: NOON, longest=longest)  # type: ignore[arg-type]
        return await run(reader)  # type: ignore[misc]

    return asyncio.run(main())


def test_a_full_disk_costs_no_article() -> None:
    disk = Disk()
    disk.full = True
    assert isinstance(reading(disk, lambda reader: reader.read(fetched(), link=LINK, source=SOURCE)), Article)


def test_a_page_that_takes_too_long_is_given_up_and_the_next_one_read() -> None:
    disk = Disk()

    async def run(reader: Reader) -> tuple[object, object]:
        disk.seconds = 1.5
        first = await reader.read(fetched(), link=LINK, source=SOURCE)
        disk.seconds = 0.0
        return first, await reader.read(fetched(), link=LINK, source=SOURCE)

    first, second = reading(disk, run, longest=0.7)  # type: ignore[misc]
    assert first == Unread(LinkOutcome.PARSE_ERROR, "could not be read within 0.7 s")
    assert isinstance(second, Article)


def test_a_page_over_which_reading_breaks_is_a_parse_error_and_not_given_up() -> None:
    odd = Link(url=LINK.url, hint_by="feed", language=5)  # type: ignore[arg-type]  # nothing we know of breaks it
    unread = reading(Disk(), lambda reader: reader.read(fetched(), link=odd, source=SOURCE))
    assert isinstance(unread, Unread)
    assert (unread.outcome, unread.final) == (LinkOutcome.PARSE_ERROR, False)
    assert unread.why.startswith("could not be read, by a mistake in presswatch: AttributeError: ")


def test_pages_are_kept_by_day(tmp_path: Path) -> None:
    now = NOON
    files = PageFiles(tmp_path, now=lambda: now)
    files.write(fetched().response)
    files.write(fetched("second").response)
    now += timedelta(days=1)
    files.write(fetched("third").response)
    files.close()
    kept = sorted(tmp_path.glob("*/*.warc.gz"))
    assert [file.parent.name for file in kept] == ["2020-09-10", "2020-09-11"]
    with kept[0].open("rb") as stream:
        bodies = []
        for record in ArchiveIterator(stream):
            if record.rec_type == "response":
                assert record.rec_headers.get_header("WARC-Date") == "2020-09-10T12:00:00Z"
                assert record.http_headers.get_header("Content-Encoding") is None  # it was undone
                bodies.append(record.content_stream().read())
            else:
                assert record.http_headers.get_header("Host") == "news.example"
    assert bodies == [PAGE.encode(), b"second"]
