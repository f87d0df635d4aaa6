"""The folders that pages are kept in: `<data>/warc/YYYY-MM-DD`, by the day on which they were fetched (UTC)."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path


def forget_pages(folder: Path, *, days: int, at: datetime) -> int:
    """Delete the pages of days that ended more than so many days before `at` (aware, UTC); answers how many such days
    there were. With 0 all are kept. May be interrupted, and called by several at once; what can't be deleted now is
    tried again by the next call."""
    if not days:
        return 0
    first = f"{at - timedelta(days=days):%Y-%m-%d}"
    old = [day for day in folder.glob("????-??-??") if day.is_dir() and day.name < first]
    for day in old:
        shutil.rmtree(day, ignore_errors=True)
    return len(old)
