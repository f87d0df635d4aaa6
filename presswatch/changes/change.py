"""What changed between two versions, sentence by sentence."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from presswatch.changes.units import WIDE, Kind, Unit, Wording, key_of, units_of, width

SIMILAR = 0.6  # of the words of the longer label: it was edited, not replaced by another
LIST = 3  # lines in a row that are no sentences, most of which stay, are a list of the author's


@dataclass(frozen=True, slots=True)
class Change:
    """Sentences as their version has them, in its order. False when there is no change but a boring one.

    A sentence that was edited is among the removed as it was, and among the added as it is.
    """

    title: tuple[str, str] | None = None  # as it was and as it is, where that differs
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()  # elsewhere in the text than before, among the others that stayed

    def __bool__(self) -> bool:
        return bool(self.title or self.added or self.removed or self.moved)


def change_between(old: Wording, new: Wording) -> Change:
    """What changed, boring changes apart: white space, quotes, dashes, Unicode's forms; counters, dates and times that
    stand by themselves; whatever short line that is no sentence came, went or was replaced (links to other articles,
    appeals, advertisements, captions), unless it is one of a list, or was edited where it stands.

    A changed word, number or sign in a sentence is never boring. Takes time in proportion to n log n sentences.
    """
    title = (old.title, new.title) if key_of(old.title) != key_of(new.title) else None
    if old.text == new.text:
        return Change(title)
    before, after = units_of(old.text), units_of(new.text)
    pairs = _pairs(before, after)
    stays = _longest_increasing(pairs)
    gone, come, moved = _unlike(before, after, pairs, stays)
    return Change(
        title,
        added=tuple(after[n].text for n in sorted(come)),
        removed=tuple(before[n].text for n in sorted(gone)),
        moved=tuple(after[n].text for n in sorted(moved)),
    )


Pair = tuple[int, int]
"""Where a unit stands in the old text and in the new one."""


def _pairs(before: Sequence[Unit], after: Sequence[Unit]) -> list[Pair]:
    """Equal units of both, each one's first with the other's first, in the old order."""
    places: dict[str, list[int]] = defaultdict(list)
    for n in reversed(range(len(after))):
        places[after[n].key].append(n)
    return [(n, places[unit.key].pop()) for n, unit in enumerate(before) if places.get(unit.key)]


def _longest_increasing(pairs: Sequence[Pair]) -> list[Pair]:
    """As many of the pairs as can stay in order: the longest increasing subsequence, by patience sorting (Fredman,
    "On computing the length of longest increasing subsequences", 1975)."""
    tops: list[int] = []  # the new place on top of each pile
    on_top: list[int] = []  # which pair that is
    below: list[int] = []  # of each pair, the one on the pile before
    for n, (_, place) in enumerate(pairs):
        pile = bisect_left(tops, place)
        below.append(on_top[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(place)
            on_top.append(n)
        else:
            tops[pile], on_top[pile] = place, n
    chain = []
    n = on_top[-1] if on_top else -1
    while n >= 0:
        chain.append(pairs[n])
        n = below[n]
    return chain[::-1]


def _unlike(
    before: Sequence[Unit], after: Sequence[Unit], pairs: Sequence[Pair], stays: Sequence[Pair]
) -> tuple[set[int], set[int], set[int]]:
    """Places of the units that are gone, that have come and that have moved (in the new text), boring ones left out."""
    gone = set(range(len(before))) - {n for n, _ in pairs}
    come = set(range(len(after))) - {n for _, n in pairs}
    moved = {n for _, n in set(pairs).difference(stays) if after[n].kind is Kind.SENTENCE}
    for old, new in _gaps(stays, len(before), len(after)):
        olds, news = [n for n in old if n in gone], [n for n in new if n in come]
        if olds and news and _joined(before, old) == _joined(after, new):  # the same words, cut otherwise into lines
            gone.difference_update(olds)
            come.difference_update(news)
        else:
            matters = _edited(before, olds, after, news)
            boring = [n for n in olds if n not in matters[0] and _is_boring(before, n, gone)]
            gone.difference_update(boring)
            boring = [n for n in news if n not in matters[1] and _is_boring(after, n, come)]
            come.difference_update(boring)
    return gone, come, moved


def _gaps(stays: Sequence[Pair], old_end: int, new_end: int) -> Iterator[tuple[range, range]]:
    """What lies between two neighbours that stay, and at both ends."""
    old, new = 0, 0
    for old_place, new_place in (*stays, (old_end, new_end)):
        yield range(old, old_place), range(new, new_place)
        old, new = old_place + 1, new_place + 1


def _joined(units: Sequence[Unit], places: Sequence[int]) -> str:
    return " ".join(units[n].key for n in places)


def _edited(
    before: Sequence[Unit], olds: Sequence[int], after: Sequence[Unit], news: Sequence[int]
) -> tuple[set[int], set[int]]:
    """Labels that were not replaced, but edited; and those that became sentences, or the other way."""
    old_ones = [n for n in olds if _may_be_edited(before[n])]
    new_ones = [n for n in news if _may_be_edited(after[n])]
    found: tuple[set[int], set[int]] = (set(), set())
    if len(old_ones) * len(new_ones) > 10_000:  # all of a long text was replaced
        return found
    for old in old_ones:
        for new in new_ones:
            if _similar(before[old].key, after[new].key):
                found[0].add(old)
                found[1].add(new)
    return found


def _may_be_edited(unit: Unit) -> bool:
    return unit.kind in {Kind.LABEL, Kind.SENTENCE} or (unit.kind is Kind.EDGE and width(unit.text) >= WIDE)


def _similar(one: str, other: str) -> bool:
    words, others = Counter(one.casefold().split(" ")), Counter(other.casefold().split(" "))
    return (words & others).total() >= SIMILAR * max(words.total(), others.total())


def _is_boring(units: Sequence[Unit], place: int, changed: Collection[int]) -> bool:
    kind = units[place].kind
    return kind is Kind.EDGE or (kind is not Kind.SENTENCE and not _is_of_list(units, place, changed))


def _is_of_list(units: Sequence[Unit], place: int, changed: Collection[int]) -> bool:
    """Whether a label stands in a row of labels, or a line of data in a row of these, most of which stay."""
    row = [place]
    for step in (-1, 1):
        n = place + step
        while 0 <= n < len(units) and units[n].kind is units[place].kind:
            row.append(n)
            n += step
    stay = sum(n not in changed for n in row)
    return len(row) >= LIST and 2 * stay > len(row)
