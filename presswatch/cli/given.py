"""Articles that a person gives: JSON lines, text files."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from presswatch.articles import Article, article_id
from presswatch.errors import PresswatchError


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that is no article, and why."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


def articles(file: Path, *, clock: Callable[[], datetime], alerts: bool = True) -> Iterator[Article | Refused]:
    """The articles of a file of JSON lines ("-": standard input), in order; a bad line is refused, the rest goes on.

    A line needs url, title and text; source, language and published_at may be given. Each line is seen a moment later
    than the one before, so that a later text at the same URL is a later version.
    """
    for number, line in enumerate(_lines(file), 1):
        if not line.strip():
            continue
        try:
            yield _article(json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8")), at=clock(), alerts=alerts)
        except (ValueError, TypeError, RecursionError) as error:
            yield Refused(str(file), number, _reason(error))


def article(*, title: str, text: str, source: str, language: str, at: datetime, url: str = "given:") -> Article:
    return Article(
        id=article_id(url),
        url=url,
        source=source,
        title=title,
        text=text,
        language=language,
        fetched_at=at,
        first_seen_at=at,
        read_by="given",
    )


def text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig", "replace")
    except OSError as error:
        raise PresswatchError(f"{file} can't be read: {error.strerror}") from error


def _lines(file: Path) -> Iterator[bytes]:
    if str(file) == "-":
        yield from sys.stdin.buffer
        return
    try:
        with file.open("rb") as stream:
            yield from stream
    except OSError as error:
        raise PresswatchError(f"{file} can't be read: {error.strerror}") from error


def _article(values: Any, *, at: datetime, alerts: bool) -> Article:  # noqa: ANN401 - anything may stand there
    from crawlers.extract.canonical import canonical_url

    if not isinstance(values, dict):
        raise TypeError("not a JSON object")
    for name in ("url", "title", "text"):
        if not isinstance(values.get(name), str):
            raise TypeError(f"{name!r} is missing or not a string")
    if not values["text"].strip() and not values["title"].strip():
        raise ValueError("title and text are both empty")
    if not values["url"].strip():
        raise ValueError("'url' is empty")
    for name in ("source", "language", "published_at"):
        if not isinstance(values.get(name) or "", str):
            raise TypeError(f"{name!r} is not a string")
    url = canonical_url(_whole(values["url"]).strip())
    if not url.startswith(("http://", "https://")):
        raise ValueError(f"'url' is not an http(s) address: {url[:200]!r}")
    published_at = _time(values["published_at"]) if values.get("published_at") else None
    return Article(
        id=article_id(url),
        url=url,
        source=_whole(values.get("source") or ""),
        title=_whole(values["title"]),
        text=_whole(values["text"]),
        language=_whole(values.get("language") or ""),
        published_at=published_at,
        published_by="given" if published_at else "",
        fetched_at=at,
        first_seen_at=at,
        read_by="given",
        alerts=alerts,
    )


def _whole(text: str) -> str:
    """JSON can hold half of a surrogate pair, which no other encoding can."""
    return text.encode("utf-8", "replace").decode()


def _time(value: str) -> datetime:
    try:
        time = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError(f"'published_at' is not an ISO 8601 time: {value!r}") from None
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON: {error.msg} at column {error.colno}"
    if isinstance(error, UnicodeDecodeError):
        return "not UTF-8"
    if isinstance(error, RecursionError):
        return "not an article: nested too deeply"
    return str(error)
