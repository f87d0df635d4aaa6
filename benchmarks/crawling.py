"""What crawling costs: feeds with nothing new, pages, memory, and a long catalogue.

    python benchmarks/crawling.py                                  # all four, some five minutes
    python benchmarks/crawling.py --only feeds --looks 6000
    python benchmarks/crawling.py --only memory --looks 100000     # an hour or two

Real crawl processes and the real schedule, on a real Valkey and a real SQLite file, against newsrooms on loopback that
answer after 0 to 300 ms. Processor time is that of everything but the newsrooms: the crawl processes, the worker that
starts them, and the server. Looks an hour are told twice: as the clock had it, which other work on the machine spoils,
and as the processor time of a look lets two cores have it, which is the figure to compare.

Pages are those of ../shared/corpus (or PRESSWATCH_TEST_CORPUS); without them, made ones. What doesn't move, and the
crawl is to be compared with, is plain `trafilatura.extract` on the same pages with as many processes as crawls run.
"""

from __future__ import annotations

import argparse
import gzip
import logging
import os
import random
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import structlog
import yaml

from crawlers.extract import canonical_url, read_page
from presswatch.bootstrap import now
from presswatch.configuration import Settings
from presswatch.ports import Lease
from presswatch.sources import LinkOutcome, Look, LookOutcome
from presswatch.valkey import running_valkey
from tests.newsrooms import ITEMS, Newsrooms, newsrooms
from workers.app import TICK_SECONDS
from workers.crawling import crawl, lease_batches
from workers.services import Services, ServicesHere
from workers.tasks.periodic import sync

CORES = 2
LATENCY = 0.3  # seconds
HOSTS = 400
ROOT = Path(__file__).resolve().parents[1]
CORPUS = Path(os.environ.get("PRESSWATCH_TEST_CORPUS", ROOT.parent / "shared" / "corpus"))
NOON = datetime(2020, 9, 10, 12, tzinfo=UTC)
PARTS = ("feeds", "pages", "memory", "catalogue")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=PARTS, action="append", help="this part, and no other")
    parser.add_argument("--looks", type=int, default=1500, help="of the parts feeds and memory each (default: 1500)")
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with tempfile.TemporaryDirectory() as folder:
        pages = Path(folder) / "saved"
        print(put_pages(pages))
        parts: dict[str, Callable[[Path, int], None]] = {
            "feeds": feeds,
            "pages": pages_read,
            "memory": memory,
            "catalogue": catalogue,
        }
        for part in given.only or PARTS:
            (Path(folder) / part).mkdir()
            parts[part](Path(folder) / part, given.looks)


# The four parts


def feeds(folder: Path, looks: int) -> None:
    """Looks at feeds of which half answer 304 and half send the same bytes again."""
    with newsroom(folder, LATENCY) as press, desk(folder, press, sources=min(looks, 1500)) as room:
        know_all(room, press)
        room.look(len(room.names))  # which keeps the validators
        begun, spent = time.perf_counter(), room.spent()
        done = room.look(looks)
        report("feeds with nothing new", done, time.perf_counter() - begun, room.spent() - spent)


def pages_read(folder: Path, _: int) -> None:
    files = [file.read_bytes() for file in sorted((folder.parent / "saved").iterdir())]
    sources = 20  # so many hosts: politeness to each is not what holds the crawl up
    count = sources * ITEMS
    bodies = [files[at % len(files)] for at in range(count)]
    with newsroom(folder, LATENCY) as press, desk(folder, press, sources=sources) as room:
        begun, spent = time.perf_counter(), room.spent()
        done = room.look(sources)
        clock, ours = time.perf_counter() - begun, room.spent() - spent
    outcomes = sum((Counter(look.links) for look in done), Counter[LinkOutcome]())
    library, bare = (alone(way, bodies) / CORES for way in (with_trafilatura, with_read_page))
    print(f"\npages fetched and read: {count}, {', '.join(f'{n} {outcome}' for outcome, n in outcomes.items())}")
    print(f"{'':22}a minute, {CORES} cores    against the library")
    for name, seconds in (
        ("trafilatura.extract", library),
        ("read_page", bare),
        ("crawl, processor time", ours / CORES),
        ("crawl, by the clock", clock),
    ):
        print(f"{name:22}{60 * count / seconds:8.0f}            {seconds / library:6.2f} times as long")


