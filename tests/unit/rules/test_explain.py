from typing import Any

import pytest
from hypothesis import given

from presswatch.alerts import Why
from presswatch.articles import Article, Mention, MentionKind
from presswatch.rules import Document, Query, explain, matches, met_clauses, parse
from presswatch.rules.tree import Keyword
from tests.generated import articles, queries, thorough
from tests.make import article

TEXT = "The SCO met. Wang Yi spoke of trade in Moscow. Lavrov of the SCO answered. Security was discussed."


def why(query: str, title: str = "A title", text: str = TEXT, **given: Any) -> Why:
    found = explain(parse(query), Document.of(article(title=title, text=text, **given)))
    assert found is not None
    return found


def marked(found: Why) -> list[str]:
    return [found.sentence[start:end] for start, end in found.marks]


@pytest.mark.parametrize(
    ("query", "clause"),
    [
        ("trade", "trade"),
        ("trade AND lavrov", "trade AND lavrov"),
        ("trade lavrov -nobody", "trade AND lavrov"),
        ("nobody OR trade", "trade"),
        ("(nobody OR trade) AND (=SCO OR nothing)", "trade AND =SCO"),
        ("(trade OR moscow) AND spoke", "(trade OR moscow) AND spoke"),  # one sentence shows both branches
        ("trade OR security", "trade"),  # another sentence has the other branch
        ('title:title "wang yi"', 'title:title AND "wang yi"'),
        ("title:(title OR x)", "title:title"),
        ("sanct* OR secur*", "secur*"),
        ("-nobody", "-nobody"),
        ("lang:en OR kind:wire", "lang:en"),
        ("trade trade", "trade"),
    ],
)
def test_the_clause_is_the_query_cut_down_to_what_was_met(query: str, clause: str) -> None:
    assert why(query, language="en", kind="wire").clause == clause


@pytest.mark.parametrize(
    ("query", "sentence", "marks"),
    [
        ("sco", "The SCO met.", ["SCO"]),
        ("sco lavrov", "Lavrov of the SCO answered.", ["Lavrov", "SCO"]),
        ('"wang yi" AND moscow AND sco', "Wang Yi spoke of trade in Moscow.", ["Wang Yi", "Moscow"]),
        ('"moscow wang"~9', "Wang Yi spoke of trade in Moscow.", ["Wang", "Moscow"]),
        ("spok* OR trades", "Wang Yi spoke of trade in Moscow.", ["spoke", "trade"]),
        ("title", "A title", ["title"]),
        ("title OR security", "Security was discussed.", ["Security"]),  # of equals, the text before the title
        ('"wang yi" OR wang OR yi', "Wang Yi spoke of trade in Moscow.", ["Wang Yi"]),  # without overlaps
        ("-nobody", "", []),
        ("lang:en", "", []),
    ],
)
def test_the_sentence_shows_most_of_the_clauses(query: str, sentence: str, marks: list[str]) -> None:
    found = why(query, language="en")
    assert (found.sentence, marked(found)) == (sentence, marks)


def test_a_match_across_sentences_is_marked_as_far_as_its_sentence_goes() -> None:
    found = why('"met wang"~3')
    assert (found.sentence, marked(found)) == ("The SCO met.", ["met"])
    assert marked(why('"SCO met Wang"')) == ["SCO met."]


def test_a_reference_is_shown_by_its_mention() -> None:
    mentions = (
        Mention(entry="wang-yi", kind=MentionKind.PERSON, field="text", start=13, end=20),
        Mention(entry="wang-yi", kind=MentionKind.PERSON, field="text", start=900, end=907),  # of another version
    )
    found = why("@wang-yi trade", people=("wang-yi",), mentions=mentions)
    assert (found.clause, marked(found)) == ("@wang-yi AND trade", ["Wang Yi", "trade"])


def test_what_was_met_and_where() -> None:
    document = Document.of(article(title="SCO", text="Trade, SCO", language="en"))
    found = [(met.clause, met.field, met.spans) for met in met_clauses(parse("sco trade lang:en -x"), document)]
    assert found == [
        ("sco", "title", ((0, 3),)),
        ("sco", "text", ((7, 10),)),
        ("trade", "text", ((0, 5),)),
        ("lang:en", "", ()),
    ]
    assert met_clauses(parse("nobody"), document) == []


@thorough
@given(queries(), articles())
def test_a_match_is_explained_and_nothing_else_is(query: Query, read: Article) -> None:
    document = Document.of(read)
    found = explain(query, document)
    assert (found is not None) == matches(query, document)
    if found is None:
        return
    assert found.article == read.id
    assert found.sentence in read.title or found.sentence in read.text
    assert bool(found.sentence) == bool(found.marks)
    end = 0
    for start, stop in found.marks:
        assert end <= start < stop <= len(found.sentence)
        assert not found.sentence[start].isspace()
        assert not found.sentence[stop - 1].isspace()
        end = stop
    assert found.clause


@thorough
@given(queries(), articles())
def test_the_clause_is_met_by_the_same_article(query: Query, read: Article) -> None:
    document = Document.of(read)
    found = explain(query, document)
    if found is not None:
        clause = parse(found.clause)
        assert matches(clause, document)
        assert len(list(clause.leaves())) <= len(list(query.leaves()))
        if not found.sentence:  # nothing but fields, or exclusions
            assert found.clause == query.text or all(isinstance(leaf, Keyword) for leaf in clause.leaves())
