"""Names whose addresses change between look-up and connect: what was looked at is what is connected to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from presswatch.sources import LinkOutcome as L
from presswatch.sources import Look, LookOutcome
from tests.integration.crawlers.child import Child, source
from tests.integration.crawlers.rebinding import ANSWERS, IN
from tests.integration.crawlers.server import Publisher


@dataclass
class Crawled:
    looks: dict[str, Look]
    inside: Publisher
    asked: Counter[str]  # how often each name was looked up


@pytest.fixture(scope="module")
def crawled(publish: Callable[..., Publisher], tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    folder = tmp_path_factory.mktemp("names")
    out, inside, healthy = publish(), publish(host=IN), publish()
    for publisher in (out, inside):
        publisher.page("/article")
    sources = [source("healthy", feeds=(healthy.feed("/feed", [healthy.page(f"/good{n}") for n in range(3)]),))]
    for name in ANSWERS:
        # Each name leads to either publisher by its port: a server on this machine's inside has the ports that it has.
        links = [f"http://{name}:{port}/article" for port in (out.port, inside.port)]
        out.feed(f"/{name}", links)
        sources.append(source(name.removesuffix(".test"), feeds=(f"http://{name}:{out.port}/{name}",)))
    with Child(
        folder, sources, allow=["127.0.0.0/24"], request_seconds=5, module="tests.integration.crawlers.rebinding"
    ) as child:
        looks = child.finish()
    return Crawled(looks, inside, Counter((folder / "asked").read_text().split()))


def test_nothing_inside_is_ever_connected_to(crawled: Crawled) -> None:
    assert set(crawled.asked) == set(ANSWERS)
    assert not crawled.inside.asked


def test_a_name_that_turns_inwards_is_refused_or_met_where_it_was_looked_at(crawled: Crawled) -> None:
    look = crawled.looks["out-then-in"]
    assert look.outcome is LookOutcome.OK
    assert look.links == {L.NEW: 1, L.FAILED: 1}  # the second is a port on which nothing listens outside
    assert crawled.asked["out-then-in.test"] == 1
    assert crawled.looks["mapped"].links == look.links


def test_a_name_that_leads_inwards_is_forbidden(crawled: Crawled) -> None:
    look = crawled.looks["in-then-out"]
    assert look.outcome is LookOutcome.FAILED
    assert f"leads to {IN}, which is not a public address" in look.error


def test_of_a_name_with_both_the_public_address_is_connected_to(crawled: Crawled) -> None:
    assert crawled.looks["both"].links == {L.NEW: 1, L.FAILED: 1}


def test_others_are_unharmed(crawled: Crawled) -> None:
    assert crawled.looks["healthy"].links == {L.NEW: 3}
