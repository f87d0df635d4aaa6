"""Topics: found by their parts, and the same as by the whole of their queries."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from presswatch.alerts import Topic
from presswatch.articles import Article
from presswatch.configuration import Configuration
from presswatch.rules import Document, Query, matches, parse
from tests.generated import articles, queries, quick
from tests.make import article
from workers.steps.analyse import Analyser


def analyser(topics: dict[str, Query]) -> Analyser:
    return Analyser(
        Configuration(
            topics=tuple(Topic(id=name, title=name, query=query.text) for name, query in topics.items()),
            topic_queries=topics,
        )
    )


def test_topics_come_in_the_order_of_the_config() -> None:
    texts = {"trade": "trade OR tariff*", "security": '"joint exercise" OR (border AND NOT trade)', "health": "-trade"}
    analyse = analyser({name: parse(text) for name, text in texts.items()})
    assert analyse(article(text="Trade at the border, and a joint exercise.")).topics == ("trade", "security")
    assert analyse(article(text="A quiet border.")).topics == ("security", "health")
    assert analyse(article(text="Nothing.")).topics == ("health",)


@quick
@given(st.lists(queries(), min_size=1, max_size=4), articles())
def test_parts_find_what_whole_queries_find(given_queries: list[Query], one: Article) -> None:
    topics = {f"topic-{number}": query for number, query in enumerate(given_queries)}
    read = analyser(topics)(one)
    document = Document.of(read)
    bare = {f"topic:{name}" for name in read.topics}
    for name, query in topics.items():
        if not any(str(getattr(leaf, "keyword", "")).startswith("topic:") for leaf in query.leaves()):
            assert (f"topic:{name}" in bare) == matches(query, document)
