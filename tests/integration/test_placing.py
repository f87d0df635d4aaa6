"""Many workers read the same stories at once: everybody agrees on who was first."""

from __future__ import annotations

import random
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from presswatch.engines.sqlite import open_engine
from presswatch.state import RedisFingerprints, connect
from tests.make import article
from workers.placing import place

WORKERS = 8
STORIES = 500


def text_of(story: int) -> str:
    words = random.Random(story)
    return " ".join(f"w{words.randrange(20000)}" for _ in range(120))


def ingest_all(broker_url: str, file: Path, worker: int) -> None:
    order = list(range(STORIES))
    random.Random(worker).shuffle(order)
    client = connect(broker_url)
    with open_engine(file) as engine:
        for start in range(0, STORIES, 20):
            batch = [
                article(f"{worker}/{story}", source=f"s{worker}", text=text_of(story), at=article(1).first_seen_at)
                for story in order[start : start + 20]
            ]
            engine.put(place(batch, fingerprints=RedisFingerprints(client), archive=engine))
    client.close()


def test_eight_processes_agree_on_one_original_of_each_story(broker_url: str, tmp_path: Path) -> None:
    file = tmp_path / "archive.sqlite"
    open_engine(file).close()
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        list(pool.map(ingest_all, [broker_url] * WORKERS, [file] * WORKERS, range(WORKERS)))
    with open_engine(file) as engine:
        articles = []
        after = None
        while True:
            page = engine.search(None, limit=1000, after=after)
            articles += page.articles
            after = page.after
            if after is None:
                break
    assert len(articles) == WORKERS * STORIES
    originals = [each for each in articles if not each.copy_of]
    assert len(originals) == STORIES
    assert all(each.story == each.id for each in originals)
    by_id = {each.id: each for each in originals}
    assert all(
        by_id[each.copy_of].text == each.text and each.story == each.copy_of for each in articles if each.copy_of
    )


def test_a_copy_of_a_copy_belongs_to_the_first_story(broker_url: str, tmp_path: Path) -> None:
    words = [f"w{n}" for n in range(300)]
    first = article(1, text=" ".join(words[:200]))
    second = article(2, text=" ".join(words[60:260]))
    third = article(3, text=" ".join(words[130:300]))  # repeats the second, not the first
    client = connect(broker_url)
    with open_engine(tmp_path / "archive.sqlite") as engine:
        placed = place([first, second, third], fingerprints=RedisFingerprints(client), archive=engine)
        again = place([third], fingerprints=RedisFingerprints(client), archive=engine)
    client.close()
    assert [each.story for each in placed] == [first.id] * 3
    assert [each.copy_of for each in placed] == ["", first.id, first.id]
    assert again == placed[2:]


def test_texts_of_one_template_are_kept_apart_even_while_they_are_on_their_way(broker_url: str, tmp_path: Path) -> None:
    frame = (
        "The National Bank has set the official rates of exchange. One US dollar costs {0} tenge, one euro costs {1} "
        "tenge, and one hundred Russian roubles cost {2} tenge. The rates are used for customs and tax purposes and do "
        "not oblige the bank to buy or sell currency at these rates on the given day, as it said in a statement."
    )
    monday = article(1, text=frame.format("421.5", "498.1", "557"))
    tuesday = article(2, text=frame.format("423.9", "500.6", "561"))
    client = connect(broker_url)
    with open_engine(tmp_path / "archive.sqlite") as engine:
        fingerprints = RedisFingerprints(client)
        place([monday], fingerprints=fingerprints, archive=engine)  # by another worker, not archived yet
        [placed] = place([tuesday], fingerprints=fingerprints, archive=engine)
        assert placed.copy_of == ""
        fingerprints.archived([monday.id, tuesday.id])
        assert fingerprints.texts([monday.id, tuesday.id]) == {}
    client.close()
