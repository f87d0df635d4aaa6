"""Generated edits, by kind and language: those that matter are versions, boring ones are none."""

from __future__ import annotations

import random
from collections import Counter
from itertools import cycle, islice, product

from presswatch.changes import Verdict, Wording, judge
from tests.edits import BORING, EDITS, SAMPLES

COUNT = 200


def test_edits_that_matter_are_caught() -> None:
    chance = random.Random(5)
    caught, missed = Counter[str](), Counter[str]()
    for make, sample in islice(cycle(product(EDITS, SAMPLES)), COUNT):
        edited = make([*sample.paragraphs], sample, chance)
        assert edited
        verdict = judge([sample.wording], Wording(sample.title, "\n".join(edited)))
        (caught if verdict is Verdict.CHANGED else missed).update([f"{make.__name__} {sample.language}"])
    assert caught.total() >= 0.98 * COUNT, missed


def test_boring_ones_are_none() -> None:
    chance = random.Random(5)
    taken = Counter[str]()
    for make, sample in islice(cycle(product(BORING, SAMPLES)), COUNT):
        before, after = (
            Wording(sample.title, "\n".join(lines)) for lines in make([*sample.paragraphs], sample, chance)
        )
        if judge([before], after) is not Verdict.SAME:
            taken.update([f"{make.__name__} {sample.language}"])
    assert not taken


def test_an_edit_is_caught_whatever_boring_things_happen_beside_it() -> None:
    chance = random.Random(6)
    missed = Counter[str]()
    for make, noise, sample in product(EDITS, BORING, SAMPLES):
        before, after = noise([*sample.paragraphs], sample, chance)
        edited = make(after, sample, chance)
        if edited and judge([Wording("T", "\n".join(before))], Wording("T", "\n".join(edited))) is not Verdict.CHANGED:
            missed.update([f"{make.__name__} {noise.__name__} {sample.language}"])
    assert missed.total() <= 0.02 * len(EDITS) * len(BORING) * len(SAMPLES), missed
