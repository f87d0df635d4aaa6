"""Stories: how well articles about one event are found, and how many articles a second are told.

    python benchmarks/stories.py [FOLDER]        vectors are kept in FOLDER, so that a second run takes seconds
    python benchmarks/stories.py --common FOLDER  find anew what is common to the embedder's vectors, and ship it

The events are those of tests/quality/stories.txt, in two halves, A and B, of stories_tuning.txt (T) and of
stories_2.txt (C): everything was tuned on A and T. Another set are the demo's articles: longer, with many near misses,
all of one moment. Beside ours are a classic and a modern baseline,
average linkage of TF-IDF and of the vectors alone, each with the threshold that is best on A and T. The figures are
B-cubed precision, recall and F1. What doesn't move, and the rates are to be compared with, is the rate of embedding on
the same machine.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
from babel import Locale
from numpy.typing import NDArray

from presswatch.articles import Article, Mention, MentionKind, article_id
from presswatch.configuration import load
from presswatch.embeddings import embedder
from presswatch.embeddings.common import Common
from presswatch.ports import Embedder
from presswatch.state import RedisStoryLog, connect
from presswatch.text import tokens
from presswatch.topics import Example, examples_of
from presswatch.valkey import running_valkey
from workers.learning import embedded
from workers.steps.analyse import Analyser
from workers.steps.topics import lead
from workers.telling import Telling

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.fakes.archive import FakeArchive  # noqa: E402 - tests are found beside the package, not in it
from tests.fakes.story_log import FakeStoryLog  # noqa: E402
from tests.quality import labelled as sentences_of_names  # noqa: E402
from tests.quality.events import HELD_BACK, TUNING, Labelled, b_cubed, demo_labelled, labelled  # noqa: E402

TOLD = 10_000  # articles in the log when the clock starts: three days of two hundred sources
TIMED = 300
LANGUAGES = """
en ru uk be kk ky uz tg mn tr az tk fa ar ur zh hi hy ka de fr es pt it pl sv fi hu cs sk ro bg sr hr el he ja ko vi th
id ms bn ta te ml ne si my km lo nl da nb et lv lt sq mk bs sl is ga eu ca gl sw am ps ku pa gu mr kn fil af ug
""".split()
COUNTRIES = """
AF AM AZ BY BE BR CN CU CY CZ DE DK EG FI FR GE GR HU IN IR IQ IL IT JP JO KZ KG KP KR KW LT MN NO PK PL QA RO RU SA RS
SK ES SE CH SY TJ TH TR TM UA AE GB US UZ VN YE
""".split()
Floats = NDArray[np.float32]
Measured = tuple[float, float, float]


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--common", action="store_true")
    given.add_argument("folder", type=Path, nargs="?")
    chosen = given.parse_args()
    model = embedder("auto", threads=2)
    if model is None:
        print("no embedder is installed here: nothing to measure")
        return
    with tempfile.TemporaryDirectory() as made:
        folder = chosen.folder or Path(made)
        if chosen.common:
            ship_what_is_common(model, folder)
        else:
            quality(model, folder)
            speed(model)


def ship_what_is_common(model: Embedder, folder: Path) -> None:
    """Of the example sentences of the topics, and of the sentences with names: twelve languages. Of some eighty, the
    names of countries, the same ones in each."""
    configuration = load(ROOT / "config", environ={})
    examples = [
        *examples_of(configuration.topics),
        *(_example(each.text, each.language) for each in sentences_of_names.sentences()),
    ]
    common = Common.of(embedded(examples, model, folder), [example.language for example in examples])
    lists = list(_countries())
    parallel = embedded([_example(text, language) for language, text in lists], model, folder)
    common = common.joined(parallel, [language for language, _ in lists])
    file = ROOT / "presswatch/embeddings" / f"{model.name.partition('-')[0]}.common.npy"
    np.save(file, common.rows())
    print(f"{file}: from {len(examples)} sentences in {len({each.language for each in examples})} languages")


def _countries() -> Iterator[tuple[str, str]]:
    """Language, and eight lists of countries' names in it (CLDR)."""
    chance = random.Random(1)
    chosen = [chance.sample(COUNTRIES, 9) for _ in range(8)]
    for language in LANGUAGES:
        names = Locale.parse(language).territories
        yield from ((language, ", ".join(names[code] for code in codes)) for codes in chosen)


def quality(model: Embedder, folder: Path) -> None:
    analyse = Analyser(load(ROOT / "config", environ={}))
    events = [
        *labelled(analyse),
        *labelled(analyse, TUNING, half="T"),
        *labelled(analyse, HELD_BACK, half="C"),
    ]
    demo = demo_labelled(
        Analyser(load(ROOT / "presswatch/demo/config", environ={"NEWSROOM_PORT": "1", "HOOK_SECRET": "none"}))
    )
    articles = [each.article for each in (*events, *demo)]
    examples = [_example(lead(article.title, article.text), article.language) for article in articles]
    vectors = {article.id: vector for article, vector in zip(articles, embedded(examples, model, folder), strict=True)}
    common = Common.shipped(model.name)
    if common is None:
        raise SystemExit(f"nothing ships of what is common to vectors of {model.name}: run this with --common")
    halves = {half: [each for each in events if each.half == half] for half in "ATBC"} | {"demo": demo}
    print(f"{'':28}  " + "    ".join(f"{half + ': P R F1':17}" for half in halves))
    _row("ours", [told(half, model.name, vectors) for half in halves.values()])
    _row("ours, without vectors", [told(half, "", {}) for half in halves.values()])
    for name, alike in (
        ("TF-IDF alone", tf_idf),
        ("vectors alone", lambda half: _cosines(common(np.array([vectors[each.article.id] for each in half])))),
    ):
        tuned = [halves["A"], halves["T"]]
        threshold = max(np.arange(0.02, 0.9, 0.01), key=lambda at: sum(linked(half, alike, at)[2] for half in tuned))
        _row(f"{name}, from {threshold:.2f}", [linked(half, alike, threshold) for half in halves.values()])


