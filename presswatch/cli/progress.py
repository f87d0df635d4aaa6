"""The progress bar of long work."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from presswatch.cli.running import Progress


@contextmanager
def progress_bar() -> Iterator[Callable[[Progress], object]]:
    """A progress bar on a terminal; nothing elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[note]}"),
        TimeElapsedColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("starting", total=None, note="")

        def show(progress: Progress) -> None:
            note = (
                f"{progress.articles} articles, {progress.batches} batches and {progress.deliveries} deliveries to do"
            )
            if progress.sources:
                bar.update(task, description="sources", completed=progress.looked_at, total=progress.sources, note=note)
            else:
                bar.update(task, description="ingest", note=note)

        yield show