def memory(folder: Path, looks: int) -> None:
    """The most that a crawl process had in memory, and the worker that starts them; the newsrooms answer at once."""
    marks = sorted({looks // 10, looks // 2, looks})
    with newsroom(folder, 0.0) as press, desk(folder, press, sources=1000) as room:
        know_all(room, press)
        room.look(len(room.names))
        print(f"\nmemory over {looks} looks\n{'looks':>8}  crawl process     worker")
        done = 0
        for mark in marks:
            with watched() as most:
                for begun in range(done, mark, 1000):
                    room.look(min(1000, mark - begun), tick=0.2)
            done = mark
            print(f"{mark:8}  {most['crawl'] / 1024:8.0f} MB  {resident(os.getpid()) / 1024:8.0f} MB", flush=True)


def catalogue(folder: Path, _: int) -> None:
    print("\nthe cost of a look with nothing new, and of what goes with it, by sources in the catalogue")
    print(
        f"{'sources':>8}  {'config read':>12}  {'sync':>9}  {'tick':>9}  {'looks':>6}  {'processor':>9}  {'a look':>9}"
    )
    for size, looks in ((1, 10), (100, 200), (10_000, 600)):
        (part := folder / str(size)).mkdir()
        with newsroom(folder, LATENCY) as press, desk(part, press, sources=size) as room:
            known = room.names[: min(size, 2 * looks)]
            know_all(room, press, known)
            room.look(min(size, looks), only=known)
            begun = time.perf_counter()
            sync(room.services, at=now())
            synced = time.perf_counter()
            lease_batches(room.services, at=datetime(2000, 1, 1, tzinfo=UTC))
            ticked = time.perf_counter()
            begun_looking, spent = time.perf_counter(), room.spent()
            done = len(room.look(looks, only=known))
            taken, spent = time.perf_counter() - begun_looking, room.spent() - spent
            figures = (room.config_seconds, synced - begun, ticked - synced, done, spent / done, taken / done)
            shown = (f"{each:13}" if each is done else f"{1000 * each:10.1f} ms" for each in figures)
            print(f"{size:8}{''.join(shown)}", flush=True)


def report(title: str, looks: Sequence[Look], seconds: float, spent: float) -> None:
    outcomes = Counter(look.outcome for look in looks)
    print(f"\n{title}: {len(looks)} looks, {', '.join(f'{n} {outcome}' for outcome, n in outcomes.items())}")
    print(f"by the clock              {3600 * len(looks) / seconds:8.0f} an hour")
    print(f"two cores could           {3600 * CORES * len(looks) / spent:8.0f} an hour")
    print(f"processor time of a look  {1000 * spent / len(looks):8.1f} ms")
    for look in looks:
        if look.outcome is LookOutcome.FAILED:
            raise SystemExit(f"a look failed: {look.error}")


# A desk that looks


@dataclass
class Desk:
    """A crawler's threads, and its scheduler, as the worker process has them."""

    here: ServicesHere
    names: list[str]
    config_seconds: float
    newsroom: int  # its process id
    pool: ThreadPoolExecutor

    @property
    def services(self) -> Services:
        return self.here()

    def look(self, count: int, *, only: Sequence[str] | None = None, tick: float = TICK_SECONDS) -> list[Look]:
        """Look at sources (of `only`) so many times. They are made due again whenever all were looked at: what the
        schedule says of each is written down, and not waited for. `tick`: seconds from one leasing to the next.
        """
        looks: list[Look] = []
        running: set[Future[list[Look]]] = set()
        waiting: set[str] = set()
        left = count
        while left > 0 or running:
            if left > 0 and not waiting:
                waiting = set((only or self.names)[:left])
                self.services.due.make_due(waiting, now=now())
            asked = waiting if only else None
            for leases in lease_batches(self.services, at=now(), only=asked) if left > 0 else []:
                left -= len(leases)
                waiting -= {lease.source for lease in leases}
                running.add(self.pool.submit(self._crawl, leases))
            began = time.monotonic()
            while time.monotonic() < began + tick and (running or left > 0):
                time.sleep(0.05)
                done = {each for each in running if each.done()}
                running -= done
                looks += [look for each in done for look in each.result()]
        return looks

    def _crawl(self, leases: Sequence[Lease]) -> list[Look]:
        return crawl(self.here(), leases)

    def spent(self) -> float:
        """Seconds of processor time of this process, and of all under it but the newsrooms, since they began."""
        own = os.times()
        total = own.user + own.system + own.children_user + own.children_system
        for pid in descendants(os.getpid()) - {self.newsroom}:
            total += sum(map(int, stat(pid)[11:15])) / os.sysconf("SC_CLK_TCK")
        return total


@contextmanager
def desk(folder: Path, press: Newsrooms, *, sources: int) -> Iterator[Desk]:
    names = [f"s{number}" for number in range(sources)]
    config = folder / "config"
    write(
        config / "sources" / "all.yaml",
        {
            "sources": [
                {"id": name, "name": name, "country": "KZ", "kind": "wire", "feeds": [press.feed(number)]}
                for number, name in enumerate(names)
            ]
        },
    )
    with running_valkey(folder) as url:
        settings = Settings.from_environ(
            {}, config=config, data=folder / "data", broker_url=url, allow_networks="loopback"
        )
        here = ServicesHere(settings)
        begun = time.perf_counter()
        here.preload()
        config_seconds = time.perf_counter() - begun
        sync(here(), at=now())
        with ThreadPoolExecutor(8) as pool:
            yield Desk(here, names, config_seconds, press.pid, pool)


@contextmanager
def newsroom(folder: Path, latency: float) -> Iterator[Newsrooms]:
    with newsrooms(hosts=HOSTS, latency=latency, pages=folder.parent / "saved") as press:
        yield press


def know_all(room: Desk, press: Newsrooms, names: Sequence[str] | None = None) -> None:
    """Mark all links of these sources as seen."""
    for name in names or room.names:
        number = int(name[1:])
        links = [canonical_url(press.page(number, item)) for item in range(ITEMS)]
        room.services.seen.mark(name, links)


# Processes


def stat(pid: int) -> list[str]:
    """The fields of /proc/<pid>/stat after the name (proc(5)); those of a process that is gone are 0."""
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ["0"] * 50


def descendants(pid: int) -> set[int]:
    parents = {int(each.name): int(stat(int(each.name))[1]) for each in Path("/proc").iterdir() if each.name.isdigit()}
    found: set[int] = set()
    level = {pid}
    while level:
        level = {child for child, parent in parents.items() if parent in level} - found
        found |= level
    return found


def resident(pid: int) -> int:
    """kB in memory."""
    return int(stat(pid)[21]) * os.sysconf("SC_PAGE_SIZE") // 1024


@contextmanager
def watched() -> Iterator[Counter[str]]:
    """The most kB that a crawl process had while this lives."""
    most: Counter[str] = Counter()
    over = threading.Event()

    def watch() -> None:
        while not over.wait(1):
            for pid in descendants(os.getpid()):
                with suppress(OSError):  # it may be gone
                    if b"crawlers" in (Path("/proc") / str(pid) / "cmdline").read_bytes():
                        most["crawl"] = max(most["crawl"], resident(pid))

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield most
    finally:
        over.set()
        thread.join()


# Pages


def put_pages(folder: Path) -> str:
    """Fill a folder with pages, and say which."""
    folder.mkdir()
    saved = sorted((CORPUS / "pages").glob("*.html.gz"))
    for number, file in enumerate(saved):
        (folder / f"{number:05}").write_bytes(gzip.decompress(file.read_bytes()))
    chance = random.Random(1)
    words = ["".join(chance.choices("aeinorstlkmdupgbvz", k=chance.randint(2, 10))) for _ in range(8000)]
    for number in range(0 if saved else 600):
        (folder / f"{number:05}").write_bytes(made_page(words, chance))
    sizes = [file.stat().st_size for file in folder.iterdir()]
    return f"{'saved' if saved else 'made'} pages: {len(sizes)}, {sum(sizes) / len(sizes) / 1000:.0f} kB each"


def made_page(words: list[str], chance: random.Random) -> bytes:
    def said(count: int) -> str:
        return " ".join(words[int(len(words) * chance.random() ** 3)] for _ in range(count)).capitalize()

    title = said(9)
    menu = "".join(f'<li class="menu-item"><a href="/{said(1)}">{said(2)}</a></li>' for _ in range(120))
    text = "".join(f"<p>{said(20)}. {said(25)}, {said(6)}.</p>" for _ in range(14))
    related = "".join(
        f'<div class="teaser"><a href="/{said(1)}"><img src="/{said(1)}.jpg" alt=""><h3>{said(8)}</h3></a></div>'
        for _ in range(40)
    )
    script = f"<script>var state = {{{','.join(f'{said(1)}: 1' for _ in range(600))}}};</script>"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{script}'
        f'<meta property="article:published_time" content="{NOON.isoformat()}"></head><body><nav><ul>{menu}</ul></nav>'
        f"<main><article><h1>{title}</h1>{text}</article><aside>{related}</aside></main></body></html>"
    ).encode()


def with_trafilatura(body: bytes) -> None:
    import trafilatura  # noqa: PLC0415 - in the process that reads

    trafilatura.extract(body)


def with_read_page(body: bytes) -> None:
    read_page(body, url="https://news.example/a", fetched_at=now())


def alone(way: Callable[[bytes], None], bodies: Sequence[bytes]) -> float:
    """Seconds of processor time that one way takes to read all of these, in as many processes as crawls run."""
    with ProcessPoolExecutor(CORES, get_context("spawn")) as pool:
        parts = [bodies[start::CORES] for start in range(CORES)]
        return sum(pool.map(processor_time, [way] * CORES, parts))


def processor_time(way: Callable[[bytes], None], bodies: Sequence[bytes]) -> float:
    way(bodies[0])  # what is loaded once
    began = time.process_time()
    for body in bodies:
        way(body)
    return time.process_time() - began


def write(path: Path, content: Any) -> None:  # noqa: ANN401 - any YAML
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(content), "utf-8")


if __name__ == "__main__":
    main()
