"""A statement of coverage is the same on every engine."""

from __future__ import annotations

from tests.contract.conftest import EngineCase
from tests.fakes import FakeEngine
from tests.unit.test_coverage import filled, told


def test_a_statement_of_coverage(case: EngineCase) -> None:
    filled(case.engine)
    case.settle()
    assert told(case.engine) == told(filled(FakeEngine()))
