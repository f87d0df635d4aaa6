"""Times that the others around them belie."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.discover import Link, read_feed
from crawlers.discover.links import newest_first
from crawlers.discover.order import out_of_order
from crawlers.documents import Document, DocumentKind, Read
from crawlers.look import distinct_links

NOON = datetime(2020, 9, 10, 12, tzinfo=UTC)
DAILY = [NOON - timedelta(days=n) for n in range(8)]


def with_a_year_less(n: int) -> list[datetime]:
    return [time.replace(year=2019) if place == n else time for place, time in enumerate(DAILY)]


def test_a_time_a_year_off_is_found_wherever_it_stands():
    for n in range(len(DAILY)):
        assert out_of_order(with_a_year_less(n)) == {n}
        assert out_of_order([None, *with_a_year_less(n)]) == {n + 1}
    assert out_of_order([time.replace(year=2031) if n == 3 else time for n, time in enumerate(DAILY)]) == {3}


def test_documents_without_an_order_are_believed():
    assert not out_of_order(DAILY)
    assert not out_of_order([])
    assert not out_of_order([NOON, NOON.replace(year=2015)])  # two say nothing
    assert not out_of_order([NOON.replace(year=year) for year in range(2000, 2020)])  # an archive
    assert not out_of_order([NOON.replace(year=2020 - n % 4) for n in range(20)])  # unsorted
    assert not out_of_order([*DAILY, *(time.replace(year=2018) for time in DAILY)])  # two years after silence


@settings(max_examples=100, deadline=None)
@given(st.lists(st.none() | st.datetimes(timezones=st.just(UTC)), max_size=30))
def test_any_times_can_be_compared(times):
    assert all(times[n] for n in out_of_order(times))


def test_a_doubted_link_stays_in_its_place_without_its_time():
    times = with_a_year_less(2)
    links = newest_first(
        [(time, n) for n, time in enumerate(times)],
        lambda n: Link(url=f"https://a.example/{n}", hint_by="feed", published_at=times[n]),
        limit=4,
    )
    assert [link.url[-1] for link in links] == ["0", "1", "2", "3"]
    assert links[2].published_at is None
    assert links[2].doubt == "feed said 2019-09-08, a year off its order"
    assert {link.doubt for link in (links[0], links[1], links[3])} == {""}


def test_feeds_are_looked_at_this_way():
    items = "".join(
        f"<item><title>{n}</title><link>https://a.example/{n}</link><pubDate>{time:%a, %d %b %Y %T} GMT</pubDate></item>"
        for n, time in enumerate(with_a_year_less(4))
    )
    body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>a</title>{items}</channel></rss>'.encode()
    links = read_feed(body, url="https://a.example/feed")
    assert [link.url for link in links if link.doubt] == ["https://a.example/4"]
    assert len(links) == 8


def test_a_time_in_the_future_is_said_and_another_document_s_word_is_better():
    later = Link(url="https://a.example/1", hint_by="feed", published_at=NOON + timedelta(days=300))
    document = Document(DocumentKind.FEED, "https://a.example/feed")

    def joined(*links: Link) -> Link:
        return distinct_links([Read(document=document, links=links)], now=NOON)["https://a.example/1"]

    assert joined(later).published_at is None
    assert joined(later).doubt == "feed said 2021-07-07, in the future"
    told = Link(url="https://a.example/1", hint_by="sitemap", published_at=NOON)
    for both in (joined(later, told), joined(told, later)):
        assert (both.published_at, both.hint_by, both.doubt) == (NOON, "sitemap", "")