def told(half: Sequence[Labelled], name: str, vectors: dict[str, Floats]) -> Measured:
    telling, archive = Telling(FakeStoryLog(), embedder=name), FakeArchive()
    articles = [telling([each.article], vectors=vectors, archive=archive)[0] for each in half]
    return b_cubed([each.event for each in half], [article.story for article in articles])


def linked(half: Sequence[Labelled], alike: Callable[[Sequence[Labelled]], Floats], threshold: float) -> Measured:
    """Each article in its order joins the story with the greatest mean likeness, from a threshold."""
    matrix, stories = alike(half), list[list[int]]()
    for at in range(len(half)):
        means = [float(matrix[at, story].mean()) for story in stories]
        best = int(np.argmax(means)) if means else 0
        if means and means[best] >= threshold:
            stories[best].append(at)
        else:
            stories.append([at])
    of = {at: number for number, story in enumerate(stories) for at in story}
    return b_cubed([each.event for each in half], [of[at] for at in range(len(half))])


def tf_idf(half: Sequence[Labelled]) -> Floats:
    counts = [Counter(tokens(f"{each.article.title}\n{each.article.text}").folded) for each in half]
    documents = Counter(word for count in counts for word in count)
    places = {word: place for place, word in enumerate(documents)}
    rows = np.zeros((len(half), len(places)), np.float32)
    for row, count in zip(rows, counts, strict=True):
        for word, times in count.items():
            row[places[word]] = (1 + np.log(times)) * np.log(len(half) / documents[word])
    return _cosines(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9))


def speed(model: Embedder) -> None:
    texts = [lead(f"Report {n}", "Ministers of both countries met in the capital on Thursday. " * 4) for n in range(16)]
    model.embed(texts[:2])
    begun = time.perf_counter()
    model.embed(texts)
    print(f"\nembedding: {len(texts) / (time.perf_counter() - begun):.0f} articles a second")
    with tempfile.TemporaryDirectory() as data, running_valkey(Path(data)) as url:
        for name in (model.name, ""):
            client = connect(url)
            client.flushall()
            telling = Telling(RedisStoryLog(client), embedder=name)
            made = _reports()
            for _ in range(TOLD // 50):
                _tell(telling, [next(made) for _ in range(50)], with_vectors=bool(name))
            timed = [next(made) for _ in range(TIMED)]
            begun = time.perf_counter()
            for start in range(0, TIMED, 20):
                _tell(telling, timed[start : start + 20], with_vectors=bool(name))
            rate = TIMED / (time.perf_counter() - begun)
            memory = client.info("memory")["used_memory"] / (TOLD + TIMED)
            print(
                f"telling {'with' if name else 'without'} vectors, {TOLD} told before: {rate:.0f} articles a second, "
                f"{memory:.0f} bytes of Redis an article"
            )
            client.close()


def _tell(telling: Telling, articles: Sequence[Article], *, with_vectors: bool) -> None:
    vectors = {}
    if with_vectors:
        vectors = {
            each.id: np.random.default_rng(int(each.id[:8], 16)).normal(size=384).astype(np.float32)
            for each in articles
        }
    telling(articles, vectors=vectors, archive=FakeArchive())


def _reports() -> Iterator[Article]:
    """Made of words and names with the frequencies of news (Zipf), a hundred an hour of three days."""
    chance = np.random.default_rng(1)
    start = labelled(lambda article: article)[0].article
    number = 0
    while True:
        number += 1
        at = start.first_seen_at + timedelta(hours=number * 72 / TOLD)
        words = [f"w{n % 30000}" for n in chance.zipf(1.2, 90)]
        places = [f"Place{n % 3000:04d}x" for n in chance.zipf(1.3, 6)]
        named = tuple(
            Mention(entry=f"person-{n % 500}", kind=MentionKind.PERSON, field="text", start=0, end=1)
            for n in chance.zipf(1.5, 3)
        )
        url = f"https://news.example/{number}"
        yield replace(
            start, id=article_id(url), url=url, text=" ".join([*words, *places]), mentions=named, first_seen_at=at
        )


def _example(text: str, language: str) -> Example:
    return Example(text=text, language=language, topics=frozenset(), others=frozenset())


def _cosines(rows: Floats) -> Floats:
    return rows @ rows.T


def _row(name: str, measured: Sequence[Measured]) -> None:
    print(f"{name:28}  " + "    ".join(" ".join(f"{value:.3f}" for value in each) for each in measured))


if __name__ == "__main__":
    main()
