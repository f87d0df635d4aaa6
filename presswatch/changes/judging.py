"""Whether what was read again is a new version."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from presswatch.changes.change import change_between
from presswatch.changes.units import Kind, Unit, Wording, key_of, units_of
from presswatch.text import tokens

LESS = 1 / 3  # of the words: what is left of a text behind a wall


class Verdict(StrEnum):
    SAME = "same"  # nothing but boring changes
    EARLIER = "earlier"  # what an earlier version says: the page swings between them
    CHANGED = "changed"  # a new version
    LESS = "less"  # what is left of it has not a third of its words: a wall, or a page that could not be read well
    OTHER = "other"  # nothing of the title and no sentence of the text is left: another page answers


def judge(versions: Sequence[Wording], new: Wording) -> Verdict:
    """`versions` are the article's, oldest first, one at least. Only `CHANGED` is worth keeping.

    One sentence may be dropped from whatever text, however short: that is a change.
    """
    newest = versions[-1]
    change = change_between(newest, new)
    if not change:
        return Verdict.SAME
    if any(not change_between(version, new) for version in versions[:-1]):
        return Verdict.EARLIER
    before, after = units_of(newest.text), units_of(new.text)
    if _is_another(newest, new, before, after):
        return Verdict.OTHER
    if len(change.removed) >= 2 and _words(after) < LESS * _words(before):
        return Verdict.LESS
    return Verdict.CHANGED


def _is_another(old: Wording, new: Wording, before: Sequence[Unit], after: Sequence[Unit]) -> bool:
    titles = [set(tokens(each.title).folded) for each in (old, new)]
    if not all(titles) or titles[0] & titles[1]:
        return False
    shared = {unit.key for unit in before} & {unit.key for unit in after}
    return not shared and key_of(old.title) not in key_of(new.text)


def _words(units: Sequence[Unit]) -> int:
    return sum(unit.key.count(" ") + 1 for unit in units if unit.kind in {Kind.SENTENCE, Kind.LABEL})
