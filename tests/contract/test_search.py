"""Search: what rules find, in which order, page by page."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from presswatch.articles import Article
from presswatch.errors import PermanentError
from presswatch.rules.tree import And, Node, Not, Or, Scope
from presswatch.text import stem, tokens
from tests.contract.conftest import EngineCase
from tests.contract.trees import all_of, any_of, exact, keyword, near, none_of, phrase, prefix, rule, word
from tests.make import NOON, article

HOUR = timedelta(hours=1)


def put(case: EngineCase, *articles: Article) -> None:
    case.engine.put(articles)
    case.settle()


def found(case: EngineCase, root: Node) -> list[str]:
    """The titles that a rule finds."""
    page = case.engine.search(rule(root), limit=1000)
    assert page.total == len(page.articles)
    return sorted(each.title for each in page.articles)


def test_a_word_is_found_in_title_and_text_whatever_its_case(case: EngineCase) -> None:
    put(
        case,
        article(1, title="Summit", text="x"),
        article(2, title="two", text="The SUMMIT, again"),
        article(3, title="three"),
    )
    assert found(case, word("summit")) == ["Summit", "two"]
    assert found(case, word("summit", scope=Scope.TITLE)) == ["Summit"]
    assert found(case, word("summi")) == []


def test_a_word_is_found_by_any_of_its_stems_in_their_language_alone(case: EngineCase) -> None:
    english = stem("sanction", "en")
    assert english
    put(
        case,
        article(1, title="en", text="New sanctions were announced", language="en"),
        article(2, title="xx", text="New sanctions were announced", language=""),
        article(3, title="plain", text="A sanction", language=""),
    )
    assert found(case, word("sanction", english)) == ["en", "plain"]
    assert found(case, word("nothing", "xx:nothing", english)) == ["en"]
    assert found(case, word("nothing", english, scope=Scope.TITLE)) == []


def test_a_phrase_never_reaches_from_the_title_into_the_text(case: EngineCase) -> None:
    put(
        case,
        article(1, title="foreign", text="ministers met"),
        article(2, title="2", text="The Foreign Ministers met"),
        article(3, title="3", text="ministers foreign"),
        article(4, title="4 foreign ministers", text="x"),
    )
    assert found(case, phrase("foreign", "ministers")) == ["2", "4 foreign ministers"]
    assert found(case, phrase("foreign", "ministers", scope=Scope.TITLE)) == ["4 foreign ministers"]
    assert found(case, near(9, "foreign", "ministers")) == ["2", "3", "4 foreign ministers"]
    assert found(case, exact("foreign", "ministers")) == ["4 foreign ministers"]


def test_scripts_without_spaces_are_searched_by_phrase(case: EngineCase) -> None:
    put(case, article(1, title="zh", text="关于上海合作组织的会议"), article(2, title="no", text="上海的合作组织"))
    assert found(case, phrase(*tokens("上海合作组织").folded)) == ["zh"]


def test_exactly_as_written_minds_case_and_accents(case: EngineCase) -> None:
    put(
        case,
        article(1, title="SCO", text="x"),
        article(2, title="sco", text="x"),
        article(3, title="Sco", text="x"),
        article(4, title="4", text="Café İstanbul ШОС"),
    )
    assert found(case, exact("SCO")) == ["SCO"]
    assert found(case, exact("sco")) == ["sco"]
    assert found(case, word("sco")) == ["SCO", "Sco", "sco"]
    assert found(case, exact("Café", "İstanbul")) == ["4"]
    assert found(case, exact("Cafe")) == found(case, exact("шос")) == []
    assert found(case, exact("ШОС")) == ["4"]


def test_a_prefix_is_a_beginning_of_a_word(case: EngineCase) -> None:
    put(
        case,
        article(1, title="1", text="Sanctioned goods"),
        article(2, title="2", text="unsanctioned"),
        article(3, title="санкции"),
    )
    assert found(case, prefix("sanction")) == ["1"]
    assert found(case, prefix("санк")) == ["санкции"]
    assert found(case, prefix("sanction", scope=Scope.TITLE)) == []


@pytest.mark.parametrize(
    ("distance", "expected"), [(1, ["1"]), (2, ["1", "2"]), (3, ["1", "2", "3"]), (10**12, ["1", "2", "3"])]
)
def test_near_counts_from_the_first_word_to_the_last(case: EngineCase, distance: int, expected: list[str]) -> None:
    put(
        case,
        article(1, title="1", text="lavrov beijing"),
        article(2, title="2", text="beijing x lavrov"),
        article(3, title="3", text="lavrov x y beijing"),
    )
    assert found(case, near(distance, "lavrov", "beijing")) == expected


def test_near_spans_all_of_its_words(case: EngineCase) -> None:
    put(case, article(1, title="1", text="a x b x c x b a"), article(2, title="2", text="a b x x x c x x x b a"))
    assert found(case, near(3, "a", "b", "c")) == ["1"]
    assert found(case, near(2, "a", "b", "c")) == []
    assert found(case, near(5, "a", "b", "c")) == ["1", "2"]


def test_operators_of_words(case: EngineCase) -> None:
    put(
        case,
        article(1, title="1", text="and or not near"),
        article(2, title="2", text="1,234.5 covid-19 o'neil"),
        article(3, title="3", text='quote " star * caret ^ colon : brace {title_folded}'),
    )
    for operator in ("and", "or", "not", "near"):
        assert found(case, word(operator)) == ["1"]
    assert found(case, phrase(*tokens("1,234.5").folded)) == ["2"]
    assert found(case, phrase(*tokens("COVID-19").folded)) == ["2"]
    assert found(case, phrase(*tokens("title_folded").folded)) == ["3"]


def test_keywords_are_fields_and_references(case: EngineCase) -> None:
    put(
        case,
        article(1, title="1", language="ru", topics=("security",), country="KZ"),
        article(2, title="2", language="en", organisations=("sco",), countries=("KZ",)),
    )
    assert found(case, keyword("lang:ru")) == ["1"]
    assert found(case, keyword("@sco")) == ["2"]
    assert found(case, keyword("country:KZ")) == ["1", "2"]
    assert found(case, keyword("about:KZ")) == ["2"]
    assert found(case, keyword("topic:trade")) == found(case, keyword("lang:\udc80")) == []


def test_and_or_not_of_words_and_keywords(case: EngineCase) -> None:
    put(
        case,
        article(1, title="1", text="alpha beta", language="en"),
        article(2, title="2", text="alpha gamma", language="ru"),
        article(3, title="3", text="beta gamma", language="en"),
        article(4, title="4", text="delta", language="ru"),
    )
    alpha, beta, gamma, en = word("alpha"), word("beta"), word("gamma"), keyword("lang:en")
    assert found(case, all_of(alpha, beta)) == ["1"]
    assert found(case, any_of(alpha, beta)) == ["1", "2", "3"]
    assert found(case, none_of(alpha)) == ["3", "4"]
    assert found(case, none_of(none_of(alpha))) == ["1", "2"]
    assert found(case, all_of(any_of(alpha, beta), en)) == ["1", "3"]
    assert found(case, any_of(all_of(alpha, gamma), en)) == ["1", "2", "3"]
    assert found(case, all_of(any_of(alpha, beta), none_of(en))) == ["2"]
    assert found(case, any_of(none_of(any_of(alpha, en)), all_of(beta, none_of(gamma)))) == ["1", "4"]
    assert found(case, all_of(alpha, beta, gamma)) == []


def test_a_new_version_is_searched_instead_of_the_old(case: EngineCase) -> None:
    first = article(1, title="t", text="alpha", topics=("trade",))
    put(case, first)
    put(case, replace(first, text="beta", topics=("security",), fetched_at=first.fetched_at + HOUR))
    assert found(case, word("alpha")) == found(case, keyword("topic:trade")) == []
    assert found(case, word("beta")) == found(case, keyword("topic:security")) == ["t"]
    assert found(case, none_of(word("alpha"))) == ["t"]
    put(case, first)
    assert found(case, word("alpha")) == []


def test_newest_first_and_page_by_page(case: EngineCase) -> None:
    articles = [article(number, at=NOON + timedelta(minutes=number // 3), text="alpha") for number in range(23)]
    put(case, *articles, article(99, text="other", at=NOON + HOUR))
    expected = sorted(articles, key=lambda each: (each.first_seen_at, each.id), reverse=True)
    query = rule(word("alpha"))
    for size in (1, 4, 23, 50):
        after = None
        seen: list[Article] = []
        for _ in range(30):
            page = case.engine.search(query, limit=size, after=after)
            assert page.total == 23
            assert len(page.articles) <= size
            seen.extend(page.articles)
            after = page.after
            if after is None:
                break
        assert seen == expected


def test_pages_stand_still_while_articles_come_in(case: EngineCase) -> None:
    put(case, *(article(number, at=NOON + number * HOUR) for number in range(4)))
    first = case.engine.search(None, limit=2)
    put(case, article(9, at=NOON + 9 * HOUR))
    second = case.engine.search(None, limit=2, after=first.after)
    assert [each.title for each in (*first.articles, *second.articles)] == ["Title 3", "Title 2", "Title 1", "Title 0"]
    assert (first.total, second.total, second.after) == (4, 5, None)


def test_since_is_by_first_seen(case: EngineCase) -> None:
    put(case, *(article(number, at=NOON + number * HOUR, text="alpha") for number in range(4)))
    for query in (None, rule(word("alpha"))):
        page = case.engine.search(query, since=NOON + 2 * HOUR)
        assert [each.title for each in page.articles] == ["Title 3", "Title 2"]
        assert page.total == 2


def test_limit_0_counts(case: EngineCase) -> None:
    put(case, article(1), article(2))
    page = case.engine.search(None, limit=0)
    assert (page.articles, page.total, page.after) == ([], 2, None)


def test_a_page_mark_that_no_page_gave(case: EngineCase) -> None:
    with pytest.raises(PermanentError, match="marked 'nonsense'"):
        case.engine.search(None, after="nonsense")


def mirrored(node: Node) -> Node:
    match node:
        case And(children, written) | Or(children, written):
            return type(node)(tuple(map(mirrored, reversed(children))), written)
        case Not(child, written):
            return Not(mirrored(child), written)
        case _:
            return node


def deep(height: int, *, keywords: bool) -> Node:
    node: Node = word("alpha")
    for level in range(height):
        if keywords:
            node = none_of(any_of(node, keyword("lang:xx")) if level % 2 else all_of(node, keyword("lang:en")))
        else:
            node = any_of(node, word("beta")) if level % 2 else all_of(node, word("gamma"))
    return node


@pytest.mark.parametrize("keywords", [False, True])
@pytest.mark.parametrize("height", [11, 12, 13, 14, 25, 26, 60, 150])
def test_a_rule_may_be_deep(case: EngineCase, height: int, *, keywords: bool) -> None:
    put(
        case,
        article(1, title="1", text="alpha gamma", language="en"),
        article(2, title="2", text="beta"),
        article(3, title="3"),
    )
    of_words = ["1", "2"] if height % 2 == 0 else ["1"]
    expected = _deep_by_hand(height) if keywords else of_words
    assert found(case, deep(height, keywords=keywords)) == expected
    assert found(case, mirrored(deep(height, keywords=keywords))) == expected
    assert found(case, of_fields(height)) == ["1"]
    assert found(case, mirrored(of_fields(height))) == ["1"]
    assert found(case, negated(word("alpha"), height)) == (["2", "3"] if height % 2 else ["1"])


def of_fields(height: int) -> Node:
    node: Node = keyword("lang:en")
    for level in range(height):
        node = any_of(node, keyword("lang:xx")) if level % 2 else all_of(node, keyword("lang:en"))
    return node


def negated(node: Node, times: int) -> Node:
    for _ in range(times):
        node = none_of(node)
    return node


def _deep_by_hand(height: int) -> list[str]:
    hit = {"1": True, "2": False, "3": False}
    for level in range(height):
        hit = {title: not (now if level % 2 else now and title == "1") for title, now in hit.items()}
    return sorted(title for title, now in hit.items() if now)


def test_a_rule_may_be_wide(case: EngineCase) -> None:
    put(
        case,
        article(1, title="1", text="alpha w7 w8", language="en"),
        article(2, title="2", text="w2999"),
        article(3, title="3"),
    )
    words = [word(f"w{number}") for number in range(3000)]
    keywords = [keyword(f"topic:{number}") for number in range(3000)]
    assert found(case, any_of(*words)) == ["1", "2"]
    assert found(case, any_of(*keywords, word("alpha"))) == ["1"]
    assert found(case, all_of(*map(none_of, keywords), none_of(word("alpha")))) == ["2", "3"]
    assert found(case, all_of(*[word("alpha")] * 3000, keyword("lang:en"))) == ["1"]


def test_nothing_meets_an_empty_choice_and_all_meet_no_condition(case: EngineCase) -> None:
    put(case, article(1, title="1"))
    assert found(case, any_of()) == []
    assert found(case, all_of()) == ["1"]
    assert found(case, any_of(any_of(), word("1"))) == ["1"]
