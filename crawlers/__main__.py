"""The crawl process: `python -m crawlers`.

Reads one JSON line from standard input (`crawlers.batch.Batch`), crawls, and writes one JSON line (`Look`) to standard
output for each source, as soon as that source is done. Logs go to standard error. Its parent keeps standard input
open; when that ends, or the parent is gone, this process ends at once. Exit code 0 once every source was reported,
whatever the looks came to; 1 when the process failed or its parent went, 2 for an unreadable batch.
"""

from __future__ import annotations

from collections.abc import Callable

from crawlers.batch import Batch, read_batch
from crawlers.crawl import crawl
from crawlers.process import run
from presswatch.bootstrap import crawl_ports
from presswatch.messages import look_to_json


def main(batch: Batch, output: Callable[[bytes], None]) -> None:
    with crawl_ports() as ports:
        crawl(
            batch,
            seen=ports.seen,
            documents=ports.documents,
            hand_over=ports.hand_over,
            recent=ports.recent,
            report=lambda look: output(look_to_json(look)),
        )


if __name__ == "__main__":
    run(read_batch, main)
