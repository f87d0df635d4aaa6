import redis

from presswatch.messages import articles_from_json
from presswatch.ports import Validators
from presswatch.state import Inbox, RedisDocumentCache, RedisSeenLinks
from tests.make import article


class Clock:
    def __init__(self) -> None:
        self.seconds = 1_600_000_000.0

    def __call__(self) -> float:
        return self.seconds

    def pass_days(self, days: float) -> None:
        self.seconds += days * 86400


def test_a_batch_stays_until_it_is_done(client: redis.Redis) -> None:
    inbox = Inbox(client)
    name = inbox.put([article(1), article(2)])
    assert inbox.waiting() == 1
    body, tries = inbox.begin(name)
    assert body is not None
    assert articles_from_json(body) == [article(1), article(2)]
    assert tries == 1
    assert inbox.begin(name)[1] == 2
    inbox.not_begun(name)
    assert inbox.begin(name)[1] == 2
    inbox.done(name)
    assert inbox.begin(name)[0] is None
    assert inbox.waiting() == 0
    assert client.keys("presswatch:inbox*") == []


def test_a_stale_batch_is_named_once_until_it_is_stale_again(client: redis.Redis) -> None:
    clock = Clock()
    inbox = Inbox(client, clock=clock)
    name = inbox.put([article(1)])
    assert inbox.stale(seconds=60) == []
    clock.seconds += 61
    assert inbox.stale(seconds=60) == [name]
    assert inbox.stale(seconds=60) == []
    clock.seconds += 61
    assert inbox.stale(seconds=60) == [name]


def test_links_are_seen_a_source(client: redis.Redis) -> None:
    seen = RedisSeenLinks(client)
    seen.mark("a", ["https://a.example/1", "https://a.example/2"])
    assert seen.unseen("a", ["https://a.example/3", "https://a.example/1"]) == ["https://a.example/3"]
    assert seen.unseen("b", ["https://a.example/1"]) == ["https://a.example/1"]
    assert seen.unseen("a", []) == []


def test_a_link_that_is_still_offered_is_remembered_and_one_that_is_not_is_forgotten(client: redis.Redis) -> None:
    clock = Clock()
    seen = RedisSeenLinks(client, clock=clock)
    seen.mark("a", ["https://a.example/kept", "https://a.example/gone"])
    clock.pass_days(100)
    assert seen.unseen("a", ["https://a.example/kept"]) == []
    clock.pass_days(100)
    seen.mark("a", ["https://a.example/new"])
    assert seen.unseen("a", ["https://a.example/kept", "https://a.example/gone"]) == ["https://a.example/gone"]


def test_validators_come_back(client: redis.Redis) -> None:
    documents = RedisDocumentCache(client)
    url = "https://a.example/feed"
    assert documents.get(url) is None
    documents.put(url, Validators('"1"', "", "abc"))
    assert documents.get(url) == Validators('"1"', "", "abc")
    told = Validators('"1"', "x", "abc", "def", read_at=1599739200.123456, ttl=60.0, fresh_until=1.5, lying=True)
    documents.put(url, told)
    assert documents.get(url) == told
    [key] = client.keys("presswatch:document:*")
    client.hdel(key, "offered", "read_at", "ttl", "fresh_until", "lying")  # as an older presswatch left it
    assert documents.get(url) == Validators('"1"', "x", "abc")
