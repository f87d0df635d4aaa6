"""Understanding: articles a second a core for each step, for all of them together, and what that is of extraction.

    python benchmarks/understanding.py

Language, names, topics, credits, copies, stories and what an article adds, with watchlists of 1,000 and of 10,000
entries, by processor time of one core, that of Valkey included. Two kinds of articles: those read from the pages of
../shared/corpus (or PRESSWATCH_TEST_CORPUS; without it, pages are made up), and made ones in five languages, full of
the watchlist's names. What doesn't move, and the cost is to be compared with, is what reading the same pages from their
HTML costs in the same run: without embeddings all understanding is to cost less than half of it.

The watchlists are the shipped one and names made of syllables (tests/watchlists.py); before the clock starts, 10,000
articles have been told. The topic model is learnt from random vectors: it costs what a good one does.
"""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402 - tests are found beside the package, not in it
import redis  # noqa: E402

from crawlers.extract import Reading, read_page  # noqa: E402
from presswatch.articles import Article, article_id  # noqa: E402
from presswatch.configuration import Configuration, load  # noqa: E402
from presswatch.embeddings import embedder  # noqa: E402
from presswatch.ports import Embedder  # noqa: E402
from presswatch.rules import Document  # noqa: E402
from presswatch.state import RedisFingerprints, RedisStoryLog, connect  # noqa: E402
from presswatch.stories import Told  # noqa: E402
from presswatch.text import tokens  # noqa: E402
from presswatch.topics import examples_of  # noqa: E402
from presswatch.valkey import running_valkey  # noqa: E402
from presswatch.watchlist import Watchlist  # noqa: E402
from tests.corpus.scoring import pages  # noqa: E402
from tests.fakes.archive import FakeArchive  # noqa: E402
from tests.watchlists import made_watchlist, write_watchlist  # noqa: E402
from workers.classifying import Classifying  # noqa: E402
from workers.learning import hits_of  # noqa: E402
from workers.placing import place  # noqa: E402
from workers.steps.analyse import Analyser  # noqa: E402
from workers.steps.credit import CreditStep  # noqa: E402
from workers.steps.development import facts  # noqa: E402
from workers.steps.language import LanguageStep  # noqa: E402
from workers.steps.mentions import MentionStep  # noqa: E402
from workers.steps.story import shingled  # noqa: E402
from workers.steps.topics import TopicClassifier, TopicModel, lead, learn  # noqa: E402
from workers.steps.traits import traits  # noqa: E402
from workers.telling import Telling  # noqa: E402

ENTRIES = (1_000, 10_000)
TOLD = 10_000  # articles in the log of stories when the clock starts: three days of two hundred sources
MADE = 150
WARM = 40  # articles that are read before the clock starts
BATCH = 20
SENTENCES, NAMES = 25, 12  # of a made article
EMBEDDED = 48  # articles that embedding is measured on: it takes as long for any
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@dataclass
class Measured:
    """Of one watchlist: seconds an article by kind of articles and step, seconds and megabytes of loading."""

    seconds: dict[tuple[str, str], float] = field(default_factory=dict)
    loading: dict[str, float] = field(default_factory=dict)
    megabytes: dict[str, float] = field(default_factory=dict)
    mentions: dict[str, float] = field(default_factory=dict)  # an article, by kind
    characters: float = 0.0  # of an article of the pages


def main() -> None:
    bodies, source = corpus_or_made()
    # Each in a process of its own, for what it takes of memory; the shipped watchlist's is only loaded.
    shipped, *measured = (in_a_process(entries, bodies if entries else []) for entries in (0, *ENTRIES))
    print(f"{len(bodies)} {source}, whose articles have {measured[0].characters:.0f} characters")
    print_steps(measured)
    print_loading([shipped, *measured])


def corpus_or_made() -> tuple[list[bytes], str]:
    corpus = Path(os.environ.get("PRESSWATCH_TEST_CORPUS", ROOT.parent / "shared" / "corpus"))
    if (corpus / "gold.jsonl").exists():
        return [page.body for page in pages(corpus)], "pages of the corpus"
    made = made_articles(load(ROOT / "config", environ={}), Watchlist())
    return [_page(article) for article in made], "made pages (the corpus of saved pages is absent)"


