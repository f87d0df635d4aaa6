"""The message that people read: an alert as plain text and as HTML.

The HTML is made with autoescape, so nothing that the press wrote becomes markup, and every text has `dir="auto"`, so
that Persian reads from right to left in an English message. The rule's query is left out, for a watchlist is a secret.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from presswatch.alerts import Alert, Rule
from presswatch.articles import Article
from presswatch.delivery.press_text import Passage, one_line, passages, web_link
from presswatch.ports import ArticleLinks
from presswatch.sources import Source

KINDS = {"official": "official", "state": "state media", "wire": "wire", "independent": "independent"}

# Lengths in characters.
_SUBJECT = 180
_TITLE = 300
_NAME = 120
_SENTENCE = 800
_EXCERPT = 300
_COVERAGE = 20  # articles


@dataclass(frozen=True, slots=True)
class Message:
    """`subject` is one line, fit for a mail header."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """An article as the templates show it."""

    title: str
    source: str
    kind: str
    link: str
    language: str
    published: str
    first_seen: str
    copy: str  # "a copy of …"; "" for one that is none


def compose(
    key: str,
    alert: Alert,
    articles: Sequence[Article],
    *,
    sources: Mapping[str, Source],
    rule: Rule | None,
    zone: tzinfo | None = None,
    with_clause: bool = False,
    links: ArticleLinks | None = None,
) -> Message:
    """Write an alert's message. Pure.

    `key` is the delivery's id. `articles` begins with those that met the rule, the rest of the story's coverage
    follows; there is at least one. A `rule` or source that the config no longer has goes by its id. Times are in UTC,
    and in `zone` as well when it is given. `with_clause` adds the part of the query that was met,
    `links` where the desk looks at the article that says why, and at its story.
    """
    lead, others = lead_first(alert, articles)
    titles = {article.id: article for article in articles}
    items = [_item(article, titles, sources, zone) for article in (lead, *others[:_COVERAGE])]
    title = one_line(rule.title if rule else alert.rule, limit=_NAME)
    sentence = passages(alert.why.sentence, alert.why.marks, limit=_SENTENCE)
    values = {
        "rule": title,
        "lead": items[0],
        "sentence": sentence or [Passage(one_line(lead.text, limit=_EXCERPT))],
        "others": items[1:],
        "coverage": len(others),
        "more": max(0, len(others) - _COVERAGE),
        "clause": one_line(alert.why.clause, limit=_TITLE) if with_clause else "",
        "looked_at": [links.article(lead), links.story(lead)] if links else [],
        "raised": _time(alert.created_at, zone),
        "key": key,
    }
    templates = _templates()
    return Message(
        subject=one_line(f"{title}: {items[0].title}", limit=_SUBJECT),
        text=templates.get_template("alert.txt").render(values),
        html=templates.get_template("alert.html").render(values),
    )


def lead_first(alert: Alert, articles: Sequence[Article]) -> tuple[Article, list[Article]]:
    """The article that says why, and the others in their order."""
    lead = next((article for article in articles if article.id == alert.why.article), articles[0])
    return lead, [article for article in articles if article.id != lead.id]


def _item(article: Article, known: Mapping[str, Article], sources: Mapping[str, Source], zone: tzinfo | None) -> _Item:
    source = sources.get(article.source)
    kind = source.kind if source else article.kind
    original = known.get(article.copy_of)
    return _Item(
        title=one_line(article.title, limit=_TITLE) or "(no title)",
        source=_name(article, sources),
        kind=KINDS.get(kind, one_line(kind, limit=_NAME)),
        link=web_link(article.url),
        language=article.language if article.language.isascii() and article.language.isalpha() else "",
        published=_time(article.published_at, zone) if article.published_at else "",
        first_seen=_time(article.first_seen_at, zone),
        copy="" if not article.copy_of else f"a copy of {_name(original, sources)}" if original else "a copy",
    )


def _name(article: Article, sources: Mapping[str, Source]) -> str:
    source = sources.get(article.source)
    return one_line(source.name if source else article.source, limit=_NAME)


def _time(at: datetime, zone: tzinfo | None) -> str:
    """2020-09-10 12:00 UTC (2020-09-10 15:00 MSK)."""
    utc = f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    if zone is None:
        return utc
    try:
        return f"{utc} ({at.astimezone(zone):%Y-%m-%d %H:%M %Z})"
    except OverflowError:  # the press dates articles to the first day of the year 1, too
        return utc


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("presswatch.delivery"),
        autoescape=select_autoescape(("html",), default=False),  # alert.txt is text
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
