"""The periodic task that forgets what a desk doesn't want to keep."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from presswatch.bootstrap import App
from presswatch.configuration import Settings
from presswatch.pages import forget_pages
from tests.contract.test_alert_log import alert
from tests.fakes import FakeEngine
from tests.make import article
from workers.tasks.periodic import forget

OLD, KEPT = datetime(2026, 7, 31, 23, tzinfo=UTC), datetime(2026, 8, 1, tzinfo=UTC)
NOW = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.mark.parametrize(("months", "left"), [(0, 2), (4, 2), (3, 1)])
def test_it_deletes_what_is_older_than_the_setting_says(months: int, left: int) -> None:
    engine = FakeEngine()
    engine.put([article(1, at=OLD), article(2, at=KEPT)])
    engine.record([alert(1, at=OLD), alert(2, at=KEPT)])
    app = App(Settings(retention_months=months))
    app.__dict__["engine"] = engine  # as its cached property would
    forget(app, at=NOW)
    assert len(engine.search(None).articles) == len(engine.alerts()) == left


@pytest.mark.parametrize(("days", "left"), [(0, 3), (2, 2), (1, 1)])
def test_it_deletes_pages_of_days_that_are_over(tmp_path: Path, days: int, left: int) -> None:
    for day in ("2026-11-21", "2026-11-22", "2026-11-23", "other"):
        (tmp_path / "warc" / day).mkdir(parents=True)
        (tmp_path / "warc" / day / "page").touch()
    forget_pages(tmp_path / "warc", days=days, at=NOW)
    assert len(list((tmp_path / "warc").glob("2026-*"))) == left
    assert (tmp_path / "warc" / "other" / "page").exists()