def _page(article: Article) -> bytes:
    paragraphs = "".join(f"<p>{line}</p>" for line in article.text.splitlines())
    menu = "".join(f'<li><a href="/{n}">Section {n}</a></li>' for n in range(60))
    return (
        f"<html lang={article.language}><title>{article.title}</title><body><nav><ul>{menu}</ul></nav>"
        f"<article><h1>{article.title}</h1>{paragraphs}</article><footer><ul>{menu}</ul></footer></body></html>"
    ).encode()


def read(bodies: Sequence[bytes]) -> tuple[list[Article], float]:
    """The articles, and the seconds that reading a page takes."""

    def one(body: bytes) -> Any:  # noqa: ANN401 - a reading, or why there is none
        return read_page(body, url="https://news.example/a", fetched_at=datetime(2100, 1, 1, tzinfo=UTC))

    for body in bodies[:WARM]:
        one(body)
    readings, spent = timed(lambda: [one(body) for body in bodies])
    found = [each for each in readings if isinstance(each, Reading)]
    articles = [_article(n, each.title, each.text, each.language) for n, each in enumerate(found)]
    return articles, spent / len(bodies)


def in_a_process(entries: int, bodies: Sequence[bytes]) -> Measured:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(measure, entries, bodies).result()


def measure(entries: int, bodies: Sequence[bytes]) -> Measured:
    """With the shipped watchlist for no `entries`; without pages only what it costs to be there."""
    logging.disable(logging.CRITICAL)
    measured = Measured()
    shipped = load(ROOT / "config", environ={})
    measured.megabytes["before"] = resident()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "config"
        shutil.copytree(ROOT / "config", folder)
        if entries:
            shutil.rmtree(folder / "watchlist")
            (folder / "watchlist").mkdir()
            write_watchlist(made_watchlist(entries, beside=shipped.watchlist), folder / "watchlist" / "all.yaml")
        configuration, measured.loading["config"] = timed(lambda: load(folder, environ={}))
    analyser, measured.loading["forms"] = timed(lambda: Analyser(configuration))
    measured.megabytes["loaded"] = resident()
    _, measured.loading["again"] = timed(lambda: MentionStep(configuration.watchlist, configuration.languages))
    gc.collect()
    gc.freeze()  # as workers do before they fork
    if not bodies:
        return measured
    articles, extraction = read(bodies)
    measured.characters = sum(len(article.text) for article in articles) / len(articles)
    measured.megabytes["fork"] = own_of_a_fork(lambda: [analyser(each) for each in articles])
    kinds = {"pages": articles, "made": made_articles(configuration, configuration.watchlist)}
    measured.seconds = {(kind, "extraction"): extraction for kind in kinds}
    model = embedder("auto", threads=1)
    learned = TopicClassifier(configuration.topics, configuration.topic_queries, learnt(configuration))
    steps = steps_of(configuration, learned, model)
    for kind, group in kinds.items():
        measured.mentions[kind] = sum(len(analyser(each).mentions) for each in group) / len(group)
        spent = step_by_step(group, steps) | together(group, analyser, None)
        if model and kind == "pages":
            with_vectors = together(group[:EMBEDDED], analyser, Classifying(learned, model))
            spent |= {f"{step}, with vectors": seconds for step, seconds in with_vectors.items()}
        measured.seconds |= {(kind, step): seconds for step, seconds in spent.items()}
    return measured


def steps_of(
    configuration: Configuration, learned: TopicClassifier, model: Embedder | None
) -> dict[str, Callable[[Article], object]]:
    """Each step by itself, in the order of ingest: what one leaves behind (tokens) the next ones find there."""
    watchlist, languages = configuration.watchlist, configuration.languages
    language = LanguageStep(languages)
    some = {
        "countries": Watchlist(),
        "countries, offices": Watchlist(offices=watchlist.offices),
        "countries, offices, organisations": replace(watchlist, people=()),
        "all, with people": watchlist,
    }
    steps: dict[str, Callable[[Article], object]] = {
        "tokens": lambda each: (tokens(each.title), tokens(each.text)),
        "language": lambda each: language.both(each.title, each.text, declared=each.language),
    }
    for name, part in some.items():
        step = MentionStep(part, languages)
        steps[f"mentions: {name}"] = lambda each, step=step: step(each, NOON.date())
    steps |= {
        "topics by queries": lambda each: learned.by_queries(Document.of(each)),
        "credit": CreditStep(configuration.sources),
        "fingerprint of a copy": lambda each: shingled(each.text).sketch,
        "traits for stories": traits,
        "facts of development": facts,
    }
    if model:
        vector = np.ones((1, model.dimensions), np.float32)
        steps["embedding"] = lambda each: model.embed([lead(each.title, each.text)])
        steps["topics by vectors"] = lambda each: learned.topics(vector, [each.language], [each.topics])
    return steps


