import pytest

from presswatch.rules import Document, RuleSet, parse
from tests.generated import random_articles, random_queries
from tests.make import article


@pytest.mark.parametrize(
    ("query", "tried"),
    [
        ("summit", True),
        ("summits", True),  # by its stem
        ("minister", False),
        ("summit minister", False),  # by the longer word, which is likely the rarer
        ("minister -summit", False),
        ("minister OR summit", True),
        ('"Moscow summit"', True),
        ('"summit Moscow"', False),
        ("=Moscow", True),
        ("=moscow", False),
        ('="Moscow summit"', True),
        ('="moscow summit"', False),
        ("mosc*", True),
        ("moscovia*", False),
        ("sum*", True),
        ('"summit moscow"~8', True),
        ('"minister ministry"~8', False),
        ("lang:en", True),
        ("lang:ru", False),
        ("lang:en minister", False),
        ("@sco", False),
        ("-minister", True),  # nothing can be required
        ("-(minister OR -summit)", True),
        ("-(minister OR -ministry)", False),
        ("title:minister OR -summit", True),
    ],
)
def test_only_rules_that_an_article_comes_near_are_tried(query: str, tried: bool) -> None:
    document = Document.of(article(title="Moscow summit", text="Talks ended.", language="en"))
    assert (RuleSet({"rule": parse(query)}).candidates(document) == {"rule"}) is tried


def test_thousands_of_other_rules_are_not_tried() -> None:
    text = 'word{0} OR "first{0} second" OR @entry-{0}'
    rules = RuleSet({f"rule-{number}": parse(text.format(number)) for number in range(2_000)})
    document = Document.of(article(title="word7", text="first8 second. first9", organisations=("entry-10",)))
    assert rules.candidates(document) == {"rule-7", "rule-8", "rule-10"}
    assert len(rules) == 2_000


def test_of_generated_rules_few_are_tried() -> None:
    queries = {f"rule-{number}": query for number, query in enumerate(random_queries(1, 300))}
    rules = RuleSet(queries)
    documents = [Document.of(each) for each in random_articles(2, 100)]
    tried = sum(len(rules.candidates(document)) for document in documents)
    met = sum(len(found) for found in rules.match([document.article for document in documents]))
    assert 1_000 < met <= tried < 12_000  # of 30,000
