"""Reading pages of the archive again: today's code, today's sources, no network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from crawlers.page_archive import Archived, Located, read_page_at
from crawlers.reading import Unread, read_again
from presswatch.articles import Article, article_id
from presswatch.errors import PermanentError
from presswatch.sources import Source


@dataclass(frozen=True, slots=True)
class Reread:
    """A page read again: the article, or why there is none. `had` is the id of the article that it gave before."""

    had: str
    article: Article | None
    why: str = ""


def reread(located: Located, *, sources: Mapping[str, Source]) -> Reread:
    """An article keeps the address, and so the id, that it was handed over under, whatever its page is read to call
    itself today: else it would be two. Whatever is wrong with the page is in the answer."""
    entry = located.entry
    source = sources.get(entry.source)
    if source is None:
        return Reread(entry.article, None, f"the config has no source {entry.source!r} any more")
    try:
        archived = read_page_at(located)
        read = read_again(archived.circumstances, archived.fetched, source=source)
    except PermanentError as error:
        return Reread(entry.article, None, str(error))
    except Exception as error:  # noqa: BLE001 - a page that our reading stumbles over costs no other page
        return Reread(entry.article, None, f"a mistake in presswatch: {type(error).__name__}: {error}")
    if isinstance(read, Unread):
        return Reread(entry.article, None, f"{entry.url} {read.why}")
    return Reread(entry.article, _as_known(read, archived))


def _as_known(read: Article, archived: Archived) -> Article:
    url, link = archived.circumstances.url, archived.circumstances.link.url
    if url in {"", read.url}:
        return read
    return replace(read, id=article_id(url), url=url, link=link if link != url else "")
