from datetime import timedelta

import pytest
import redis

from presswatch.articles import article_id
from presswatch.errors import PermanentError
from presswatch.state import RedisFingerprints
from presswatch.stories import Candidate, Fingerprint, Placement
from tests.make import NOON
from workers.steps.story import shingled

TEXT = " ".join(f"word{n}" for n in range(300))
ONE, TWO, THREE = (article_id(f"https://a.example/{n}") for n in range(3))


def fingerprint(article: str, text: str = TEXT, at=NOON) -> Fingerprint:
    return Fingerprint(article=article, sketch=shingled(text).sketch, at=at)


def test_the_second_is_told_of_the_first_and_not_the_other_way_round(client: redis.Redis) -> None:
    fingerprints = RedisFingerprints(client)
    assert fingerprints.add(fingerprint(ONE)) == []
    shared = len(shingled(TEXT).sketch)
    assert fingerprints.add(fingerprint(TWO)) == [Candidate(article=ONE, shared=shared, story="", copy_of="")]
    assert fingerprints.add(fingerprint(ONE)) == []
    assert [c.article for c in fingerprints.add(fingerprint(TWO))] == [ONE]


def test_the_first_placement_stands(client: redis.Redis) -> None:
    fingerprints = RedisFingerprints(client)
    fingerprints.add(fingerprint(ONE))
    assert fingerprints.placement(ONE, at=NOON) is None
    first = Placement(article=ONE, story=ONE)
    assert fingerprints.place(first, at=NOON) == first
    assert fingerprints.place(Placement(article=ONE, story=TWO, copy_of=TWO), at=NOON) == first
    assert fingerprints.placement(ONE, at=NOON) == first
    [candidate] = fingerprints.add(fingerprint(TWO))
    assert (candidate.story, candidate.copy_of) == (ONE, "")
    copy = Placement(article=TWO, story=ONE, copy_of=ONE)
    assert fingerprints.place(copy, at=NOON) == copy
    assert [c.copy_of for c in fingerprints.add(fingerprint(THREE))] == ["", ONE]


@pytest.mark.parametrize(("hours", "found"), [(71, True), (73, False), (24 * 8, False)])
def test_candidates_are_those_of_72_hours(client: redis.Redis, hours: int, found: bool) -> None:
    fingerprints = RedisFingerprints(client)
    fingerprints.add(fingerprint(ONE))
    assert bool(fingerprints.add(fingerprint(TWO, at=NOON + timedelta(hours=hours)))) is found


def test_other_texts_are_no_candidates(client: redis.Redis) -> None:
    fingerprints = RedisFingerprints(client)
    fingerprints.add(fingerprint(ONE))
    assert fingerprints.add(fingerprint(TWO, " ".join(f"other{n}" for n in range(300)))) == []


def test_an_article_read_again_after_midnight_is_the_same(client: redis.Redis) -> None:
    fingerprints = RedisFingerprints(client)
    fingerprints.add(fingerprint(ONE))
    fingerprints.add(fingerprint(TWO, at=NOON + timedelta(hours=1)))
    assert fingerprints.add(fingerprint(ONE, at=NOON + timedelta(hours=20))) == []


def test_an_empty_sketch_finds_nothing(client: redis.Redis) -> None:
    fingerprints = RedisFingerprints(client)
    assert fingerprints.add(fingerprint(ONE, "")) == []
    assert fingerprints.add(fingerprint(TWO, "")) == []


def test_an_id_that_is_none_is_refused(client: redis.Redis) -> None:
    with pytest.raises(PermanentError, match="not an article id"):
        RedisFingerprints(client).add(fingerprint("abc"))


def test_all_keys_expire_but_the_counter(client: redis.Redis) -> None:
    RedisFingerprints(client).add(fingerprint(ONE))
    forever = [key for key in client.keys("*") if client.ttl(key) == -1]
    assert forever == [b"presswatch:fp:serial"]
