"""The operator is told once of what is amiss with a source, and once when it is well again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from presswatch.alerts import Channel
from presswatch.cli.checking_sources import known_amiss
from presswatch.sources import AmissKind, Look, LookOutcome
from presswatch.state.amiss import RedisTroubles
from tests.integration.workers.desk import DiedError, configuration, desk
from tests.make import NOON
from workers import watching
from workers.services import Services
from workers.watching import watch

HOUR = timedelta(hours=1)


@pytest.fixture
def services(broker_url: str, tmp_path: Path) -> Iterator[Services]:
    with desk(tmp_path, broker_url) as made:
        operator = Channel(id="ops", file="ops.jsonl", operator=True)
        channels = {**configuration().channels, "ops": operator}
        made.__dict__["configuration"] = replace(configuration(), channels=channels)
        yield made


def look(services: Services, hours: int, *, lying: bool) -> None:
    at = NOON + hours * HOUR
    services.engine.looked(Look(source="tass", at=at, outcome=LookOutcome.OK, lying=lying), next_due_at=at + HOUR)


def lines(services: Services) -> list[dict[str, Any]]:
    file = services.settings.data / "ops.jsonl"
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []


def test_told_once_until_it_is_well_again(services: Services) -> None:
    look(services, 0, lying=True)
    for hours in range(3):
        watch(services, at=NOON + hours * HOUR)
    assert [(line["kind"], line["source"], line["amiss"], line["well"]) for line in lines(services)] == [
        ("source", "tass", "lying", False)
    ]
    assert [each.kind for each in (known_amiss(services) or {})["tass"]] == [AmissKind.LYING]

    look(services, 4, lying=False)
    watch(services, at=NOON + 4 * HOUR)
    watch(services, at=NOON + 5 * HOUR)
    assert [line["well"] for line in lines(services)] == [False, True]
    assert known_amiss(services) == {}

    look(services, 6, lying=True)
    watch(services, at=NOON + 6 * HOUR)
    told = lines(services)
    assert [line["well"] for line in told] == [False, True, False]
    assert len({line["key"] for line in told}) == 3
    assert not (services.settings.data / "alerts.jsonl").exists()  # a channel that is no operator's


def test_whoever_dies_before_noting_it_tells_again_with_the_same_key(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    look(services, 0, lying=True)
    keys: list[str] = []

    def dies_afterwards(notice: watching.Notice, channel: Channel, **_: object) -> None:
        keys.append(notice.key(channel.id))
        if len(keys) == 1:
            raise DiedError

    monkeypatch.setattr(watching, "tell", dies_afterwards)
    with pytest.raises(DiedError):
        watch(services, at=NOON)
    for hours in (1, 2):
        watch(services, at=NOON + hours * HOUR)
    assert len(keys) == 2
    assert len(set(keys)) == 1


def test_only_one_process_checks_at_a_time(services: Services) -> None:
    look(services, 0, lying=True)
    assert RedisTroubles(services.redis).begin(within=HOUR)
    watch(services, at=NOON)
    assert lines(services) == []
    RedisTroubles(services.redis).end()
    watch(services, at=NOON)
    assert len(lines(services)) == 1
