"""What can't hold, and what can't fail: `lint` tells it, with the column of the clause at fault."""

import pytest

from presswatch.rules import lint, parse
from presswatch.rules.satisfiable import never_fails
from presswatch.rules.tree import Not

NOTHING = "it matches nothing: the same is asked for and excluded"
ONE_LANGUAGE = "it matches nothing: an article has one lang, not both ru and en; write OR"


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ('"joint statement" NOT "joint statement"', 19, NOTHING),
        ("@sco visit -@sco", 12, NOTHING),
        ("title:summit -summit", 14, NOTHING),  # what is in the title is in the article
        ("talks (visit OR (summit -summit))", 25, NOTHING),
        ("(talks OR visit) -(talks OR visit)", 18, NOTHING),
        ("summit (talks OR visit) -summit", 25, NOTHING),
        ("summit -(talks OR summit)", 8, NOTHING),
        ("summit ((talks -summit) OR (visit -summit))", 8, NOTHING),
        ("lang:ru (summit OR talks) lang:en", 27, ONE_LANGUAGE),
        ("lang:ru ((summit lang:en) OR (talks lang:en))", 9, ONE_LANGUAGE),
    ],
)
def test_what_cannot_hold(text: str, column: int, message: str) -> None:
    root = parse(text).root
    assert [(each.column, each.message) for each in lint(parse(text))] == [(column, message)]
    assert never_fails(root) is False
    if column < 10:  # the whole query can't hold, so its negation can't fail
        assert never_fails(Not(root, root.written))


@pytest.mark.parametrize("text", ["summit OR -summit", "summit OR -title:summit", "summit OR -(summit talks)"])
def test_what_cannot_fail(text: str) -> None:
    assert [(each.column, each.message) for each in lint(parse(text))] == [
        (1, "it matches everything: one of its alternatives always holds")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "summit -title:summit",
        "summit -summits*",
        "(lang:ru summit) OR (lang:en summit)",
        "(summit lang:ru) OR (talks -lang:ru)",
        "lang:ru (lang:en OR summit)",
        "summit (talks OR -title:summit)",
    ],
)
def test_what_can_hold(text: str) -> None:
    assert lint(parse(text)) == []


@pytest.mark.timeout(20)
def test_a_long_query_is_looked_through_quickly() -> None:
    assert lint(parse(" ".join(f"(w{number} OR (v{number} -u{number}))" for number in range(300)))) == []
    deep = "(talks (visit OR " * 25 + "summit" + "))" * 25
    assert {each.message for each in lint(parse(deep))} <= {"it stands here twice"}
