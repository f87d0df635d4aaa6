import pytest
from hypothesis import given
from hypothesis import strategies as st

from presswatch.articles import Article
from presswatch.rules import Document, Matched, Query, RuleSet, explain, matches, parse
from tests.generated import articles, queries, quick, random_articles, random_queries
from tests.make import article


def naively(rules: dict[str, Query], read: Article) -> list[Matched]:
    document = Document.of(read)
    return [Matched(id_, why) for id_, query in sorted(rules.items()) if (why := explain(query, document))]


@quick
@given(st.lists(queries(), max_size=8), st.lists(articles(), max_size=3))
def test_an_article_meets_the_rules_that_it_meets_one_by_one(given_queries: list[Query], batch: list[Article]) -> None:
    rules = {f"r{number}": query for number, query in enumerate(given_queries)}
    assert RuleSet(rules).match(batch) == [naively(rules, read) for read in batch]


def test_300_rules_and_60_articles() -> None:
    rules = {f"r{number}": query for number, query in enumerate(random_queries(10, 300))}
    batch = random_articles(11, 60)
    found = RuleSet(rules).match(batch)
    assert found == [naively(rules, read) for read in batch]
    assert 500 < sum(map(len, found)) < 9_000  # neither none nor all


def test_the_generated_rules_hit_often_enough_to_prove_anything() -> None:
    documents = [Document.of(read) for read in random_articles(12, 100)]
    shares = [sum(matches(query, document) for document in documents) / 100 for query in random_queries(13, 200)]
    assert sum(share > 0 for share in shares) > 150
    assert sum(0.05 <= share <= 0.6 for share in shares) > 80


@pytest.mark.parametrize(
    "query",
    [
        "sanctions", "сообщают", '"joint statement"', "上海合作组织", "=SCO", '="Wang Yi"', "sanc*", '"lavrov beijing"~5',
        "title:summit", "lang:ru", "@sco", "sanctions talks", "sanctions -talks", "sanctions (talks OR summit)",
        "talks OR @sco", "lang:en (=SCO OR @wang-yi)", "-(-sanctions OR -talks)",
    ],
)  # fmt: skip
def test_an_article_with_nothing_of_a_rule_is_not_tried_against_it(query: str) -> None:
    rules = RuleSet({"rule": parse(query)})
    assert (
        rules.candidates(Document.of(article(title="Weather", text="Rain. Wang and joint 海 上.", language="zh")))
        == set()
    )


@pytest.mark.parametrize("query", ["-sanctions", "sanctions OR -talks"])
def test_a_rule_that_asks_for_nothing_is_tried_always(query: str) -> None:
    assert RuleSet({"rule": parse(query)}).candidates(Document.of(article(title="", text=""))) == {"rule"}


def test_of_a_rule_the_rarest_clause_decides() -> None:
    rules = RuleSet({"rule": parse('lang:en the "shanghai cooperation organisation"')})
    assert rules.candidates(Document.of(article(text="The ministers", language="en"))) == set()


def test_answers_are_in_order_of_the_articles_and_of_the_ids() -> None:
    rules = RuleSet({"b": parse("trade"), "a": parse("trade OR talks"), "c": parse("nobody")})
    found = rules.match([article(1, text="talks"), article(2, text="trade"), article(3, text="")])
    assert [[matched.rule for matched in each] for each in found] == [["a"], ["a", "b"], []]
    assert RuleSet({}).match([article()]) == [[]]
