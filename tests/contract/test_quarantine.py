"""The port `Quarantine`."""

from __future__ import annotations

from datetime import timedelta

from presswatch.ports import Quarantined
from tests.contract.conftest import EngineCase
from tests.make import NOON

HOUR = timedelta(hours=1)


def message(id_: str, **given: object) -> Quarantined:
    values = {"task": "presswatch.ingest", "body": '["тело"]', "reason": "Traceback\n  …", "at": NOON}
    return Quarantined(id=id_, **(values | given))  # type: ignore[arg-type]  # the test's own values


def test_messages_are_kept_oldest_first_until_removed(case: EngineCase) -> None:
    late, early = message("a", at=NOON + HOUR), message("b")
    for each in (late, early):
        case.engine.add(each)
    case.settle()
    assert case.engine.messages() == [early, late]
    case.engine.remove("b")
    case.engine.remove("b")
    case.settle()
    assert case.engine.messages() == [late]


def test_the_same_id_replaces(case: EngineCase) -> None:
    case.engine.add(message("a"))
    case.engine.add(message("a", reason="another \udc80", at=NOON + HOUR))
    case.settle()
    assert case.engine.messages() == [message("a", reason="another ?", at=NOON + HOUR)]
