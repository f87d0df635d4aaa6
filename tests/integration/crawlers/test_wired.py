"""`python -m crawlers` as it is shipped: wired to a real server by its environment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import redis

from presswatch.messages import articles_from_json, look_from_json, plain
from presswatch.sources import LinkOutcome as L
from presswatch.state import Inbox, RedisSeenLinks
from tests.integration.crawlers.child import ROOT, source
from tests.integration.crawlers.server import Publisher


def test_articles_wait_in_the_inbox_and_links_are_seen(
    publisher: Publisher, broker_url: str, client: redis.Redis, tmp_path: Path
) -> None:
    link = publisher.page("/1")
    agency = source("agency", feeds=(publisher.feed("/feed", [link]),))
    batch = {"sources": [plain(agency)], "data": str(tmp_path), "allow_networks": ["loopback"]}
    with subprocess.Popen(
        [sys.executable, "-m", "crawlers"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env=os.environ | {"PRESSWATCH_BROKER_URL": broker_url, "PRESSWATCH_DATA": str(tmp_path)},
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps(batch).encode() + b"\n")
        process.stdin.flush()
        [look] = [look_from_json(line) for line in process.stdout]
        assert process.wait(30) == 0
    assert look.links == {L.NEW: 1}
    inbox = Inbox(client)
    [waiting] = inbox.stale(seconds=-60)
    body, _ = inbox.begin(waiting)
    assert body
    assert [article.url for article in articles_from_json(body)] == [link]
    assert RedisSeenLinks(client).unseen("agency", [link]) == []
