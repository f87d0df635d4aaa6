from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from scrapy.http import Request, Response

from crawlers.circumstances import Circumstances, circumstances_to_json
from crawlers.discover import Link
from crawlers.page_archive import Archived, PageArchive, entries, index_file, read_page_at, write_index
from crawlers.warc import PageFiles
from presswatch.articles import article_id
from presswatch.errors import PermanentError

NOON = datetime(2020, 9, 10, 12, tzinfo=UTC)


class Crawl:
    """A crawl that keeps pages; `time` is when."""

    def __init__(self, folder: Path, *, largest: int = 1 << 30) -> None:
        self.time = NOON
        self.files = PageFiles(folder, now=lambda: self.time, largest=largest)

    def keep(self, name: str, *, described: bool = True) -> str:
        url = f"https://news.example/{name}"
        request = Request(url, headers={"Accept": "*/*"})
        headers = {"Content-Type": "text/html; charset=utf-8", "Set-Cookie": ["a=1", "b=2"]}
        record = self.files.write(Response(url, body=f"page {name}".encode(), headers=headers, request=request))
        if described:
            self.describe(name, record)
        return record

    def describe(self, name: str, record: str = "", *, refused: str = "") -> None:
        self.files.describe(
            f"https://news.example/{name}", circumstances_to_json(about(name, self.time, refused)), record=record
        )


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Callable[..., Crawl]]:
    """Begins crawls in the test's folder, and ends them."""
    begun: list[Crawl] = []

    def crawl(**options: int) -> Crawl:
        begun.append(Crawl(tmp_path, **options))
        return begun[-1]

    yield crawl
    for each in begun:
        each.files.close()


def about(name: str, at: datetime, refused: str = "") -> Circumstances:
    url = f"https://news.example/{name}"
    return Circumstances(
        source="news", link=Link(url=url, hint_by="feed", title=name), at=at, left_out=(7,), url=url, refused=refused
    )


def names(found: list[Archived]) -> list[str]:
    return [each.circumstances.link.title for each in found]


def read_all(folder: Path, **span: datetime) -> list[Archived]:
    return [read_page_at(each) for each in PageArchive(folder).pages(**span)]


def test_a_page_comes_back_with_what_it_was_read_in(begin: Callable[..., Crawl], tmp_path: Path) -> None:
    crawl = begin()
    crawl.keep("one")
    crawl.describe("walled", refused="answered 403")
    one, walled = read_all(tmp_path)  # while the crawl goes on
    assert one.circumstances == about("one", NOON)
    assert one.fetched is not None
    assert (one.fetched.url, one.fetched.body) == ("https://news.example/one", b"page one")
    assert one.fetched.content_type == "text/html; charset=utf-8"
    assert one.fetched.response.headers.getlist("Set-Cookie") == [b"a=1", b"b=2"]
    assert walled == Archived(circumstances=about("walled", NOON, "answered 403"), fetched=None)
    [found] = PageArchive(tmp_path).of_article(article_id("https://news.example/one"))
    assert (found.entry.status, found.entry.source, found.entry.at) == (200, "news", NOON)
    assert found.entry.digest.startswith("sha1:")


def test_files_end_with_the_hour_and_at_their_size(begin: Callable[..., Crawl], tmp_path: Path) -> None:
    crawl = begin(largest=2000)
    for minutes in (0, 30, 90, 24 * 60):
        crawl.time = NOON + timedelta(minutes=minutes)
        crawl.keep(f"at {minutes}")
    assert [file.parent.name for file in PageArchive(tmp_path).files()] == ["2020-09-10"] * 2 + ["2020-09-11"]
    for n in range(9):
        crawl.keep(f"large {n}")
    assert len(PageArchive(tmp_path).files(since=crawl.time + timedelta(days=1))) > 2
    assert len(read_all(tmp_path)) == 13
    assert names(read_all(tmp_path, since=NOON + timedelta(minutes=30), until=NOON + timedelta(minutes=91))) == [
        "at 30",
        "at 90",
    ]


def test_a_page_that_is_described_after_the_hour_is_found(begin: Callable[..., Crawl], tmp_path: Path) -> None:
    crawl = begin()
    slow = crawl.keep("slow", described=False)
    crawl.time += timedelta(hours=1)
    crawl.keep("next")
    crawl.describe("slow", slow)
    assert sorted(names(read_all(tmp_path))) == ["next", "slow"]
    crawl.files.close()
    assert sum(map(write_index, PageArchive(tmp_path).files())) == 2


@pytest.mark.parametrize("lost", ["all of the index", "half of it", "a torn line"])
def test_the_index_is_made_again_from_the_file_alone(begin: Callable[..., Crawl], tmp_path: Path, lost: str) -> None:
    crawl = begin()
    slow = crawl.keep("slow", described=False)
    for n in range(6):
        crawl.keep(str(n))
    crawl.describe("slow", slow)
    crawl.describe("walled", refused="answered 403")
    crawl.keep("never read", described=False)
    crawl.files.close()
    [file] = PageArchive(tmp_path).files()
    before, lines = entries(file), index_file(file).read_bytes()
    assert len(before) == 8
    match lost:
        case "all of the index":
            index_file(file).unlink()
        case "half of it":
            index_file(file).write_bytes(b"".join(lines.splitlines(keepends=True)[:4]))
        case _:
            index_file(file).write_bytes(lines[:-20])
    assert entries(file) == before
    assert write_index(file) == 8
    assert index_file(file).read_bytes() == lines


def test_a_torn_record_is_passed_over(begin: Callable[..., Crawl], tmp_path: Path) -> None:
    crawl = begin()
    crawl.keep("whole")
    crawl.keep("torn")
    crawl.files.close()
    [file] = PageArchive(tmp_path).files()
    whole = file.read_bytes()
    index_file(file).unlink()
    for length in range(0, len(whole), 7):
        file.write_bytes(whole[:length])
        assert names(read_all(tmp_path)) in ([], ["whole"])
    file.write_bytes(whole[:-40])
    assert names(read_all(tmp_path)) == ["whole"]


def test_a_damaged_page_is_told(begin: Callable[..., Crawl], tmp_path: Path) -> None:
    crawl = begin()
    crawl.keep("one")
    crawl.files.close()
    [found] = PageArchive(tmp_path).pages()
    body = bytearray(found.file.read_bytes())
    body[200] ^= 0xFF
    found.file.write_bytes(body)
    with pytest.raises(PermanentError, match="no whole WARC record"):
        read_page_at(found)


def test_two_crawls_never_share_a_file(begin: Callable[..., Crawl], tmp_path: Path) -> None:
    for name in ("one", "two"):
        begin().keep(name)
    assert len(PageArchive(tmp_path).files()) == 2
    assert len(read_all(tmp_path)) == 2