def own_of_a_fork(work: Callable[[], object]) -> float:
    """Megabytes that a fork of this process doesn't share with it, once it has worked."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        work()
        lines = Path("/proc/self/smaps_rollup").read_text("ascii").splitlines()
        own = sum(int(line.split()[1]) for line in lines if line.startswith("Private"))
        os.write(writing, str(own / 1000).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        megabytes = float(told.read())
    os.waitpid(child, 0)
    return megabytes


def step_by_step(articles: Sequence[Article], steps: dict[str, Callable[[Article], object]]) -> dict[str, float]:
    for article in articles[:WARM]:
        for name, step in steps.items():
            if name != "embedding":
                step(article)
    forget_tokens()
    spent: Counter[str] = Counter()
    for batch in batches(articles):
        for name, step in steps.items():
            few = batch[:BATCH] if name != "embedding" else batch[: max(1, EMBEDDED * BATCH // len(articles))]
            spent[name] += timed(lambda step=step, few=few: [step(each) for each in few])[1] / len(few) * len(batch)
    return {name: seconds / len(articles) for name, seconds in spent.items()}


def together(articles: Sequence[Article], analyser: Analyser, classify: Classifying | None) -> dict[str, float]:
    """As ingest joins them, on a real Valkey; the whole, and its parts."""
    spent: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as data, running_valkey(Path(data)) as url:
        client = connect(url)
        fingerprints, log, archive = RedisFingerprints(client), RedisStoryLog(client), FakeArchive()
        telling = Telling(log, embedder=classify.made_by if classify else "")
        fill(log, [analyser(each) for each in articles[:WARM]], classify)
        telling([replace(articles[0], id="0" * 32, story="0" * 32)], vectors={}, archive=archive)  # reads the log
        before = _of_valkey(client)
        forget_tokens()
        for batch in batches(articles):
            read, spent_now = timed(lambda batch=batch: [analyser(each) for each in batch])
            spent["analysis"] += spent_now
            placed, spent_now = timed(lambda read=read: place(read, fingerprints=fingerprints, archive=archive))
            spent["placing among copies"] += spent_now
            vectors = {}
            if classify:
                found, spent_now = timed(lambda placed=placed: classify(placed, archive=archive))
                placed, vectors = found.articles, dict(found.vectors)
                spent["embedding and topics"] += spent_now
            _, spent_now = timed(lambda placed=placed, v=vectors: telling(placed, vectors=v, archive=archive))
            spent["telling stories"] += spent_now
        spent["Valkey"] += _of_valkey(client) - before
        client.close()
    seconds = {name: value / len(articles) for name, value in spent.items()}
    return {"the whole": sum(seconds.values())} | {f"  {name}": value for name, value in seconds.items()}


def forget_tokens() -> None:
    """Those of the last few texts are remembered; no article is to find its own from before the clock started."""
    for number in range(100):
        tokens(f"another text {number}")


def fill(log: RedisStoryLog, articles: Sequence[Article], classify: Classifying | None) -> None:
    """Three days of stories of one article: each of the traits of some article, and of as many that are its own."""
    chance = np.random.default_rng(1)
    known = [np.array(traits(each), "<u4") for each in articles]
    for serial in range(TOLD):
        mine = known[serial % len(known)]
        mixed = np.where(chance.random(len(mine)) < 0.5, mine ^ np.uint32(chance.integers(1 << 28)), mine)
        vector = chance.normal(size=384) if classify else np.zeros(0)
        id_, at = f"{serial + 1:032x}", NOON - timedelta(hours=72 * (1 - serial / TOLD))
        log.tell(
            Told(
                article=id_,
                story=id_,
                at=at,
                born=at,
                language=articles[serial % len(articles)].language,
                space=classify.made_by if classify else "",
                vector=(vector / np.linalg.norm(vector)).astype("<f2").tobytes() if classify else b"",
                traits=mixed.astype("<u4").tobytes(),
            ),
            after=serial,
        )


def learnt(configuration: Configuration) -> TopicModel:
    examples = examples_of(configuration.topics)
    vectors = np.random.default_rng(1).normal(size=(len(examples), 384)).astype(np.float32)
    return learn(examples, vectors, hits_of(examples, configuration), configuration.topics)


def made_articles(configuration: Configuration, watchlist: Watchlist) -> list[Article]:
    """Of the topics' example sentences, with names of the watchlist before them: whole ones, surnames, offices."""
    chance = random.Random(1)
    sentences: dict[str, list[str]] = {}
    for example in examples_of(configuration.topics):
        sentences.setdefault(example.language, []).append(example.text)
    languages = [language for language, texts in sentences.items() if len(texts) >= SENTENCES]
    named = {language: _named(watchlist, language) for language in languages}
    made = []
    for number in range(MADE):
        language = languages[number % len(languages)]
        drawn = chance.sample(sentences[language], SENTENCES)
        for at in range(NAMES if named[language] else 0):
            drawn[at] = f"{chance.choice(named[language])}: {drawn[at]}"
        chance.shuffle(drawn)
        made.append(_article(1_000_000 + number, drawn[0], "\n".join(drawn[1:]), language))
    return made


