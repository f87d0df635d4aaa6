"""Copying an archive to another engine: all that is durable, as it stands, as often as one likes.

Everything is looked at twice. The first look copies what the target lacks, the second compares item by item, and copies
what has come to the source since. Articles go before alerts, so that what is noted as matched has its alerts by the end
of a look.

How far a run has come is kept nowhere but in the target: what stands there as it does in the source is read, and not
written. So a run that was killed is started again, from wherever, whatever happened to the target meanwhile, and has to
read once more what it had done, which takes a small part of the time that writing it took. A note of a position would
save that, and could be wrong.

What the target has newer stays: later versions, deliveries that came further. Of a version that both have, the source's
reading stands (it may have been read anew there), so an archive that was left behind is not to be copied back from.

When a run ends without a refusal, all that was in the source when it began is in the target, and what came during the
first look as well. Workers may write to the source meanwhile. On the target they must not work before a run that was
begun when those of the source had stopped: both would send what waits to be sent.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from presswatch.alerts import Alert
from presswatch.engines.accounts import Account, Comparison, month_of
from presswatch.errors import PermanentError, TransientError
from presswatch.ports import ArticleRecord, Engine, Fate, Page, Place, Quarantined, Shelf, Shelves, SourceHistory

COPY = "presswatch.engine.copy"
"""The task of a message in quarantine that tells what the target refused."""

_PAGE = 200  # items held at a time
_PATIENCE = 300.0  # seconds for which an engine may be away
_SOON, _LATEST = 0.5, 30.0  # seconds between tries, doubled with each

_Kept = TypeVar("_Kept", ArticleRecord, Alert, SourceHistory, Quarantined)
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class Progress:
    kind: str
    comparing: bool  # the second look
    done: int
    total: int  # as counted when this look began
    waiting: str = ""  # for what, when it stands still


class Copying:
    """One run. `accounts` tell what is done at any time, also after `run` was interrupted."""

    def __init__(
        self,
        source: Engine,
        target: Engine,
        *,
        now: Callable[[], datetime],
        show: Callable[[Progress], object] = lambda _: None,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self.accounts = [Account(kind.name) for kind in fields(Shelves)]
        self._source = source
        self._target = target
        self._now = now
        self._show = show
        self._sleep = sleep
        self._progress = Progress("", comparing=False, done=0, total=0)
        self._notes: set[str] = set()  # ids of what tells in the target's quarantine that it refused something

    def run(self) -> list[Account]:
        """Raises `TransientError` when an engine is away for longer than five minutes; what is done stays done."""
        self._notes = {each.id for each in self._patiently(self._target.messages) if each.task == COPY}
        for comparing in (False, True):
            self._patiently(self._source.refresh)
            here, there = self._source.shelves(), self._target.shelves()
            for account in self.accounts:
                one: Shelf[Any] = getattr(here, account.kind)
                other: Shelf[Any] = getattr(there, account.kind)
                self._look(account, one, other, comparing=comparing)
        self._patiently(self._target.refresh)
        return self.accounts

    def _look(self, account: Account, here: Shelf[_Kept], there: Shelf[_Kept], *, comparing: bool) -> None:
        done, total = 0, self._patiently(here.count)
        self._say(Progress(account.kind, comparing, done, total))
        for items in self._pages(here):
            stands = self._patiently(partial(there.read, [each.id for each in items]))
            fates = self._copy(account, items, stands, there)
            if comparing:
                self._compare(account, items, stands, fates, there)
            else:
                account.fates.update(fates.values())
            done += len(items)
            self._say(Progress(account.kind, comparing, done, max(done, total)))

    def _pages(self, here: Shelf[_Kept]) -> Iterator[Sequence[_Kept]]:
        after: Place | None = None
        while True:
            page: Page[_Kept] = self._patiently(partial(here.page, after=after, limit=_PAGE))
            yield page.items
            after = page.after
            if after is None:
                return

    def _copy(
        self, account: Account, items: Sequence[_Kept], stands: Mapping[str, _Kept], there: Shelf[_Kept]
    ) -> dict[str, Fate]:
        """Those that the target refuses, now or at the first look, are left out."""
        lacking = [each for each in items if stands.get(each.id) != each and each.id not in account.refused]
        # One that is there by now was written by a try that failed in the middle.
        copied = {
            id_: Fate.COPIED if fate is Fate.THERE else fate for id_, fate in self._restored(account, lacking, there)
        }
        fates = {each.id: Fate.THERE for each in items if each.id not in account.refused} | copied
        for note in self._notes.intersection(_note(account.kind, id_) for id_ in fates):
            self._patiently(partial(self._target.remove, note))
            self._notes.discard(note)
        return fates

    def _restored(self, account: Account, items: Sequence[_Kept], there: Shelf[_Kept]) -> Iterator[tuple[str, Fate]]:
        """One by one, when one of them is refused."""
        if not items:
            return
        try:
            fates = self._patiently(partial(there.restore, items))
        except PermanentError as error:
            if len(items) == 1:
                self._refuse(account, items[0].id, str(error))
                return
            for each in items:
                yield from self._restored(account, [each], there)
        else:
            yield from zip((each.id for each in items), fates, strict=True)

    def _compare(
        self,
        account: Account,
        items: Sequence[_Kept],
        stood: Mapping[str, _Kept],
        fates: Mapping[str, Fate],
        there: Shelf[_Kept],
    ) -> None:
        copied = [id_ for id_, fate in fates.items() if fate is Fate.COPIED]
        account.caught_up += len(copied)
        stands = {**stood, **self._patiently(partial(there.read, copied))}
        for each in items:
            account.months.setdefault(month_of(each), Comparison()).count(each, stands.get(each.id))

    def _refuse(self, account: Account, id_: str, reason: str) -> None:
        """The item stays where it is, in the source; the target's quarantine tells that it lacks it."""
        account.refused[id_] = reason
        note = Quarantined(
            id=_note(account.kind, id_),
            task=COPY,
            body=json.dumps({"kind": account.kind, "id": id_}),
            reason=f"it was not copied, and is in the other archive alone; copying again tries it again: {reason}",
            at=self._now(),
        )
        if note.id not in self._notes:
            self._patiently(partial(self._target.add, note))
            self._notes.add(note.id)

    def _say(self, progress: Progress) -> None:
        self._progress = progress
        self._show(progress)

    def _patiently(self, work: Callable[[], _Answer]) -> _Answer:
        waited, pause = 0.0, _SOON
        while True:
            try:
                return work()
            except TransientError as error:
                if waited >= _PATIENCE:
                    raise
                self._show(replace(self._progress, waiting=str(error)))
                self._sleep(pause)
                waited, pause = waited + pause, min(2 * pause, _LATEST)


def _note(kind: str, id_: str) -> str:
    return f"copy-{kind}-{id_}"
