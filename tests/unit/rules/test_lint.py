import pytest
from hypothesis import given

from presswatch.articles import Article
from presswatch.rules import Document, Query, lint, matches, parse
from presswatch.rules.satisfiable import never_fails
from presswatch.rules.tree import And, Not, Or
from tests.generated import articles, queries, quick

ACRONYMS = ("SCO", "WHO", "ШОС")


@pytest.mark.parametrize(
    ("query", "findings"),
    [
        ("-a", ["it matches everything but what it excludes (column 1 of the query)"]),
        ("-a -b", ["it matches everything but what it excludes (column 1 of the query)"]),
        ("sanctions OR -summit", ["it matches everything but what it excludes (column 1 of the query)"]),
        ("sanctions -sanctions", ["it matches nothing: the same is asked for and excluded (column 11 of the query)"]),
        ("sanctions (talks -sanctions)", ["it matches nothing: the same is asked for and excluded (column 18 of the query)"]),
        ("lang:ru lang:en", ["it matches nothing: an article has one lang, not both ru and en; write OR (column 9 of the query)"]),
        ("from:KZ from:CN", ["it matches nothing: an article has one from, not both KZ and CN; write OR (column 9 of the query)"]),
        ("x OR (kind:wire kind:state)", ["it matches nothing: an article has one kind, not both wire and state; write OR (column 17 of the query)"]),
        ("summit OR talks OR summit", ["it stands here twice (column 20 of the query)"]),
        ("summit and talks", ["and is searched as a word; the operator is AND (column 8 of the query)"]),
        ("summit or talks", ["or is searched as a word; the operator is OR (column 8 of the query)"]),
        ("talks sco", ["sco also finds the word 'sco'; write =SCO (column 7 of the query)"]),
        ("who", ["who also finds the word 'who'; write =WHO (column 1 of the query)"]),
        ("шос", ["шос also finds the word 'шос'; write =ШОС (column 1 of the query)"]),
        ("NATO", ["NATO is searched in any case; for the acronym alone write =NATO (column 1 of the query)"]),
        ("csto", []),
        ("снбо", []),
        ("cstr", ["cstr is searched in any case; for the acronym alone write =CSTR (column 1 of the query)"]),
    ],
)  # fmt: skip
def test_what_can_hardly_be_meant(query: str, findings: list[str]) -> None:
    assert [str(finding) for finding in lint(parse(query), acronyms=ACRONYMS)] == findings


@pytest.mark.parametrize(
    "query",
    [
        "sanctions",
        "sanctions -talks",
        "=SCO OR ШОС*",
        '"sco"',
        "title:summit summit",
        "lang:ru OR lang:en",
        "topic:trade topic:security",
        "country:KZ country:CN",  # from the one, about the other
        "күн өмір წელი հայ σήμερα",  # without Latin vowels, and yet words
        "上合组织",
        "COVID-19",
    ],
)
def test_what_may_well_be_meant(query: str) -> None:
    assert lint(parse(query), acronyms=ACRONYMS) == []


@quick
@given(queries())
def test_findings_stand_in_the_query_in_order(query: Query) -> None:
    columns = [finding.column for finding in lint(query, acronyms=ACRONYMS)]
    assert columns == sorted(columns)
    assert all(1 <= column <= len(query.text) for column in columns)


@quick
@given(queries(), queries(), articles())
def test_what_never_fails_never_fails(one: Query, other: Query, read: Article) -> None:
    document = Document.of(read)
    at = one.root.written
    for root in (one.root, Or((one.root, Not(other.root, at)), at), And((one.root, other.root, Not(one.root, at)), at)):
        if never_fails(root):
            assert matches(Query("", root), document)
        if never_fails(Not(root, at)):
            assert not matches(Query("", root), document)
    assert never_fails(Not(And((one.root, Not(one.root, at)), at), at))
