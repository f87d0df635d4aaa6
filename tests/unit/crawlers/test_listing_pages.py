"""The pages of a listing, read as far as there is something new."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from scrapy.http import TextResponse

from crawlers.discover import DocumentError, read_listing
from crawlers.documents import MOST_PAGES, Document, DocumentKind, DocumentReader, Read
from crawlers.fetch import Fetched, NotFetched
from crawlers.state import State
from presswatch.ports import Validators
from presswatch.sources import LinkOutcome

URL = "https://news.example/news"
PAGE = f"""<ul><li><a href="/1"><img></a><h2><a href="/1">One</a></h2></li><li><a href="/2">Two</a></li></ul>
<p><a class="older" href="{URL}?p=2">Older</a></p>"""


@pytest.mark.parametrize(
    "links", ["li a", "//li//a", "(//ul)[1]//a", "//li//a/@href", "./body//ul", '//a[re:test(@href, "^/[0-9]")]']
)
def test_css_and_xpath(links: str) -> None:
    page = read_listing(PAGE.encode(), url=URL, links=links, following="a.older")
    assert [link.url for link in page.links] == ["https://news.example/1", "https://news.example/2"]
    assert page.next == f"{URL}?p=2"
    if "@" not in links:
        assert [link.title for link in page.links] == ["One", "Two"]  # not that of the picture


@pytest.mark.parametrize("selector", ["//a[", "count(//a)", "//nothing:a", "//a[foo()]", "a:first", "a::text"])
def test_what_is_no_selector_says_so(selector: str) -> None:
    with pytest.raises(DocumentError, match="can't be searched with the selector"):
        read_listing(PAGE.encode(), url=URL, links=selector)


@dataclass
class Site:
    """A site whose news are listed three a page, in the place of the fetcher and of the crawl's ports."""

    news: int
    seen: set[str] = field(default_factory=set)
    kept: Validators | None = None
    asked: list[int] = field(default_factory=list)  # pages, in order
    broken: int = 0  # this page answers 500
    elsewhere: bool = False  # the next page is another site's
    circular: bool = False

    async def fetch(self, url: str, _: Validators | None = None) -> Fetched | NotFetched:
        page = int(url.partition("=")[2] or 1)
        self.asked.append(page)
        if page == self.broken:
            return NotFetched(LinkOutcome.REFUSED, "answered 500", soft=True)
        newest = self.news - 3 * (page - 1)
        items = "".join(f"<li><a href='/{n}'>News {n}</a></li>" for n in range(newest, max(newest - 3, 0), -1))
        following = 1 if self.circular and page == 2 else page + 1
        host = "https://other.test/news" if self.elsewhere else URL
        html = f"<html><body><ul>{items}</ul><a class=next href='{host}?p={following}'>next</a></body></html>"
        return Fetched(url, TextResponse(url, 200, body=html.encode()))

    def get(self, _: str) -> Validators | None:
        return self.kept

    def put(self, _: str, validators: Validators) -> None:
        self.kept = validators

    def unseen(self, _: str, links: Sequence[str]) -> list[str]:
        return [link for link in links if link not in self.seen]

    def look(self, *, take: int = 100) -> list[Read]:
        """Look once, take so many links, and keep what a look keeps whose links are settled."""
        anything: Any = self
        self.asked.clear()

        async def read() -> list[Read]:
            state = State(seen=anything, documents=anything, hand_over=anything, patience=0.0)
            reader = DocumentReader(fetcher=anything, state=state, now=lambda: datetime(2020, 9, 10, tzinfo=UTC))
            try:
                return await reader.read(Document(DocumentKind.LISTING, URL, "li a", "a.next"), source="mfa")
            finally:
                state.close()

        reads = asyncio.run(read())
        for each in reads:
            offered = [link.url for link in each.links]
            self.seen.update(self.unseen("mfa", offered)[:take])
            if each.validators and not self.unseen("mfa", offered):
                self.kept = each.validators
        return reads


def numbers(reads: list[Read]) -> list[int]:
    return [int(link.url.rsplit("/", 1)[1]) for read in reads for link in read.links]


def test_pages_are_followed_to_the_end_once_and_then_as_far_as_there_is_something_new() -> None:
    site = Site(news=8)
    assert numbers(site.look()) == [8, 7, 6, 5, 4, 3, 2, 1]
    assert site.asked == [1, 2, 3, 4]  # the fourth is empty
    site.look()
    assert site.asked == [1]
    site.news = 12
    assert set(numbers(site.look())) >= {12, 11, 10, 9}
    assert site.asked == [1, 2, 3]  # of the second one is new, of the third none
    site.look()
    assert site.asked == [1]


def test_pages_are_bounded() -> None:
    site = Site(news=1000)
    site.look()
    assert site.asked == list(range(1, MOST_PAGES + 1))


def test_links_of_later_pages_that_were_not_taken_are_offered_again() -> None:
    """Though all those of the first page are known by then."""
    site = Site(news=9)
    site.look(take=4)
    assert numbers(site.look(take=4)) == list(range(9, 0, -1))
    site.look(take=4)
    assert site.unseen("mfa", [f"https://news.example/{n}" for n in range(1, 10)]) == []
    site.look()
    assert site.asked == [1]


def test_a_later_page_that_is_broken_is_told_and_tried_again() -> None:
    site = Site(news=9, broken=2)
    first, second = site.look()
    assert numbers([first]) == [9, 8, 7]
    assert second.error == f"listing {URL}?p=2 answered 500"
    site.broken = 0
    assert numbers(site.look()) == list(range(9, 0, -1))
    site.look()
    assert site.asked == [1]


@pytest.mark.parametrize("trap", ["elsewhere", "circular"])
def test_pages_lead_nowhere_else(trap: str) -> None:
    site = Site(news=9, **{trap: True})  # type: ignore[arg-type]  # one of its flags
    site.look()
    assert site.asked == {"elsewhere": [1], "circular": [1, 2, 1]}[trap]
