import pytest
from hypothesis import given
from hypothesis import strategies as st

from presswatch.rules import Document, QueryError, explain, lint, matches, parse
from tests.generated import thorough
from tests.make import article


@pytest.mark.parametrize(
    ("text", "column", "message", "suggestion"),
    [
        ("", 1, "empty", 'write a word, a "phrase" or a @reference'),
        (" \n ", 1, "empty", 'write a word, a "phrase" or a @reference'),
        ('summit "foreign ministers', 8, "quote is never closed", 'add a closing "'),
        ("«Ван И", 1, "quote is never closed", "add a closing »"),
        ("a (b OR c", 3, "parenthesis is never closed", "add a closing )"),
        ("a)", 2, "parenthesis was never opened", "leave it out"),
        ("a ( )", 3, "nothing stands between", ""),
        ("summit AND", 8, "AND needs something after it", 'to search the word, write "AND"'),
        ("summit OR ", 8, "OR needs something after it", 'to search the word, write "OR"'),
        ("(a OR) b", 4, "OR needs something after it", 'to search the word, write "OR"'),
        ("a NOT", 3, "NOT needs something after it", 'to search the word, write "NOT"'),
        ("OR summit", 1, "OR needs something before it", 'to search the word, write "OR"'),
        ("a (AND b)", 4, "AND needs something before it", 'to search the word, write "AND"'),
        ("a AND OR b", 7, "OR needs something before it", 'to search the word, write "OR"'),
        ("a - b", 3, "a minus belongs to the word after it", "write -word, unspaced"),
        ("a –b", 3, "– excludes nothing", "write -b"),
        ("a !b", 3, "! excludes nothing", "write -b"),
        ("a && b", 3, "&& is no operator", "write AND"),
        ("a | b", 3, "| is no operator", "write OR"),
        ("= SCO", 1, "nothing stands after =", 'write =SCO or ="Wang Yi"'),
        ("=SCO*", 1, "= and * don't go together", "write SCO* or =SCO"),
        ("a ...", 3, "no letter or digit", "leave it out"),
        ('""', 1, "no letter or digit", ""),
        ("a *", 3, "a * alone would match everything", "write sanction*"),
        ("sa*", 1, "a prefix needs 3 letters or more, and 'sa' has 2", ""),
        ("上海*", 1, "a prefix is one word, and '上海' is 2", "write 上海, without the *"),
        ("sanc*on", 5, "a * can't stand inside a word", "write sanc*"),
        ("*tion", 1, "a * can't stand inside a word", ""),
        ('"sanction* relief"', 10, "a * can't stand in a phrase", "write the prefix as a word of its own, outside the quotes"),
        ('"a b"~', 6, "~ needs a number of words", 'write "a b"~8'),
        ('"a"~3', 1, "near needs two different words", 'write "Lavrov Beijing"~8'),
        ('"a b c"~1', 9, "3 words can't be within 1: the distance is from 2 to 100", 'write "a b c"~8'),
        ('"a b"~101', 7, "2 words can't be within 101", 'write "a b"~100'),
        ('a "b c" ~3', 9, "~ belongs right after a quote", 'write "Lavrov Beijing"~8'),
        ("lavrov~2", 7, "~ means nothing after a word", "write lavrov"),
        ("a lnag:ru", 3, "lnag: is no field", "did you mean lang:?"),
        ("sorce:x", 1, "sorce: is no field", "did you mean source:?"),
        ("http://example.org", 1, "http: is no field", "the fields are title, lang, source, kind, country, from, about, topic, adds; a text goes in quotes"),
        ("lang: ru", 5, "lang: needs a value right after it", "write lang:ru, of several each: (lang:ru OR lang:kk)"),
        ("lang:ru,kk", 8, "',' can't stand in 'lang:ru,kk'", "join several with OR"),
        ("a @", 3, "@ needs the id", "write @sco"),
        ("title:(a lang:ru)", 10, "lang:ru says something of the article", "write it outside title:"),
        ("title:@sco", 7, "@sco says something of the article", "write it outside title:"),
    ],
)  # fmt: skip
def test_a_mistake_is_shown_with_its_place_and_what_would_be_right(
    text: str, column: int, message: str, suggestion: str
) -> None:
    with pytest.raises(QueryError) as raised:
        parse(text)
    assert message in raised.value.message
    assert (raised.value.column, raised.value.suggestion) == (column, suggestion)
    assert f"column {column}: {raised.value.message}" in str(raised.value)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 10_000,
        "(" * 10_000 + "a" + ")" * 10_000,
        "(" * 60 + "a" + ")" * 60,
        "sanctions " * 10_000,
        "NOT " * 10_000 + "a",
        '"' * 100_000,
        "a OR " * 10_000,
        "a " * 1001,
        '"' + "a " * 9_000 + '"',
        "a" * 15_000 + ":b",
        "a*" * 5_000,
        '"a b"~' + "9" * 10_000,
    ],
)
@pytest.mark.timeout(20)
def test_a_query_without_end_is_refused_quickly_and_briefly(text: str) -> None:
    with pytest.raises(QueryError) as raised:
        parse(text)
    assert len(str(raised.value)) < 300


def _branches(depth: int) -> str:
    return "(a OR b -(c " * depth + "d" + "))" * depth


@pytest.mark.parametrize(
    "text",
    [
        "NOT " * 4_000 + "a",
        "-" * 19_000 + "a",
        "title:" * 3_000 + "a",
        "(x OR " * 50 + "a" + ")" * 50,
        _branches(25),
        " OR ".join("ab" for _ in range(1000)),
    ],
)
@pytest.mark.timeout(20)
def test_a_query_as_long_as_it_may_be_is_read_and_met_quickly(text: str) -> None:
    query = parse(text)
    document = Document.of(article(title="a b d", text="a b c d ab " * 200))
    assert matches(query, document)
    assert explain(query, document) is not None
    lint(query)


@thorough
@given(
    st.lists(
        st.sampled_from(
            [
                '"',
                "(",
                ")",
                " ",
                "-",
                "=",
                "*",
                "~",
                "3",
                "@",
                ":",
                "title:",
                "lang:",
                "OR",
                "AND",
                "NOT",
                "a",
                "上",
                "«",
                "”",
                "!",
                "\n",
            ]
        )
        | st.text(max_size=3),
        max_size=14,
    ).map("".join)
)
def test_any_text_is_a_query_or_an_error_with_a_column(text: str) -> None:
    try:
        query = parse(text)
    except QueryError as error:
        assert 1 <= error.column <= max(1, len(text))  # noqa: PT017 - either is right
    else:
        assert all(0 <= leaf.written.start < leaf.written.end <= len(text) for leaf in query.leaves())
        assert query.text == text
