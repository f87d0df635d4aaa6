"""What the demo's newsroom publishes: the synthetic articles of `articles.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One article, and what must be found out about it."""

    key: str
    number: int  # from 1, in the order of the file
    source: str
    language: str
    path: str  # of its page; begins with a slash
    title: str
    paragraphs: tuple[str, ...]
    published: datetime
    modified: datetime
    correction: tuple[str, ...] = ()  # the paragraphs that it has once corrected
    encoding: str = "utf-8"
    copy_of: str = ""
    story: str = ""
    mentions: Mapping[str, tuple[str, ...]]  # ids by people, offices, organisations
    topics: tuple[str, ...] = ()  # at least these

    @property
    def lead(self) -> str:
        return self.paragraphs[0] if self.paragraphs else ""

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)

    def corrected(self) -> Piece:
        """The piece as it stands after its correction, two hours later; itself when it has none."""
        if not self.correction:
            return self
        return replace(self, paragraphs=self.correction, modified=self.published + timedelta(hours=2))


@dataclass(frozen=True, slots=True)
class Trap:
    """A link that a source offers and that must not become an article.

    Where the piece has no paragraphs there is no page; `outcome` is the `LinkOutcome` that the link comes to.
    """

    piece: Piece
    outcome: str
    redirect: str = ""  # where it leads


def read_pieces() -> tuple[list[Piece], list[Trap]]:
    """The articles and the traps, in the order of the file."""
    written = yaml.safe_load(files("presswatch.demo").joinpath("articles.yaml").read_text("utf-8"))
    pieces = [_piece(number, entry) for number, entry in enumerate(written["articles"], 1)]
    traps = [
        Trap(_piece(number, entry), entry["outcome"], entry.get("redirect", ""))
        for number, entry in enumerate(written["traps"], len(pieces) + 1)
    ]
    return pieces, traps


def _piece(number: int, entry: Mapping[str, Any]) -> Piece:
    published = datetime.fromisoformat(entry["published"])
    return Piece(
        key=entry["key"],
        number=number,
        source=entry["source"],
        language=entry["language"],
        path=entry["path"],
        title=entry["title"],
        paragraphs=_paragraphs(entry.get("text", "")),
        published=published,
        modified=published,
        correction=_paragraphs(entry.get("correction", "")),
        encoding=entry.get("encoding", "utf-8"),
        copy_of=entry.get("copy_of", ""),
        story=entry.get("story", ""),
        mentions={kind: tuple(ids) for kind, ids in entry.get("mentions", {}).items()},
        topics=tuple(entry.get("topics", ())),
    )


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(paragraph.strip() for paragraph in text.split("\n\n") if paragraph.strip())
