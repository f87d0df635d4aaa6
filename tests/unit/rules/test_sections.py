from hypothesis import given

from presswatch.articles import Article
from presswatch.rules import Document, RuleSet, matches, parse
from tests.generated import articles, quick, random_articles, random_queries
from tests.make import article


@quick
@given(articles())
def test_the_tokens_that_a_section_has_are_those_that_stand_somewhere(any_article: Article) -> None:
    document = Document.of(any_article)
    for section in (document.title, document.text):
        assert section.words == section.folded.keys()
        assert section.written == section.cased.keys()
        assert section.stems == section.stemmed.keys()


def test_a_rule_is_tried_on_every_article_that_meets_it() -> None:
    queries = {f"rule-{number}": query for number, query in enumerate(random_queries(7, 150))}
    rules = RuleSet(queries)
    for each in random_articles(7, 60):
        document = Document.of(each)
        assert {rule for rule, query in queries.items() if matches(query, document)} <= rules.candidates(document)


def test_a_phrase_is_filed_under_a_pair_that_a_document_must_have() -> None:
    rules = RuleSet({"near": parse('"joint statement"'), "written": parse('="Joint Statement"')})
    for text, expected in (
        ("A joint statement was made.", {"near"}),
        ("The Joint Statement", {"near", "written"}),
        ("A statement, joint", set()),
        ("joint", set()),
        ("", set()),
    ):
        document = Document.of(article(title="", text=text))
        assert rules.candidates(document) == expected
