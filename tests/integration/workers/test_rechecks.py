"""Articles looked at again, through the real spider, ingest and archive. Time is moved by making rechecks due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from presswatch.articles import Article
from presswatch.bootstrap import now
from presswatch.sources import LinkOutcome as L
from presswatch.sources import Look
from tests.edits import SAMPLES, Sample
from tests.integration.crawlers.server import Publisher
from tests.integration.workers.desk import ingest_all
from tests.integration.workers.test_crawling import desk, look_at_all, publisher
from workers.rechecking import A_LOOK, due_rechecks, give_up, plan, rebuild
from workers.services import Services
from workers.tasks.periodic import sync

__all__ = ["publisher"]  # a fixture

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
BY_LANGUAGE = {sample.language: sample for sample in SAMPLES}
EN, RU, FR, DE, ES, ZH, AR, TR, KK = (BY_LANGUAGE[name] for name in "en ru fr de es zh ar tr kk".split())


def serve(publisher: Publisher, path: str, sample: Sample, paragraphs: Sequence[str] = (), *, views: int = 1) -> str:
    """A page as newspapers make them, which counts, tells the time and names other articles."""
    text = "".join(f"<p>{each}</p>" for each in paragraphs or sample.paragraphs)
    return publisher.serve(
        path,
        f"<html lang={sample.language}><head><title>{sample.title}</title></head><body>"
        f"<nav><a href=/>{sample.also}</a></nav><article><h1>{sample.title}</h1>"
        f"<p>{sample.byline}, {views % 24:02}:15</p><p>{sample.views} {views}</p>{text}"
        f"<p>{sample.updated} 2020-09-{views % 28 + 1:02} 10:{views % 60:02}</p></article>"
        f"<ul><li><a href=/a>{sample.others[views % 4]}</a></ul><p>{sample.follow}</p></body></html>",
    )


def recheck_all(services: Services, source: str = "agency") -> Look:
    """Make every article due, look at its source, and ingest what the look handed over."""
    articles = services.engine.search(None, limit=100).articles
    missing = services.rechecks.missing(source)
    services.rechecks.settle(source, {each.id: now() - MINUTE for each in articles}, missing=missing)
    look = look_at_all(services)[source]
    ingest_all(services)
    return look


def archived(services: Services, publisher: Publisher) -> dict[str, Article]:
    articles = services.engine.search(None, limit=100).articles
    return {each.url.removeprefix(publisher.url): each for each in articles}


def test_edits_become_versions_and_removals_are_noted(publisher: Publisher, tmp_path: Path, broker_url: str) -> None:
    pages = {
        "/edited": EN, "/counting": RU, "/swinging": FR, "/gone": DE,
        "/2020/09/lost": ES, "/2020/09/home": ZH, "/walled": AR, "/busy": TR, "/moved": KK,
    }  # fmt: skip
    links = [serve(publisher, path, sample) for path, sample in pages.items()]
    publisher.serve("/", "<html><title>Home</title><body><h2><a href=/edited>One</a></h2></body></html>")
    with desk(tmp_path, broker_url, {"agency": publisher.feed("/feed", links)}) as services:
        assert look_at_all(services)["agency"].links == {L.NEW: 9}
        ingest_all(services)
        assert services.rechecks.due(["agency"], now=now(), limit=99) == {}

        edited = [each.replace("14 documents", "41 documents") for each in EN.paragraphs]
        swung = [each.replace("14 documents", "quatorze documents") for each in FR.paragraphs]
        serve(publisher, "/edited", EN, edited, views=2)
        serve(publisher, "/counting", RU, views=312)
        serve(publisher, "/swinging", FR, swung)
        publisher.serve("/gone", status=410)
        publisher.serve("/2020/09/lost", status=404)
        publisher.redirect("/2020/09/home", "/")
        serve(publisher, "/walled", AR, AR.paragraphs[:1])
        publisher.serve("/busy", status=503)
        publisher.redirect("/moved", "/section/moved")
        serve(publisher, "/section/moved", KK)
        look = recheck_all(services)
        assert look.links == {
            L.CHANGED: 2, L.KNOWN: 2, L.REMOVED: 1, L.REFUSED: 2, L.NOT_ARTICLE: 1, L.NO_TEXT: 1,
        }  # fmt: skip
        assert sum(look.links.values()) == len(look.rechecked)
        there = archived(services, publisher)
        assert {path: each.version for path, each in there.items() if each.version > 1} == {
            "/edited": 2,
            "/swinging": 2,
        }
        assert "41 documents" in there["/edited"].text
        assert {path for path, each in there.items() if each.removed_at} == {"/gone"}
        assert services.rechecks.missing("agency") == {there["/2020/09/lost"].id, there["/2020/09/home"].id}

        serve(publisher, "/swinging", FR)
        serve(publisher, "/walled", AR, views=5)
        serve(publisher, "/gone", DE)
        look = recheck_all(services)
        assert look.links == {L.KNOWN: 6, L.REMOVED: 2, L.REFUSED: 1}
        again = archived(services, publisher)
        assert {path: each.version for path, each in again.items()} == {
            path: each.version for path, each in there.items()
        }
        assert {path for path, each in again.items() if each.removed_at} == {"/2020/09/lost", "/2020/09/home"}
        assert services.engine.records()["agency"].links[L.REMOVED] == 3

        a_site_in_trouble_is_left_alone(services, publisher)
        the_plan_is_made_again(services, again["/edited"])


def a_site_in_trouble_is_left_alone(services: Services, publisher: Publisher) -> None:
    asked = publisher.asked.copy()
    publisher.serve("/feed", status=503)
    assert recheck_all(services).rechecked == ()
    assert {path for path, count in publisher.asked.items() if count > asked[path]} == {"/feed", "/robots.txt"}
    assert len(services.rechecks.due(["agency"], now=now(), limit=A_LOOK)["agency"]) == 9  # put off, not lost


def the_plan_is_made_again(services: Services, article: Article) -> None:
    """After the loss of all that Redis held, and not when nothing was lost."""
    services.redis.flushall()
    sync(services, at=now())
    services.due.done("agency", next_due_at=now() + 9 * HOUR)
    rebuild(services, at=now())
    due_at = article.first_seen_at + 15 * MINUTE
    due = due_rechecks(services, ["agency"], at=due_at + MINUTE)["agency"]
    assert due == due_rechecks(services, ["agency"], at=due_at + MINUTE)["agency"]  # after a crawl that was killed
    assert len(due) == 9
    assert abs(services.due.due_times()["agency"] - due_at) < MINUTE  # brought forward
    services.rechecks.settle("agency", dict.fromkeys(each.article for each in due))
    rebuild(services, at=now())
    assert services.rechecks.first("agency") is None

    plan(services, [article], at=article.first_seen_at + 4 * HOUR)
    first = services.rechecks.first("agency")
    assert first is not None
    assert abs(first - article.first_seen_at - 12 * HOUR) < timedelta(seconds=1)
    give_up(services, services.configuration.sources["agency"], at=first + HOUR)
    first = services.rechecks.first("agency")
    assert first is not None
    assert abs(first - article.first_seen_at - 72 * HOUR) < timedelta(seconds=1)
