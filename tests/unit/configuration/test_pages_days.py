"""How long pages are kept."""

from __future__ import annotations

import pytest

from presswatch.configuration import Settings
from presswatch.errors import ConfigurationError


def test_pages_are_kept_for_ever_unless_days_are_given() -> None:
    assert Settings.from_environ({}).pages_days == 0
    assert Settings.from_environ({"PRESSWATCH_PAGES_DAYS": "90"}).pages_days == 90


@pytest.mark.parametrize("days", ["-1", "a week", "3.5", "99999999"])
def test_what_is_no_number_of_days_is_told(days: str) -> None:
    with pytest.raises(ConfigurationError, match=r"PRESSWATCH_PAGES_DAYS: .* is no number of days; write 0"):
        Settings.from_environ({"PRESSWATCH_PAGES_DAYS": days})
