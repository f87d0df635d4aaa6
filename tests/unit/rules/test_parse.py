import pytest
from hypothesis import given

from presswatch.rules import Query, parse
from presswatch.rules.tree import And, Keyword, Near, Node, Not, Or, Phrase, Prefix, Scope, Word
from tests.generated import meaning, queries, quick, rendered, trees


def shown(node: Node) -> str:
    """A tree in one line: `+` And, `/` Or, `!` Not, `T:` in the title."""
    match node:
        case And(children):
            return f"({' + '.join(map(shown, children))})"
        case Or(children):
            return f"({' / '.join(map(shown, children))})"
        case Not(child):
            return f"!{shown(child)}"
        case Keyword(keyword):
            return keyword
    scope = "T:" if node.scope is Scope.TITLE else ""
    match node:
        case Word(folded):
            return scope + folded
        case Prefix(prefix):
            return f"{scope}{prefix}*"
        case Near(words, distance):
            return f"{scope}{{{' '.join(words)}}}{distance}"
        case Phrase(words):
            return f"{scope}[{' '.join(words)}]"
        case _:
            return f"{scope}=[{' '.join(node.tokens)}]"


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        # precedence
        ("a b", "(a + b)"),
        ("a AND b", "(a + b)"),
        ("a OR b c", "(a / (b + c))"),
        ("a b OR c d", "((a + b) / (c + d))"),
        ("a AND (b OR c)", "(a + (b / c))"),
        ("NOT a OR b", "(!a / b)"),
        ("NOT a b", "(!a + b)"),
        ("a -b", "(a + !b)"),
        ("-(a b)", "!(a + b)"),
        ("NOT(a)", "!a"),
        ("((a) (b (c)))", "(a + b + c)"),
        ("a OR (b OR c)", "(a / b / c)"),
        ("NOT NOT a", "a"),
        ("--a", "a"),
        ("NOT -(NOT a)", "!a"),
        ("a\n  OR\tb", "(a / b)"),
        # words and phrases
        ("Sanctions", "sanctions"),
        ("COVID-19", "[covid 19]"),
        ("上合组织", "[上 合 组 织]"),
        ("O'Brien", "obrien"),
        ("12:30", "12:30"),
        ("ORacle NOTHING ANDREW", "(oracle + nothing + andrew)"),
        ("and or not", "(and + or + not)"),
        ('"OR" "not"', "([or] + [not])"),
        ('"Wang Yi"', "[wang yi]"),
        ("“Wang Yi”", "[wang yi]"),
        ("„Wang Yi“", "[wang yi]"),
        ("«Ван И»", "[ван и]"),
        ('"a (b) OR -c"', "[a b or c]"),
        ("（a OR b） c", "((a / b) + c)"),
        ("a\u3000OR\u3000b", "(a / b)"),
        # as written, prefixes, near
        ("=SCO", "=[SCO]"),
        ('="Wang Yi"', "=[Wang Yi]"),
        ("=“Wang Yi”", "=[Wang Yi]"),
        ("-=SCO", "!=[SCO]"),
        ("sanction*", "sanction*"),
        ("Лав*", "лав*"),
        ('"Lavrov Beijing"~8', "{lavrov beijing}8"),
        ('"a b a"~2', "{a b}2"),
        # fields and references
        (
            "lang:RU kind:Official country:kz from:cn about:Ru",
            "(lang:ru + kind:official + country:KZ + from:CN + about:RU)",
        ),
        ('Lang:ru source:"mfa-kz" topic:security', "(lang:ru + source:mfa-kz + topic:security)"),
        ("@sco -@foreign-minister/CN", "(@sco + !@foreign-minister/CN)"),
        # titles
        ("title:summit talks", "(T:summit + talks)"),
        ("title:(a OR b) c", "((T:a / T:b) + c)"),
        ('Title:"a b" title:=SCO title:sanc* title:"a b"~3', "(T:[a b] + T:=[SCO] + T:sanc* + T:{a b}3)"),
        ("-title:a title:-a", "(!T:a + !T:a)"),
        ("title:(a -(b OR c))", "(T:a + !(T:b / T:c))"),
    ],
)
def test_what_a_query_means(text: str, tree: str) -> None:
    query = parse(text)
    assert shown(query.root) == tree
    assert query.text == text


def test_a_plain_word_searches_stems_and_a_quoted_one_does_not() -> None:
    word = parse("sanctions").root
    assert isinstance(word, Word)
    assert "en:sanction" in word.stems
    assert parse('"sanctions"').root == Phrase(("sanctions",), Scope.ANY, parse('"sanctions"').root.written)


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("SCO AND “foreign ministers” -lang:ru", ["SCO", "“foreign ministers”", "lang:ru"]),
        ('  title:(=SCO OR "a b"~3)', ["=SCO", '"a b"~3']),
        ("上合组织 sanction* @sco", ["上合组织", "sanction*", "@sco"]),
    ],
)
def test_a_clause_knows_where_it_is_written(text: str, clauses: list[str]) -> None:
    assert [text[leaf.written.start : leaf.written.end] for leaf in parse(text).leaves()] == clauses


@quick
@given(trees())
def test_a_tree_that_is_written_down_is_read_as_itself(tree: Node) -> None:
    assert meaning(parse(rendered(tree)).root) == meaning(tree)


@quick
@given(queries())
def test_every_node_is_written_within_its_parent(query: Query) -> None:
    def check(node: Node, start: int, end: int) -> None:
        assert start <= node.written.start < node.written.end <= end
        for child in node.children if isinstance(node, And | Or) else [node.child] if isinstance(node, Not) else []:
            check(child, node.written.start, node.written.end)

    check(query.root, 0, len(query.text))
