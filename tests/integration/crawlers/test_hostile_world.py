"""The hostile world, case by case (`hostility`): each look ends as it has to, in little memory, and harms nobody else."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from presswatch.articles import Article
from presswatch.sources import LinkOutcome as L
from presswatch.sources import Look, Source
from tests.integration.crawlers.child import Child, source
from tests.integration.crawlers.files import Files
from tests.integration.crawlers.hostile_stage import CHINESE, RUSSIAN, Case, Stage
from tests.integration.crawlers.hostility import LONG, QUICK
from tests.integration.crawlers.memory import Peak
from tests.integration.crawlers.server import Publisher

MOST_MEMORY = 400  # MB of a crawl process
GOOD = 5
# Alone, each with its own figures: those of a crawl of all quick ones are not lower than those of any.
ALONE = LONG if os.environ.get("PRESSWATCH_BOUNDED") else QUICK | LONG


@dataclass
class Crawled:
    looks: dict[str, Look]
    files: Files
    log: str
    megabytes: float
    main: Publisher
    other: Publisher
    inside: Publisher

    def articles(self, name: str) -> dict[str, Article]:
        """Those of one case by the last part of their addresses."""
        return {each.url.rpartition("/")[2]: each for each in self.files.handed_over() if each.source == ident(name)}


def ident(name: str) -> str:
    return "-".join(part for part in "".join(c if c.isalnum() else " " for c in name.lower()).split())


def crawl(publish: Callable[..., Publisher], folder: Path, cases: dict[str, Case], *, seconds: float) -> Crawled:
    main, other, inside, healthy = publish(), publish(host="127.0.0.3"), publish(host="127.0.1.1"), publish()
    sources: list[Source] = [
        source(ident(name), **case.serve(Stage(main, other, inside, ident(name)))) for name, case in cases.items()
    ]
    pages = [healthy.page(f"/good{number}") for number in range(GOOD)]
    sources.append(source("healthy", feeds=(healthy.feed("/feed", pages),)))
    with (
        Child(folder, sources, allow=["127.0.0.0/24"], request_seconds=seconds) as child,
        Peak(child.process.pid) as peak,
    ):
        looks = child.finish()
    return Crawled(looks, child.files, child.log(), peak.megabytes, main, other, inside)


def check(crawled: Crawled, name: str, case: Case) -> None:
    look = crawled.looks[ident(name)]
    assert dict(look.links) == dict(case.links), look.error
    assert look.outcome is case.outcome
    assert (case.error in look.error) if case.error else not look.error
    assert len(look.error) < 1000


def check_the_others(crawled: Crawled) -> None:
    assert crawled.looks["healthy"].links == {L.NEW: GOOD}
    assert sum(each.source == "healthy" for each in crawled.files.handed_over()) == GOOD
    assert 50 < crawled.megabytes < MOST_MEMORY
    assert not crawled.inside.asked
    assert "Traceback" not in crawled.log
    assert "mistake" not in " ".join(look.error for look in crawled.looks.values())


@pytest.fixture(scope="module")
def crawled(publish: Callable[..., Publisher], tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    return crawl(publish, tmp_path_factory.mktemp("world"), QUICK, seconds=20)


@pytest.mark.parametrize("name", QUICK)
def test_each_case_ends_as_it_has_to(crawled: Crawled, name: str) -> None:
    check(crawled, name, QUICK[name])


def test_all_of_it_takes_little_memory_and_harms_nobody(crawled: Crawled) -> None:
    check_the_others(crawled)
    assert len(crawled.looks) == len(QUICK) + 1


def test_redirects_end_after_ten_and_a_calendar_after_five_pages(crawled: Crawled) -> None:
    asked = crawled.main.asked
    assert sum(number for path, number in asked.items() if "/hop/" in path) == 11
    assert sum(number for path, number in asked.items() if "/cal/" in path and "event" not in path) == 5


def test_no_header_and_no_cookie_of_theirs_is_sent(crawled: Crawled) -> None:
    for headers in crawled.main.headers.values():
        assert {"X-Injected", "Cookie"}.isdisjoint(headers)
        assert not any("Injected" in value for value in headers.values())
    kept = crawled.files.get(f"{crawled.main.url}/{ident('header injection')}/feed")
    assert kept
    assert kept.etag == ""  # it has a control character
    assert kept.last_modified.isprintable()


def test_texts_are_read_whatever_charset_is_claimed(crawled: Crawled) -> None:
    articles = crawled.articles("wrong charsets")
    for name, article in articles.items():
        prose = CHINESE if name in {"gb18030", "gb18030-as-utf8", "utf16-marked"} else RUSSIAN
        assert article.text.count(prose.strip()) == 10, name
    assert len(articles) == 9


def test_titles_are_short_and_plain(crawled: Crawled) -> None:
    articles = crawled.articles("titles of markup and of 1 MB") | crawled.articles("a feed's title of 1 MB")
    assert all(0 < len(article.title) <= 500 and "<" not in article.title for article in articles.values())
    assert all(len(article.url) <= 2048 for article in crawled.files.handed_over())


def test_nothing_is_read_from_entities(crawled: Crawled) -> None:
    assert "root:" not in "".join(article.title + article.text for article in crawled.files.handed_over())
    assert "bbb" not in crawled.articles("a page with entities")["a"].text


def test_no_page_is_taken_for_another_sites(crawled: Crawled) -> None:
    name = "another site's canonical URL"
    articles = crawled.articles(name)
    assert {article.url.rpartition("/")[0] for article in articles.values()} == {f"{crawled.main.url}/{ident(name)}"}
    assert articles["canonical"].canonical_hint == f"{crawled.other.url}/their-article"
    assert not crawled.other.asked["/theirs"]
    assert not crawled.other.asked["/theirs3"]


def test_no_feed_puts_words_into_another_sites_mouth(crawled: Crawled) -> None:
    articles = crawled.articles("a text for another site's article")
    assert list(articles) == ["told"]
    assert "never said" not in articles["told"].text


@pytest.mark.slow
@pytest.mark.parametrize("name", ALONE)
def test_each_case_alone(
    publish: Callable[..., Publisher], tmp_path: Path, name: str, record_property: Callable[[str, object], None]
) -> None:
    crawled = crawl(publish, tmp_path, {name: ALONE[name]}, seconds=5)
    record_property("megabytes", round(crawled.megabytes))
    check(crawled, name, ALONE[name])
    check_the_others(crawled)
