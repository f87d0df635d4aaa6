"""Search: what the hits are counted by, the same on every engine, and pages of articles that were seen at once."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

from presswatch.articles import Article, Counts, Facets
from presswatch.rules import Document, Query, matches, parse
from tests.contract.conftest import EngineCase
from tests.contract.trees import all_of, keyword, rule, word
from tests.generated import random_articles, random_queries
from tests.make import NOON, article

DAY = timedelta(days=1)


def put(case: EngineCase, *articles: Article) -> None:
    case.engine.put(articles)
    case.settle()


def facets(case: EngineCase, query: Query | None = None, **given: object) -> Facets:
    page = case.engine.search(query, facets=True, **given)  # type: ignore[arg-type]
    assert page.facets is not None
    return page.facets


def test_hits_are_counted_by_what_rules_can_ask_for(case: EngineCase) -> None:
    put(
        case,
        article(1, source="tass", country="RU", countries=("KZ", "RU"), language="ru", topics=("trade", "security")),
        article(2, source="tass", country="RU", countries=("CN",), language="en", topics=("trade",), text="alpha"),
        article(3, source="mfa-kz", country="KZ", at=NOON + DAY, text="alpha"),
    )
    assert facets(case) == Facets(
        days=((date(2020, 9, 10), 2), (date(2020, 9, 11), 1)),
        sources=(("tass", 2), ("mfa-kz", 1)),
        countries=(("KZ", 2), ("RU", 2), ("CN", 1)),  # from or about; once each
        topics=(("trade", 2), ("security", 1)),
        languages=(("en", 1), ("ru", 1)),
    )
    assert facets(case, rule(word("alpha"))).sources == (("mfa-kz", 1), ("tass", 1))
    assert facets(case, since=NOON + DAY).days == ((date(2020, 9, 11), 1),)
    assert facets(case, rule(keyword("topic:trade"))).topics == (("trade", 2), ("security", 1))


def test_they_are_made_when_they_are_asked_for_and_are_of_all_pages(case: EngineCase) -> None:
    assert facets(case) == Facets()
    put(case, *(article(number) for number in range(5)))
    assert case.engine.search(None).facets is None
    first = case.engine.search(None, limit=2, facets=True)
    second = case.engine.search(None, limit=2, after=first.after, facets=True)
    assert first.facets == second.facets == facets(case, limit=0)
    assert facets(case, limit=0).sources == (("tass", 5),)


def test_a_day_is_one_of_utc_whatever_the_year(case: EngineCase) -> None:
    ends = [
        datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(2020, 9, 10, 23, 59, 59, 999_999, tzinfo=UTC),
        datetime(2020, 9, 11, 2, tzinfo=timezone(timedelta(hours=3))),
    ]
    put(case, *(article(number, at=at) for number, at in enumerate(ends)))
    assert facets(case).days == ((date(1969, 12, 31), 1), (date(1970, 1, 1), 1), (date(2020, 9, 10), 2))


def test_only_the_newest_version_counts(case: EngineCase) -> None:
    first = article(1, topics=("trade",), language="ru", text="Первый.")
    put(case, first)
    put(case, replace(first, topics=("security",), language="en", text="Second.", fetched_at=NOON + DAY))
    assert facets(case).topics == (("security", 1),)
    assert facets(case).languages == (("en", 1),)


def expected(articles: Iterable[Article]) -> Facets:
    """Counted one by one, from what the articles are."""
    found = list(articles)

    def counts(values: Iterable[str]) -> Counts:
        return tuple(sorted(Counter(values).items(), key=lambda each: (-each[1], each[0])))

    return Facets(
        days=tuple(sorted(Counter(each.first_seen_at.date() for each in found).items())),
        sources=counts(each.source for each in found),
        countries=counts(itertools.chain.from_iterable({each.country, *each.countries} for each in found)),
        topics=counts(itertools.chain.from_iterable(each.topics for each in found)),
        languages=counts(each.language for each in found if each.language),
    )


def test_any_query_is_counted_as_its_hits_are(case: EngineCase) -> None:
    chance = random.Random(20200911)
    stored = [
        replace(each, first_seen_at=NOON + chance.randrange(0, 9 * 86_400) * timedelta(seconds=1))
        for each in random_articles(4, 120)
    ]
    put(case, *stored)
    documents = {each.id: Document.of(each) for each in stored}
    telling = 0
    for query in (None, *random_queries(5, 40), parse("lang:ru OR lang:en"), parse("-topic:trade")):
        hits = [each for each in stored if query is None or matches(query, documents[each.id])]
        counted = facets(case, query, limit=0)
        assert counted == expected(hits)
        telling += 1 < len(hits) < len(stored)
    assert telling > 20  # a query that all or none meet would prove little


def test_a_count_is_the_total_of_the_search_with_its_value_asked_for(case: EngineCase) -> None:
    put(case, *random_articles(6, 60))
    query = rule(keyword("about:KZ"))
    counted = facets(case, query)
    for prefix, counts in (
        ("source", counted.sources),
        ("country", counted.countries),
        ("topic", counted.topics),
        ("lang", counted.languages),
    ):
        assert counts
        for value, count in counts:
            narrowed = rule(all_of(query.root, keyword(f"{prefix}:{value}")))
            assert case.engine.search(narrowed, limit=0).total == count


def test_three_pages_of_articles_that_were_first_seen_at_the_same_moment(case: EngineCase) -> None:
    """The id decides between them, so none is left out or told twice."""
    articles = [article(number, at=NOON) for number in range(8)]
    put(case, *articles)
    pages = []
    after: str | None = None
    for _ in range(3):
        page = case.engine.search(None, limit=3, after=after)
        pages.append(list(page.articles))
        after = page.after
    assert after is None
    assert [len(page) for page in pages] == [3, 3, 2]
    assert [each for page in pages for each in page] == sorted(articles, key=lambda each: each.id, reverse=True)
