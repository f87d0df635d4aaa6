"""A log of stories in memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from presswatch.stories import Settled, Told
from tests.fakes.service import FakeService


class FakeStoryLog(FakeService):
    """Fills the port `StoryLog`, and never forgets."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[Told] = []

    def since(self, serial: int) -> tuple[list[tuple[int, Told]], int]:
        with self._call():
            return list(enumerate(self.told[serial:], serial + 1)), len(self.told)

    def tell(self, told: Told, *, after: int) -> Settled | None:
        with self._call():
            for serial, known in enumerate(self.told, 1):
                if known.article == told.article:
                    return Settled(serial, known.story)
            if after != len(self.told):
                return None
            self.told.append(told)
            return Settled(len(self.told), told.story)

    def restore(self, told: Sequence[Told]) -> bool:
        with self._call():
            if self.told:
                return False
            self.told += told
            return bool(told)

    def story(self, article: str, *, at: datetime) -> str:  # noqa: ARG002 - the port's
        with self._call():
            return next((known.story for known in self.told if known.article == article), "")
