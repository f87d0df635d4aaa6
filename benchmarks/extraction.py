"""Extraction: pages per second as a ratio to plain `trafilatura.extract` on the same pages, or quality by language.

    python benchmarks/extraction.py             # speed
    python benchmarks/extraction.py --quality   # F1, precision, recall, titles and dates against references

The pages are those of ../shared/corpus (or PRESSWATCH_TEST_CORPUS); without them, speed is measured on the few small
ones of the unit tests.
"""

from __future__ import annotations

import argparse
import logging
import os
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from math import isnan
from pathlib import Path

import trafilatura

from crawlers.extract import Reading, read_page
from tests.corpus.scoring import Score, pages, score, summary

ROOT = Path(__file__).resolve().parents[1]
NOW = datetime(2100, 1, 1, tzinfo=UTC)
ROUNDS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quality", action="store_true", help="score against the references of the corpus")
    quality = parser.parse_args().quality
    logging.disable(logging.CRITICAL)
    corpus = Path(os.environ.get("PRESSWATCH_TEST_CORPUS", ROOT.parent / "shared" / "corpus"))
    has_corpus = (corpus / "gold.jsonl").exists()
    if quality and not has_corpus:
        raise SystemExit(f"there are no references to score against: {corpus} has no gold.jsonl")
    if quality:
        print_quality([score(page) for page in pages(corpus) if page.text])
    elif has_corpus:
        print_speed([page.body for page in pages(corpus)])
    else:
        print("the corpus of saved pages is absent: measured on the unit tests' few small pages")
        print_speed([file.read_bytes() for file in sorted(ROOT.glob("tests/unit/extract/pages/*/page.html"))])


def print_speed(bodies: Sequence[bytes]) -> None:
    """Rounds take turns, and the best of each counts: what else the machine does comes and goes."""

    def ours() -> None:
        for body in bodies:
            read_page(body, url="https://news.example/a", fetched_at=NOW)

    def theirs() -> None:
        for body in bodies:
            trafilatura.extract(body)

    rounds = [(seconds(ours), seconds(theirs)) for _ in range(ROUNDS)]
    our_best, their_best = (min(times) for times in zip(*rounds, strict=True))
    print(f"{len(bodies)} pages, {sum(map(len, bodies)) / len(bodies) / 1000:.0f} kB each, processor time of one core")
    print(f"read_page           {len(bodies) / our_best:6.1f} pages/s")
    print(f"trafilatura.extract {len(bodies) / their_best:6.1f} pages/s")
    print(f"read_page takes {our_best / their_best:.2f} times as long")


def seconds(run: Callable[[], None]) -> float:
    began = time.process_time()
    run()
    return time.process_time() - began


def print_quality(scores: Sequence[Score]) -> None:
    by_language: dict[str, list[Score]] = defaultdict(list)
    by_way: dict[str, list[Score]] = defaultdict(list)
    for one in scores:
        reading = one.reading
        by_language[reading.language or "?" if isinstance(reading, Reading) else "none"].append(one)
        by_way[reading.read_by if isinstance(reading, Reading) else "none"].append(one)
    halves = {f"half {half}": [one for one in scores if one.page.half == half] for half in (0, 1)}
    print("title: the reference's, whatever its quotes; letters: but for spaces, punctuation and case;")
    print("shown: the reference's, or what the page shows as its headline")
    print(f"{'':14} pages     F1  precision  recall  title  letters  shown   date")
    for groups in (by_language, by_way, halves, {"all": list(scores)}):
        for name, group in sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0])):
            f1, precision, recall, title, letters, shown, date = (
                "    -" if isnan(value) else f"{value:.3f}" for value in summary(group).values()
            )
            print(f"{name:14} {len(group):5}  {f1}      {precision}   {recall}  {title}    {letters}  {shown}  {date}")
        print()


if __name__ == "__main__":
    main()
