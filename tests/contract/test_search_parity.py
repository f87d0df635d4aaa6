"""A rule matches the same articles as a search and as an alert: every engine against the evaluator."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from presswatch.articles import Article
from presswatch.ports import Engine
from presswatch.rules import Document, Query, matches
from presswatch.rules.tree import Node, Scope, Word
from presswatch.text import stem, tokens
from tests.contract.conftest import EngineCase
from tests.contract.trees import all_of, any_of, exact, keyword, near, none_of, phrase, prefix, rule, word
from tests.make import NOON, article

LANGUAGES = ["en", "ru", "fr", "zh", "uz", ""]
# Few words, so that rules and texts meet often; and what a tokeniser or a query language may stumble over.
WORDS = [
    "sanctions", "Sanction", "sanctioned", "SCO", "sco", "Sco", "WHO", "who", "AND", "or", "NOT", "NEAR", "café", "Cafe",
    "министры", "Министра", "министр", "ШОС", "ещё", "еще", "上海合作组织", "上海", "5G网络", "COVID-19", "1,234.5", "12:30",
    "o‘zbek", "g'arb", "'", '"', "*", "(", ")", ":", "^", "{", "-", "U.S.", "l’Europe", "ﷺ", "İstanbul", "straße", "STRASSE",
    "نشست‌ها", "الوزراء", "รัฐมนตรี", "मंत्रियों", "ǅ", "ﬁne", "x\0y", "\ue041", "𝒻", "ʼ", "a", "b", "c",
]  # fmt: skip
KEYWORDS = ["lang:en", "lang:ru", "topic:trade", "topic:security", "@sco", "@wang-yi", "source:s1", "country:KZ"]

texts = st.lists(st.sampled_from(WORDS) | st.text(max_size=4), max_size=14).map(" ".join)
some = st.lists(st.sampled_from(["trade", "security"]), unique=True, max_size=2).map(tuple)


@st.composite
def articles(draw: st.DrawFn) -> list[Article]:
    return [
        article(
            number,
            title=draw(texts),
            text=draw(texts),
            language=draw(st.sampled_from(LANGUAGES)),
            source=draw(st.sampled_from(["s1", "s2"])),
            country=draw(st.sampled_from(["KZ", "CN"])),
            topics=draw(some),
            organisations=draw(st.sampled_from([(), ("sco",)])),
            people=draw(st.sampled_from([(), ("wang-yi",)])),
        )
        for number in range(draw(st.integers(1, 6)))
    ]


scopes = st.sampled_from(Scope)
folded = st.sampled_from(sorted({token for each in WORDS for token in tokens(each).folded}))
cased = st.sampled_from(sorted({token for each in WORDS for token in tokens(each).cased}))


def stems(token: str, languages: Iterable[str]) -> Iterable[str]:
    return filter(None, (stem(token, language) for language in languages))


@st.composite
def words(draw: st.DrawFn) -> Word:
    token = draw(folded)
    languages = draw(st.lists(st.sampled_from(LANGUAGES), max_size=3))
    return word(token, *stems(token, languages), scope=draw(scopes))


leaves = st.one_of(
    words(),
    st.builds(lambda found, scope: phrase(*found, scope=scope), st.lists(folded, min_size=1, max_size=3), scopes),
    st.builds(lambda found, scope: exact(*found, scope=scope), st.lists(cased, min_size=1, max_size=3), scopes),
    st.builds(lambda token, size, scope: prefix(token[:size], scope), folded, st.integers(1, 6), scopes),
    st.builds(
        lambda found, distance, scope: near(distance, *found, scope=scope),
        st.lists(folded, min_size=2, max_size=4, unique=True),
        st.integers(1, 10),
        scopes,
    ),
    st.sampled_from(KEYWORDS).map(keyword),
)
trees: st.SearchStrategy[Node] = st.recursive(
    leaves,
    lambda below: st.one_of(
        st.lists(below, min_size=1, max_size=4).map(lambda children: all_of(*children)),
        st.lists(below, min_size=1, max_size=4).map(lambda children: any_of(*children)),
        below.map(none_of),
    ),
    max_leaves=12,
)


_numbers = itertools.count()


def found(engine: Engine, query: Query, *, since: datetime | None = None) -> set[str]:
    page = engine.search(query, since=since, limit=1000)
    assert page.total == len(page.articles)
    return {each.id for each in page.articles}


def evaluated(query: Query, among: Iterable[Article]) -> set[str]:
    return {each.id for each in among if matches(query, Document.of(each))}


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batch=articles(), roots=st.lists(trees, min_size=1, max_size=12))
def test_any_tree_finds_in_any_text_what_the_evaluator_finds(
    real: EngineCase, batch: list[Article], roots: list[Node]
) -> None:
    example = next(_numbers)  # the engine keeps what earlier examples put
    at = NOON + timedelta(seconds=example)
    batch = [replace(each, id=f"{example}-{number}", first_seen_at=at) for number, each in enumerate(batch)]
    real.engine.put(batch)
    real.settle()
    for query in map(rule, roots):
        assert found(real.engine, query, since=at) == evaluated(query, batch)


def some_article(number: int, chance: random.Random) -> Article:
    return article(
        number,
        title=" ".join(chance.choices(WORDS, k=chance.randint(2, 8))),
        text=" ".join(chance.choices(WORDS, k=chance.randint(0, 60))),
        language=chance.choice(LANGUAGES),
        source=chance.choice(["s1", "s2", "s3"]),
        country=chance.choice(["KZ", "CN", "RU"]),
        topics=tuple(topic for topic in ("trade", "security") if chance.random() < 0.3),
        organisations=("sco",) if chance.random() < 0.2 else (),
    )


def some_tree(chance: random.Random, height: int) -> Node:
    if height and chance.random() < 0.75:
        below = [some_tree(chance, height - 1) for _ in range(chance.randint(2, 4))]
        joined: list[Node] = [all_of(*below[:2]), any_of(*below), none_of(below[0])]
        return chance.choice(joined)
    read = tokens(" ".join(["sco", *chance.choices(WORDS, k=4)]))
    start = chance.randrange(len(read))
    scope = chance.choice([Scope.ANY, Scope.ANY, Scope.TITLE])
    one = read.folded[start]
    several = dict.fromkeys(read.folded)
    choices: list[Node] = [
        word(one, *stems(one, LANGUAGES), scope=scope),
        phrase(*read.folded[start : start + chance.randint(1, 2)], scope=scope),
        exact(*read.cased[start : start + chance.randint(1, 2)], scope=scope),
        prefix(one[: chance.randint(1, 5)], scope=scope),
        near(chance.randint(1, 12), *[*several, "no-such-token"][:2], scope=scope),
        keyword(chance.choice(KEYWORDS)),
    ]
    return chance.choice(choices)


def test_200_rules_find_in_200_articles_what_the_evaluator_finds(real: EngineCase) -> None:
    chance = random.Random(20200910)
    stored = [some_article(number, chance) for number in range(200)]
    real.engine.put(stored)
    real.settle()
    documents = {each.id: Document.of(each) for each in stored}
    telling = 0
    for _ in range(200):
        query = rule(some_tree(chance, 3))
        expected = {id_ for id_, document in documents.items() if matches(query, document)}
        assert found(real.engine, query) == expected
        telling += 0 < len(expected) < 200
    assert telling > 120  # a rule that all or none meet would prove little
