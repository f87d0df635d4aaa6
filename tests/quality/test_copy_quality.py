"""How well copies are found after eight kinds of edit, and how well templates are kept apart.

The texts are those of the demo, and of the corpus where it is there. Everything was tuned on half of them (by their
hashes) and on other templates; what is measured here is the other half.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import pytest

from presswatch.demo.pieces import read_pieces
from tests.quality.copies import EDITS, templates
from workers.steps.story import Shingled, is_copy, shingled

TEMPLATES_OF_THE_DEMO = ("rates", "weather", "fixtures")
SHARED = 3  # hashes of two sketches, without which nobody compares the texts


def held_back(texts: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [each for each in texts if hashlib.blake2b(each[1].encode(), digest_size=2).digest()[0] % 2]


def demo() -> list[tuple[str, str]]:
    """Languages and texts."""
    pieces = read_pieces()[0]
    return [
        (piece.language, piece.text)
        for piece in pieces
        if not piece.copy_of and not piece.key.startswith(TEMPLATES_OF_THE_DEMO)
    ]


def found(one: Shingled, other: Shingled) -> bool:
    return len({*one.sketch} & {*other.sketch}) >= SHARED and is_copy(one, other)


def measured(texts: Sequence[tuple[str, str]]) -> tuple[Counter[str], int, int]:
    """Edits that were found by kind, the number of texts, and pairs of different texts that were taken for copies."""
    chance = random.Random(5)
    by_language = defaultdict(list)
    for language, text in texts:
        by_language[language].append(text)
    hits: Counter[str] = Counter()
    for language, text in texts:
        others = [each for each in by_language[language] if each != text] or [each for _, each in texts if each != text]
        hits.update(name for name, edit in EDITS.items() if found(shingled(edit(text, chance, others)), shingled(text)))
    read = [shingled(text) for _, text in texts]
    return hits, len(texts), sum(found(one, other) for one, other in combinations(read, 2))


def templates_taken(seeds: range) -> tuple[int, int]:
    """Pairs of texts of one template that were taken for copies, and all of them."""
    taken = pairs = 0
    for seed in seeds:
        for days in templates(seed).values():
            compared = [found(*pair) for pair in combinations(map(shingled, days), 2)]
            taken, pairs = taken + sum(compared), pairs + len(compared)
    return taken, pairs


def test_edited_texts_are_copies_and_templates_are_not() -> None:
    hits, texts, wrong = measured(held_back(demo()))
    assert texts >= 20
    assert min(hits[name] for name in EDITS) >= 0.95 * texts
    taken, pairs = templates_taken(range(100, 103))
    assert pairs == 270
    assert wrong + taken <= 0.01 * hits.total() + 0.01 * pairs


@pytest.mark.corpus
def test_edited_pages_are_copies(corpus: Path) -> None:
    lines = map(json.loads, (corpus / "gold.jsonl").read_text("utf-8").splitlines())
    pages = [(each["country"], each["text"]) for each in lines if each["text"] and len(each["text"]) > 600]
    hits, texts, wrong = measured(held_back(pages))
    assert texts >= 40
    assert hits.total() >= 0.95 * texts * len(EDITS)
    assert wrong <= 0.01 * hits.total()
