"""The sentences that say why a search found an article."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from presswatch.articles import Article, Mention, MentionKind
from presswatch.rules import Document, Highlight, Query, explain, highlights, matches, parse
from presswatch.text.sentences import LONGEST
from tests.generated import articles, queries, thorough
from tests.make import article

TEXT = "The SCO met. Wang Yi spoke of trade in Moscow. Lavrov of the SCO answered. Security was discussed."


def shown(query: str, title: str = "The SCO in Moscow", text: str = TEXT, **given: Any) -> list[tuple[str, list[str]]]:
    """Sentences with what is marked in them."""
    document = Document.of(article(title=title, text=text, **given))
    return [
        (each.sentence, [each.sentence[start:end] for start, end in each.marks])
        for each in highlights(parse(query), document)
    ]


def test_the_sentence_with_most_of_it_comes_first() -> None:
    assert shown("sco lavrov") == [
        ("Lavrov of the SCO answered.", ["Lavrov", "SCO"]),
        ("The SCO met.", ["SCO"]),
        ("The SCO in Moscow", ["SCO"]),
    ]


@pytest.mark.parametrize("query", ["nobody", "lang:en", "-nobody", "sco nobody"])
def test_there_is_none_where_nothing_that_was_asked_for_stands(query: str) -> None:
    assert shown(query, language="en") == []


def test_mentions_are_marked() -> None:
    mention = Mention(entry="wang-yi", kind=MentionKind.PERSON, field="text", start=13, end=20)
    assert shown("@wang-yi", people=("wang-yi",), mentions=(mention,)) == [
        ("Wang Yi spoke of trade in Moscow.", ["Wang Yi"]),
    ]


def test_a_text_that_says_it_a_thousand_times_gives_three() -> None:
    assert len(shown("sco", text="The SCO met. " * 1000)) == 3


@pytest.mark.parametrize("before", [0, 10, 500, 990, 1010, 20_000])
@pytest.mark.parametrize("after", [0, 400, 20_000])
def test_of_a_long_title_it_is_the_part_around_what_was_asked_for(before: int, after: int) -> None:
    title = "word " * before + "summit" + " word" * after
    (found,) = highlights(parse("summit"), Document.of(article(title=title, text="")))
    assert len(found.sentence) <= LONGEST
    ((start, end),) = found.marks
    assert found.sentence[start:end] == "summit"
    assert title[found.start :].startswith(found.sentence)


@thorough
@given(queries(), articles())
def test_they_are_of_the_article_and_the_first_is_the_explanation(query: Query, of: Article) -> None:
    document = Document.of(of)
    found = highlights(query, document)
    why = explain(query, document)
    assert (why is not None) is matches(query, document)
    assert [(each.sentence, each.marks) for each in found[:1]] == (
        [(why.sentence, why.marks)] if why and why.sentence else []
    )
    assert len(found) <= 3
    for each in found:
        whole = of.title if each.field == "title" else of.text
        assert whole[each.start :].startswith(each.sentence)
        assert each.marks
        assert _in_order(each)


def _in_order(found: Highlight) -> bool:
    places = [place for mark in found.marks for place in mark]
    return places == sorted(places) and all(0 <= place <= len(found.sentence) for place in places)
