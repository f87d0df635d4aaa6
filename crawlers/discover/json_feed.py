"""JSON Feed (version 1.1, jsonfeed.org/version/1.1), read leniently."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from typing import Any

from crawlers.discover.links import (
    DocumentError,
    Link,
    absolute,
    is_zoneless,
    language_code,
    newest_first,
    plain_title,
    read_time,
    revision,
)


def read_json_feed(body: bytes, *, url: str, limit: int) -> list[Link]:
    """The newest links of a feed fetched from `url`; items that are none are passed over. Raises `DocumentError`."""
    try:
        feed = json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise DocumentError("is not a feed: its JSON can't be read") from error
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise DocumentError("is not a feed: it is JSON without a list of items")
    language = language_code(_text(feed, "language"))

    def link(item: Mapping[str, Any]) -> Link | None:
        # An id should be the item's permanent address, and the only one that some feeds give.
        address = _text(item, "id")
        target = absolute(
            _text(item, "url")
            or (address if address.startswith(("http://", "https://")) else "")
            or _text(item, "external_url"),
            url,
        )
        if not target:
            return None
        published_at = read_time(_text(item, "date_published"))
        return Link(
            url=target,
            hint_by="feed",
            title=plain_title(_text(item, "title")),
            published_at=published_at,
            zoneless=published_at is not None and is_zoneless(_text(item, "date_published")),
            language=language_code(_text(item, "language")) or language,
            revision=revision(published_at, read_time(_text(item, "date_modified"))),
            content=_text(item, "content_html") or html.escape(_text(item, "content_text"), quote=False),
        )

    told = [item for item in items if isinstance(item, dict)]
    dated = ((read_time(_text(item, "date_published") or _text(item, "date_modified")), item) for item in told)
    return newest_first(dated, link, limit=limit)


def _text(of: Mapping[str, Any], name: str) -> str:
    value = of.get(name)
    return value.strip() if isinstance(value, str) else ""
