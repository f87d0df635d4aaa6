"""What is read of a publisher's wishes, and of a batch."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from crawlers.batch import Limits, read_batch
from crawlers.politeness import retry_after
from crawlers.settings import crawl_settings
from presswatch.errors import PermanentError

NOW = datetime(2020, 9, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        (b"120", timedelta(seconds=120)),
        (b" 0 ", timedelta(0)),
        (b"Thu, 10 Sep 2020 12:05:00 GMT", timedelta(minutes=5)),
        (b"Thu, 10 Sep 2020 11:00:00 GMT", timedelta(0)),
        (b"99999999999999", timedelta(days=1)),
        (b"-5", None),
        (b"soon", None),
        (b"", None),
        (None, None),
        ("١٢".encode(), None),
    ],
)
def test_retry_after(header: bytes | None, wait: timedelta | None) -> None:
    assert retry_after(header, now=NOW) == wait


SOURCE = {"id": "mfa", "name": "Ministry", "country": "KZ", "kind": "official", "every": "PT15M"}


def test_a_batch_is_read() -> None:
    batch = read_batch(
        json.dumps(
            {"sources": [SOURCE], "data": "var", "allow_networks": ["10.0.0.0/8"], "limits": {"links": 3}}
        ).encode()
    )
    assert [source.id for source in batch.sources] == ["mfa"]
    assert batch.limits == Limits(links=3)
    settings = crawl_settings(batch)
    assert settings["PRESSWATCH_ALLOW_NETWORKS"] == ["10.0.0.0/8"]
    assert settings["USER_AGENT"].startswith("presswatch/")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("", "batch: : Invalid JSON"),
        ("{}", "batch: sources: Field required"),
        ('{"sources": [{"id": 5}], "data": "x"}', "batch: sources.0"),
        ('{"sources": [], "data": "x", "allow_networks": ["all"]}', "batch: allow_networks: 'all'"),
    ],
)
def test_a_bad_batch_says_what_is_wrong(line: str, why: str) -> None:
    with pytest.raises(PermanentError, match=why):
        read_batch(line.encode())
