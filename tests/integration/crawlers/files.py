"""The ports of a crawl in plain files, so that a child process and a test can share them, and a kill can't lose them.

Run as a module it is `python -m crawlers` with these instead of Redis: the folder is its argument.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from pathlib import Path

from presswatch.articles import Article
from presswatch.errors import TransientError
from presswatch.messages import articles_from_json, articles_to_json
from presswatch.ports import RECENT_PAGES, PageBlocks, Validators


class Files:
    """Fills all ports of a crawl. `break_down()` makes calls raise `TransientError`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def unseen(self, source: str, links: Sequence[str]) -> list[str]:
        self._check("unseen")
        seen = self.marked(source)
        return [link for link in links if link not in seen]

    def mark(self, source: str, links: Iterable[str]) -> None:
        self._check("mark")
        self._append("seen", [[source, link] for link in links])

    def get(self, url: str) -> Validators | None:
        self._check("get")
        return {key: Validators(*rest) for key, *rest in self._lines("documents")}.get(url)

    def put(self, url: str, validators: Validators) -> None:
        self._check("put")
        self._append("documents", [[url, *astuple(validators)]])

    def articles(self, batch: Sequence[Article]) -> None:
        self._check("articles")
        self._append("articles", [articles_to_json(batch).decode()])

    def pages_of(self, source: str) -> list[PageBlocks]:
        self._check("pages_of")
        noted = {page: tuple(blocks) for name, page, blocks in self._lines("pages") if name == source}
        return [PageBlocks(page, blocks) for page, blocks in reversed(noted.items())][:RECENT_PAGES]

    def note_page(self, source: str, page: PageBlocks) -> None:
        self._check("note_page")
        self._append("pages", [[source, *astuple(page)]])

    def handed_over(self) -> list[Article]:
        return [article for line in self._lines("articles") for article in articles_from_json(line)]

    def marked(self, source: str) -> set[str]:
        return {link for name, link in self._lines("seen") if name == source}

    def kept(self) -> set[str]:
        """The documents whose validators were kept."""
        return {line[0] for line in self._lines("documents")}

    def break_down(self, *calls: str) -> None:
        """These calls fail from now on, in the child too."""
        (self._folder / "broken").write_text(" ".join(calls))

    def recover(self) -> None:
        (self._folder / "broken").unlink()

    def _check(self, call: str) -> None:
        broken = self._folder / "broken"
        if broken.exists() and call in broken.read_text().split():
            raise TransientError("the files are away")

    def _append(self, name: str, lines: list[object]) -> None:
        data = "".join(json.dumps(line) + "\n" for line in lines).encode()
        handle = os.open(self._folder / name, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        try:
            os.write(handle, data)
        finally:
            os.close(handle)

    def _lines(self, name: str) -> list:  # type: ignore[type-arg]
        path = self._folder / name
        written = path.read_bytes() if path.exists() else b""
        whole = written[: written.rfind(b"\n") + 1]  # a long line is not written in one moment
        return [json.loads(line) for line in whole.splitlines()]


def main() -> None:
    from crawlers.batch import read_batch
    from crawlers.crawl import crawl
    from crawlers.process import run
    from presswatch.messages import look_to_json

    files = Files(Path(sys.argv[1]))
    patience = float(sys.argv[2])
    run(
        read_batch,
        lambda batch, output: crawl(
            batch,
            seen=files,
            documents=files,
            hand_over=files,
            recent=files,
            report=lambda look: output(look_to_json(look)),
            patience=patience,
        ),
    )


if __name__ == "__main__":
    main()
