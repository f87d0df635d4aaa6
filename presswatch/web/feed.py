"""A desk's alerts as an Atom feed (RFC 4287).

What the press wrote comes in as text: cleaned of what can't stand in XML or would hide or reorder it, cut to a bound,
and escaped, twice where a reader shows it as HTML.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from xml.etree import ElementTree as ET

from presswatch.alerts import Alert, Rule
from presswatch.articles import Article
from presswatch.bootstrap import App
from presswatch.delivery.press_text import one_line, passages, web_link
from presswatch.ports import ArticleLinks
from presswatch.web.tokens import Reader

CONTENT_TYPE = "application/atom+xml; charset=utf-8"

NEWEST = 100  # alerts in a feed
_ATOM = "http://www.w3.org/2005/Atom"
_TITLE = 300  # characters
_SENTENCE = 600
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def desk_feed(app: App, reader: Reader, rule: str | None = None) -> bytes:
    """The newest alerts that the reader may read, of one rule if given. Raises `TransientError`."""
    wanted: Iterable[str | None] = [rule] if rule else sorted(reader.rules) or [None]
    found = [alert for each in wanted for alert in app.engine.alerts(rule=each, limit=NEWEST)]
    found.sort(key=lambda alert: (alert.created_at, alert.id), reverse=True)
    alerts = found[:NEWEST]
    articles = app.engine.get({alert.why.article for alert in alerts})
    return atom(
        alerts,
        articles=articles,
        rules={each.id: each for each in app.configuration.rules},
        sources={each.id: each.name for each in app.configuration.sources.values()},
        desk=reader.desk,
        rule=rule,
        links=app.article_links,
    )


def atom(
    alerts: Sequence[Alert],
    *,
    articles: Mapping[str, Article],
    rules: Mapping[str, Rule],
    sources: Mapping[str, str],
    desk: str,
    rule: str | None = None,
    links: ArticleLinks | None = None,
) -> bytes:
    """The feed as a document, alerts in the order given. The same alerts give the same bytes.

    Ids are UUIDs made of names (RFC 9562, version 5), so they stay. There is no `self` link: its address would hold
    the token.
    """
    feed = ET.Element("feed", {"xmlns": _ATOM})
    named = f" of {_rule_title(rules, rule)}" if rule else ""
    _text(feed, "id", uuid.uuid5(uuid.NAMESPACE_URL, f"presswatch:alerts:{desk}:{rule or ''}").urn)
    _text(feed, "title", one_line(f"Alerts{named} for {desk}", limit=_TITLE))
    _text(feed, "updated", _time(max((alert.created_at for alert in alerts), default=_NEVER)))
    _text(ET.SubElement(feed, "author"), "name", "presswatch")
    for alert in alerts:
        _entry(feed, alert, articles.get(alert.why.article), rules, sources, links)
    document: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return document


def _entry(
    feed: ET.Element,
    alert: Alert,
    article: Article | None,
    rules: Mapping[str, Rule],
    sources: Mapping[str, str],
    links: ArticleLinks | None,
) -> None:
    title = _rule_title(rules, alert.rule)
    entry = ET.SubElement(feed, "entry")
    _text(entry, "id", uuid.uuid5(uuid.NAMESPACE_URL, f"presswatch:alert:{alert.id}").urn)
    _text(entry, "title", (one_line(article.title, limit=_TITLE) if article else "") or one_line(title, limit=_TITLE))
    _text(entry, "updated", _time(alert.created_at))
    if article:
        _text(
            ET.SubElement(entry, "author"), "name", one_line(sources.get(article.source, article.source), limit=_TITLE)
        )
        if link := web_link(article.url):
            ET.SubElement(entry, "link", {"rel": "alternate", "href": link})
    ET.SubElement(entry, "category", {"term": alert.rule, "label": one_line(title, limit=_TITLE)})
    marked = "".join(
        f"<mark>{escape(piece.text)}</mark>" if piece.marked else escape(piece.text)
        for piece in passages(alert.why.sentence, alert.why.marks, limit=_SENTENCE)
    )
    content = f"<p>{marked}</p>" if marked else ""
    content += f"<p>{escape(one_line(title, limit=_TITLE))}</p>"
    if article and links:
        in_kibana = []
        for what, link in (("The article in Kibana", links.article(article)), ("Its story", links.story(article))):
            ET.SubElement(entry, "link", {"rel": "related", "title": what, "href": link})
            in_kibana.append(f'<a href="{escape(link)}">{what}</a>')
        content += f"<p>{', '.join(in_kibana)}</p>"
    ET.SubElement(entry, "content", {"type": "html"}).text = content


def _rule_title(rules: Mapping[str, Rule], rule: str) -> str:
    return rules[rule].title if rule in rules else rule


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
