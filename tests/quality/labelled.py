"""Sentences with what they name, and how well the names in them are found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SENTENCES = Path(__file__).with_name("mentions.txt")


@dataclass(frozen=True, slots=True)
class Label:
    entry: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    language: str
    text: str
    labels: tuple[Label, ...]


def sentences(path: Path = SENTENCES) -> Iterator[Sentence]:
    """Read `[words](entry)` markup, one sentence a line under a `[language]` heading."""
    language = ""
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        if line.endswith("]") and line.startswith("[") and "(" not in line:
            language = line.strip("[]")
            continue
        yield _sentence(language, line, number)


def _sentence(language: str, line: str, number: int) -> Sentence:
    text, labels, open_at = "", [], []
    at = 0
    while at < len(line):
        character = line[at]
        if character == "[":
            open_at.append(len(text))
        elif character == "]":
            entry = line[at + 2 : line.index(")", at)]
            if line[at + 1] != "(" or not entry:
                raise ValueError(f"line {number}: an entry in brackets must follow")
            labels.append(Label(entry, open_at.pop(), len(text)))
            at += len(entry) + 2
        else:
            text += character
        at += 1
    if open_at:
        raise ValueError(f"line {number}: a bracket is not closed")
    return Sentence(language, text, tuple(labels))
