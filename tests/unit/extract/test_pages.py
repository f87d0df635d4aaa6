"""Whole pages, as folders: `page.html` (ours, in UTF-8), and in `expected.json` how it is served and what is read."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers.extract import Hints, Reading, read_page

PAGES = sorted((Path(__file__).parent / "pages").iterdir())
FETCHED = datetime(2020, 9, 12, tzinfo=UTC)


def served(folder: Path):
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    body = (folder / "page.html").read_text("utf-8").encode(expected.pop("encoding", "utf-8"))
    hints = expected.pop("hints", {})
    if "published_at" in hints:
        hints["published_at"] = datetime.fromisoformat(hints["published_at"])
    content_type = expected.pop("content_type", "text/html")
    url = expected.pop("url")
    return read_page(body, url=url, fetched_at=FETCHED, content_type=content_type, hints=Hints(**hints)), expected


@pytest.mark.parametrize("folder", PAGES, ids=lambda folder: folder.name)
def test_page(folder: Path):
    reading, expected = served(folder)
    if "outcome" in expected:
        assert type(reading).__name__ == expected["outcome"]
        assert expected["reason"] in reading.reason
        return
    assert isinstance(reading, Reading)
    assert reading.text.split("\n") == expected.pop("text")
    for name, value in expected.items():
        found = getattr(reading, name)
        if isinstance(found, datetime):
            found = found.isoformat()
        assert (list(found) if isinstance(found, tuple) else found) == value, name
