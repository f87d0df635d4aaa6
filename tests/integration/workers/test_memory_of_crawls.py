"""Thousands of looks leave the worker that starts crawls as large as it was; and what one crawl takes, ends with it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from crawlers.extract import canonical_url
from presswatch.bootstrap import now
from presswatch.configuration import Settings
from presswatch.sources import LookOutcome
from tests.e2e.stage import write_config
from tests.newsrooms import ITEMS, newsrooms
from workers.crawling import crawl, lease_batches
from workers.services import Services
from workers.tasks.periodic import sync

SOURCES = 120
LOOKS = 1000 if os.environ.get("PRESSWATCH_BOUNDED") else 4000
MOST_GROWTH = 12 * 1024 * 1024  # bytes


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


@pytest.mark.slow
def test_a_worker_does_not_grow_with_the_looks(tmp_path: Path, broker_url: str) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "one").write_bytes(b"<html><body><p>Not an article.</p></body></html>")
    with newsrooms(hosts=SOURCES, pages=tmp_path / "pages") as press:
        sources = [
            {"id": f"s{n}", "name": f"S{n}", "country": "KZ", "kind": "wire", "feeds": [press.feed(n)]}
            for n in range(SOURCES)
        ]
        config = write_config(tmp_path / "config", sources={"sources": sources})
        settings = Settings.from_environ(
            {}, config=config, data=tmp_path / "data", broker_url=broker_url, allow_networks="loopback"
        )
        with Services(settings) as services:
            sync(services, at=now())
            for n in range(SOURCES):
                services.seen.mark(f"s{n}", [canonical_url(press.page(n, item)) for item in range(ITEMS)])

            def look() -> int:
                services.due.make_due(services.configuration.sources, now=now())
                looks = []
                while batches := lease_batches(services, at=now(), only=services.configuration.sources):
                    looks += [look for leases in batches for look in crawl(services, leases)]
                return sum(each.outcome is not LookOutcome.FAILED for each in looks)

            warm = sum(look() for _ in range(3))
            size, files, looks = resident(), open_files(), 0
            while looks < LOOKS:
                looks += look()
            assert warm == 3 * SOURCES
            assert resident() - size < MOST_GROWTH
            assert open_files() == files
