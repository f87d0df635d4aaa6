"""Articles cut down to what rules ask for."""

from __future__ import annotations

from presswatch.engines.elasticsearch.compile import percolated
from presswatch.engines.elasticsearch.vocabulary import Vocabulary, terms
from presswatch.rules import Document
from presswatch.rules.tree import Node
from tests.contract.trees import all_of, any_of, exact, keyword, near, none_of, phrase, prefix, rule, word
from tests.make import article


def cut_down(*roots: Node, **given: object) -> dict[str, dict[str, object]]:
    vocabulary = Vocabulary.of([percolated(rule(root)) for root in roots])
    return vocabulary.cut_down(Document.of(article(1, **given)))


def test_only_what_some_rule_asks_for_is_kept() -> None:
    cut = cut_down(
        all_of(word("summit", "en:summit"), none_of(word("sport"))),
        any_of(exact("SCO"), prefix("minis"), keyword("lang:en")),
        title="Sport and the SCO",
        text="Ministers' summits in Moscow; the sco",
        language="en",
        country="RU",
    )
    assert cut["match"]["words"] == ["=SCO", "en:summit", "minis*", "sport"]
    assert cut["match"]["title_words"] == ["=SCO", "sport"]
    assert cut["keywords"] == ["lang:en"]
    assert cut["match"]["folded"] == ["_", "_"]  # no phrase asks for anything


def test_gaps_are_as_wide_as_rules_can_tell() -> None:
    text = "the foreign " + "x " * 50 + "ministers y foreign ministers"
    assert cut_down(phrase("foreign", "ministers"), text=text)["match"]["folded"][1] == (
        "_ foreign _ ministers _ foreign ministers"
    )
    cut = cut_down(near(4, "foreign", "ministers"), text=text)
    assert cut["match"]["folded"][1] == "_ foreign _ _ _ _ ministers _ foreign ministers"


def test_terms_are_counted_by_field() -> None:
    cut = cut_down(word("a"), phrase("a", "b"), keyword("lang:en"), title="a", text="a b", language="en")
    assert terms(cut) == {
        "keywords lang:en", "words a", "title_words a", "folded a", "folded b", "title_folded a", "cased _",
        "title_cased _",
    }  # fmt: skip
