"""What commands print: tables for people, one JSON object a line for programs.

What the press wrote is shown with its control characters taken out: some of them tell a terminal what to do.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from presswatch.alerts import Alert
from presswatch.articles import Article
from presswatch.messages import plain
from presswatch.sources import SourceRecord

if TYPE_CHECKING:
    from rich.text import Text

    from presswatch.rules import Highlight

_ARTICLE = (
    "id", "url", "source", "title", "text", "language", "published_at", "first_seen_at", "topics", "people", "offices",
    "organisations", "countries", "story", "copy_of", "kind", "country", "link", "published_by", "authors", "read_by",
    "canonical_hint", "fetched_at", "version", "mentions", "removed_at", "first_published_by", "adds", "section",
)  # fmt: skip

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_WIDTH = 240  # columns of a table that goes to a file or a pipe
_SENTENCE = 160  # characters of one in a table


def article(noun: Article) -> dict[str, Any]:
    values = plain(noun)
    return {name: values[name] for name in _ARTICLE} | {"copy_of": noun.copy_of or None}


def alert(noun: Alert) -> dict[str, Any]:
    return plain(noun)


def source(noun: SourceRecord) -> dict[str, Any]:
    return plain(noun) | {"error": noun.error or None}


def lines(objects: Iterable[dict[str, Any]]) -> None:
    """One JSON object a line, UTF-8 whatever the locale."""
    out = sys.stdout.buffer
    for value in objects:
        out.write(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
    out.flush()


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, empty: str) -> None:
    """A table that fits the terminal; `empty` is said instead when there are no rows."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    made = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        made.add_column(column, overflow="fold")
    count = 0
    for row in rows:
        made.add_row(
            *(value if isinstance(value, Text) else Text("" if value is None else clean(str(value))) for value in row)
        )
        count += 1
    Console(width=None if sys.stdout.isatty() else _WIDTH).print(made if count else Text(empty))


def marked(highlight: Highlight) -> Text:
    """A sentence as a cell of a table, what was asked for in bold where the terminal can show it."""
    from rich.text import Text

    from presswatch.delivery.press_text import passages

    pieces = passages(highlight.sentence, highlight.marks, limit=_SENTENCE)
    return Text.assemble(*((piece.text, "bold" if piece.marked else "") for piece in pieces))


def clean(text: str) -> str:
    """A text as a terminal can be given it: one line, without what isn't written."""
    return _CONTROL.sub(" ", text).encode("utf-8", "replace").decode()


def time(value: datetime | None) -> str:
    return value.strftime("%Y-%m-%d %H:%M") if value else ""


def shorten(text: str, width: int = 80) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