def _named(watchlist: Watchlist, language: str) -> list[str]:
    full = [name for person in watchlist.people for name in person.names.get(language, ())]
    others = (*watchlist.organisations, *watchlist.offices)
    return [
        *full,
        *(name.split()[-1] for name in full),
        *(name for each in others for name in each.names.get(language, ())),
    ]


def _article(number: int, title: str, text: str, language: str) -> Article:
    url = f"https://news.example/{number}"
    at = NOON + timedelta(seconds=number % 1_000_000)
    return Article(
        id=article_id(url),
        url=url,
        source="a-source",
        title=title,
        text=text,
        language=language,
        fetched_at=at,
        first_seen_at=at,
    )


def batches(articles: Sequence[Article]) -> Iterator[Sequence[Article]]:
    yield from (articles[start : start + BATCH] for start in range(0, len(articles), BATCH))


def timed(call: Callable[[], Any]) -> tuple[Any, float]:
    """What a call returns, and the processor time that it took, in seconds."""
    begun = time.process_time()
    made = call()
    return made, time.process_time() - begun


def _of_valkey(client: redis.Redis) -> float:
    used: dict[str, float] = client.info("cpu")  # type: ignore[assignment] - of a client that isn't asynchronous
    return used["used_cpu_user"] + used["used_cpu_sys"]


def resident() -> float:
    """Megabytes of memory that the process has."""
    pages_of_memory = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages_of_memory * os.sysconf("SC_PAGE_SIZE") / 1e6


def print_steps(measured: Sequence[Measured]) -> None:
    kinds = ("pages", "made")
    heads = [
        (f"{kind}, {entries:,}", one, kind) for kind in kinds for entries, one in zip(ENTRIES, measured, strict=True)
    ]
    print(f"\narticles a second a core{'':20}" + "".join(f"{head:>16}" for head, *_ in heads) + "   ms, pages, last")
    for step in dict.fromkeys(step for _, step in measured[0].seconds):
        seconds = [one.seconds.get((kind, step)) for _, one, kind in heads]
        cells = "".join(f"{1 / each:16.0f}" if each else f"{'':16}" for each in seconds)
        print(f"{step:44}{cells}{1e3 * measured[-1].seconds['pages', step]:12.2f}")
    print("mentions an article: " + ", ".join(f"{head}: {one.mentions[kind]:.1f}" for head, one, kind in heads))
    for step in ("the whole", "the whole, with vectors"):
        shares = [
            one.seconds.get(("pages", step), float("nan")) / one.seconds["pages", "extraction"] for one in measured
        ]
        told = " and ".join(
            f"{share:.2f} ({entries:,} entries)" for share, entries in zip(shares, ENTRIES, strict=True)
        )
        print(f"{step}, of what extracting the same pages costs: {told}")


def print_loading(measured: Sequence[Measured]) -> None:
    print("\nseconds to load the config, to make all forms, and again in the same process; megabytes before and after")
    print("that, and of a fork's own after it has read the pages")
    print(f"{'entries':>10}  config   forms   again   before   loaded   fork")
    for entries, one in zip(("shipped", *ENTRIES), measured, strict=True):
        times = "".join(f"{one.loading[name]:8.2f}" for name in ("config", "forms", "again"))
        memory = "".join(f"{one.megabytes.get(name, float('nan')):9.0f}" for name in ("before", "loaded", "fork"))
        print(f"{entries:>10}{times}{memory}")


if __name__ == "__main__":
    main()
