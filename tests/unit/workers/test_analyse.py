"""Topics: found by their parts, and the same as by the whole of their queries."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from presswatch.articles import Article
from presswatch.rules import Document, Query, matches, parse
from tests.generated import articles, queries, quick
from tests.make import article
from workers.steps.topics import TopicStep


def test_topics_come_in_the_order_of_the_config() -> None:
    texts = {"trade": "trade OR tariff*", "security": '"joint exercise" OR (border AND NOT trade)', "health": "-trade"}
    topics = TopicStep({name: parse(text) for name, text in texts.items()})

    def found(text: str) -> tuple[str, ...]:
        return topics(Document.of(article(text=text, language="en")))

    assert found("Trade at the border, and a joint exercise.") == ("trade", "security")
    assert found("A quiet border.") == ("security", "health")
    assert found("Nothing.") == ("health",)


@quick
@given(st.lists(queries(), min_size=1, max_size=4), articles())
def test_parts_find_what_whole_queries_find(given_queries: list[Query], one: Article) -> None:
    topics = {f"topic-{number}": query for number, query in enumerate(given_queries)}
    document = Document.of(one)
    assert TopicStep(topics)(document) == tuple(name for name, query in topics.items() if matches(query, document))
