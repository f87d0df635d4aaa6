"""Makers of nouns for tests: everything has a default, the test names what it is about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from presswatch.articles import Article, article_id

NOON = datetime(2020, 9, 10, 12, 0, tzinfo=UTC)


def article(number: int | str = 1, **given: Any) -> Article:
    url = given.pop("url", f"https://news.example/{number}")
    at = given.pop("at", NOON + timedelta(seconds=number if isinstance(number, int) else 0))
    values: dict[str, Any] = {
        "id": article_id(url),
        "url": url,
        "source": "tass",
        "title": f"Title {number}",
        "text": f"Text of article {number}.",
        "fetched_at": at,
        "first_seen_at": at,
    }
    return Article(**(values | given))
