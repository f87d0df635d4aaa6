"""Bytes of Redis an article: fingerprints, the seen link, and the inbox while a batch waits.

Prints bytes and the ratio to what the article's text itself takes in UTF-8, which does not move.
"""

from __future__ import annotations

import random
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import redis

from presswatch.articles import article_id
from presswatch.state import RedisFingerprints, RedisSeenLinks, connect
from presswatch.stories import Fingerprint, Placement
from presswatch.valkey import running_valkey
from workers.steps.story import shingled

ARTICLES = 10_000
WORDS = 450  # of a usual article


def text_of(number: int) -> str:
    words = random.Random(number)
    return " ".join(f"word{words.randrange(50_000)}" for _ in range(int(words.gauss(WORDS, 150)) + 50))


def used(client: redis.Redis) -> int:
    return int(client.info("memory")["used_memory"])


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        running_valkey(Path(folder)) as url,
        connect(url) as client,
    ):
        measure(client)


def measure(client: redis.Redis) -> None:
    fingerprints, seen = RedisFingerprints(client), RedisSeenLinks(client)
    start = datetime(2020, 9, 10, tzinfo=UTC)
    size = 0
    before = used(client)
    for number in range(ARTICLES):
        text = text_of(number)
        size += len(text.encode())
        article = article_id(str(number))
        at = start + timedelta(seconds=number * 8)  # a day's articles
        fingerprints.add(Fingerprint(article=article, sketch=shingled(text).sketch, at=at))
        fingerprints.place(Placement(article=article, story=article), at=at)
    after = used(client)
    for number in range(ARTICLES):
        seen.mark(f"source-{number % 40}", [f"https://news.example/{number}"])
    links = used(client)
    text_bytes = size / ARTICLES
    print(f"{ARTICLES} articles of {text_bytes:.0f} bytes of text, in one day")
    for name, value in (("fingerprint", after - before), ("seen link", links - after), ("together", links - before)):
        print(f"{name:12} {value / ARTICLES:7.0f} bytes an article, {value / size:.3f} of its text")


if __name__ == "__main__":
    main()
