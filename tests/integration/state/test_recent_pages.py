"""The last pages of each source, in the server and in the files that tests crawl with."""

from __future__ import annotations

from pathlib import Path

import pytest
import redis

from presswatch.ports import RECENT_PAGES, PageBlocks, RecentPages
from presswatch.state import RedisRecentPages
from tests.integration.crawlers.files import Files


@pytest.fixture(params=["redis", "files"])
def recent(request: pytest.FixtureRequest, client: redis.Redis, tmp_path: Path) -> RecentPages:
    return RedisRecentPages(client) if request.param == "redis" else Files(tmp_path)


def test_pages_are_known_newest_first_and_the_oldest_forgotten(recent: RecentPages) -> None:
    assert recent.pages_of("a") == []
    pages = [PageBlocks(2**64 - 1 - n, (n, 2**32 - 1)) for n in range(RECENT_PAGES + 3)]
    for page in pages:
        recent.note_page("a", page)
    recent.note_page("b", PageBlocks(1, ()))
    assert recent.pages_of("a") == pages[: -RECENT_PAGES - 1 : -1]
    assert recent.pages_of("b") == [PageBlocks(1, ())]


def test_a_page_that_is_noted_again_stays_in_its_place(recent: RecentPages) -> None:
    for page in (PageBlocks(1, (1,)), PageBlocks(2, (2,)), PageBlocks(1, (3, 4))):
        recent.note_page("a", page)
    assert recent.pages_of("a") == [PageBlocks(2, (2,)), PageBlocks(1, (3, 4))]


def test_ten_thousand_sources_are_tens_of_megabytes(client: redis.Redis) -> None:
    recent = RedisRecentPages(client)
    for n in range(RECENT_PAGES):
        recent.note_page("a", PageBlocks(n, tuple(range(40))))
    assert int(client.memory_usage("presswatch:pages:a")) < 16_000  # type: ignore[call-overload]
