"""Rechecks: fresh articles are looked at again, to catch corrections and removals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from presswatch.changes import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Recheck:
    """An article to be looked at again, with what has to be known to tell what came of it."""

    article: str  # its id
    url: str  # the canonical URL
    link: str  # the URL that is fetched
    first_seen_at: datetime
    wordings: tuple[Wording, ...]  # of its last versions, oldest first
    published_at: datetime | None = None  # as the feed or sitemap said, if it did
    published_by: str = ""
    language: str = ""
    missing: bool = False  # the last recheck did not find it
    removed: bool = False  # it is recorded as removed
