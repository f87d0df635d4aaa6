"""The other side of a crawl, in memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from presswatch.articles import Article
from presswatch.errors import TransientError
from presswatch.ports import Validators


class Workers:
    """Fills all ports of a crawl in memory; notes what happened in what order."""

    def __init__(self) -> None:
        self.events: list[str] = []
        self.batches: list[list[str]] = []
        self._away: dict[str, int] = {}
        self._poison = ""

    def be_away(self, call: str, times: int) -> None:
        self._away[call] = times

    def choke_on(self, url: str) -> None:
        self._poison = url

    def articles(self, batch: Sequence[Article]) -> None:
        self._check("articles")
        if any(each.url == self._poison for each in batch):
            raise ValueError("no such thing can be written")
        self.batches.append([each.url for each in batch])
        self.events.extend(f"hand over {each.url}" for each in batch)

    def mark(self, source: str, links: Iterable[str]) -> None:
        self._check("mark")
        self.events.extend(f"mark {source} {link}" for link in links)

    def unseen(self, _source: str, links: Sequence[str]) -> list[str]:
        self._check("unseen")
        return list(links)

    def get(self, _url: str) -> Validators | None:
        self._check("get")
        return None

    def put(self, _url: str, _validators: Validators) -> None:
        self._check("put")

    def _check(self, call: str) -> None:
        if self._away.get(call, 0) > 0:
            self._away[call] -= 1
            raise TransientError("away")
