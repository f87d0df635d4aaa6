"""The JSON that machines get: a line of a file, the body of a webhook. Its names are stable.

`marks` are character (code point) offsets in `sentence`. Texts are as the press wrote them: who shows them must escape
them. The rule's query is not in it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from presswatch.alerts import Alert, Delivery, Rule
from presswatch.articles import Article
from presswatch.delivery.message import lead_first
from presswatch.delivery.press_text import web_link
from presswatch.ports import ArticleLinks
from presswatch.sources import Source

_ARTICLES = 100  # with the others of a story that everybody copied, a body would grow beyond what receivers take
_LONGEST = 4000  # characters of a title or a sentence

# JSON allows these in a string, and readers of lines break there.
_LINE_ENDS = str.maketrans({"\u2028": "\\u2028", "\u2029": "\\u2029", "\x85": "\\u0085", "\x7f": "\\u007f"})


def payload(
    delivery: Delivery,
    alert: Alert,
    articles: Sequence[Article],
    *,
    sources: Mapping[str, Source],
    rule: Rule | None,
    links: ArticleLinks | None = None,
) -> bytes:
    """One delivery as one line of UTF-8 without its end. The same delivery of the same articles gives the same bytes.

    `articles` are those that met the rule (`matched`) and the rest of the story's coverage; `left_out` counts what is
    beyond the limit. With `links`, `kibana` leads to the article that says why and to its story.
    """
    lead, _ = lead_first(alert, articles)
    marks = [[start, end] for start, end in alert.why.marks if end <= _LONGEST]
    body = {
        "key": delivery.id,
        "alert": {
            "id": alert.id,
            "rule": alert.rule,
            "rule_title": rule.title if rule else alert.rule,
            "story": alert.story,
            "created_at": _time(alert.created_at),
        },
        "why": {"sentence": alert.why.sentence[:_LONGEST], "marks": marks, "article": alert.why.article},
        **({"kibana": {"article": links.article(lead), "story": links.story(lead)}} if links else {}),
        "articles": [_article(article, alert, sources) for article in articles[:_ARTICLES]],
        "left_out": max(0, len(articles) - _ARTICLES),
    }
    return json.dumps(body, ensure_ascii=False).translate(_LINE_ENDS).encode("utf-8", "replace")


def key_prefix(key: str) -> bytes:
    """How the line of this delivery begins."""
    return f'{{"key": {json.dumps(key)},'.encode()


def _article(article: Article, alert: Alert, sources: Mapping[str, Source]) -> dict[str, object]:
    source = sources.get(article.source)
    return {
        "id": article.id,
        "url": web_link(article.url),
        "source": article.source,
        "source_name": source.name if source else article.source,
        "kind": source.kind if source else article.kind,
        "title": article.title[:_LONGEST],
        "language": article.language,
        "published_at": _time(article.published_at),
        "first_seen_at": _time(article.first_seen_at),
        "copy_of": article.copy_of,
        "matched": article.id in alert.articles,
    }


def _time(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None
