"""Alerts as Atom: RFC 4287's required parts, and nothing of the press that isn't text."""

# ruff: noqa: S314 - the documents that are parsed here are our own

from typing import Any
from xml.etree import ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from presswatch.alerts import Alert, Rule, Why, alert_id
from presswatch.articles import Article
from presswatch.kibana import KibanaLinks
from presswatch.web.feed import atom
from tests.make import NOON, article

ATOM = "{http://www.w3.org/2005/Atom}"
RULES = {"sco": Rule(id="sco", title="Shanghai <Cooperation>", query="@secret")}
SENTENCE = "The SCO met in Moscow."


def alert_of(item: Article, **why: Any) -> Alert:
    reason = {"clause": "@secret", "sentence": SENTENCE, "article": item.id, "marks": ((4, 7),)} | why
    return Alert(
        id=alert_id("sco", item.id),
        rule="sco",
        story=item.id,
        articles=(item.id,),
        created_at=NOON,
        why=Why(**reason),
    )


def feed_of(*items: Article, **why: Any) -> bytes:
    alerts = [alert_of(item, **why) for item in items]
    articles = {item.id: item for item in items}
    return atom(alerts, articles=articles, rules=RULES, sources={"tass": "TASS"}, desk="asia")


def test_an_entry_says_what_when_who_and_why() -> None:
    item = article(1, title="Ministers meet")
    feed = ET.fromstring(feed_of(item))
    assert feed.findtext(f"{ATOM}title") == "Alerts for asia"
    assert feed.findtext(f"{ATOM}updated") == "2020-09-10T12:00:00Z"
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    entry = feed.find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}title") == "Ministers meet"
    assert entry.findtext(f"{ATOM}updated") == "2020-09-10T12:00:00Z"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "TASS"
    link, category, content = (entry.find(f"{ATOM}{name}") for name in ("link", "category", "content"))
    assert link is not None
    assert link.attrib["href"] == item.url
    assert category is not None
    assert category.attrib["term"] == "sco"
    assert content is not None
    assert content.text == "<p>The <mark>SCO</mark> met in Moscow.</p><p>Shanghai &lt;Cooperation&gt;</p>"


def test_ids_are_the_same_each_time_and_differ_between_alerts() -> None:
    ids = [[each.text for each in ET.fromstring(feed_of(article(1), article(2))).iter(f"{ATOM}id")] for _ in range(2)]
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == 3


def test_an_entry_leads_into_kibana_when_its_address_is_set() -> None:
    item = article(1)
    kibana = KibanaLinks(url="https://kibana.example")
    feed = atom([alert_of(item)], articles={item.id: item}, rules=RULES, sources={}, desk="asia", links=kibana)
    entry = ET.fromstring(feed).find(f"{ATOM}entry")
    assert entry is not None
    related = [each.attrib["href"] for each in entry.iter(f"{ATOM}link") if each.attrib["rel"] == "related"]
    assert related == [kibana.article(item), kibana.story(item)]
    content = ET.fromstring(f"<div>{entry.findtext(f'{ATOM}content')}</div>")
    assert [each.attrib["href"] for each in content.iter("a")] == related
    assert b"ibana" not in feed_of(item)


def test_a_rules_query_is_not_in_it() -> None:
    assert b"secret" not in feed_of(article(1))


def test_markup_of_the_press_is_text() -> None:
    item = article(1, title="<script>alert(1)</script>", url="javascript:alert(1)")
    feed = feed_of(item, sentence="<img src=x onerror=alert(1)>", marks=((0, 4),))
    entry = ET.fromstring(feed).find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}title") == "<script>alert(1)</script>"
    assert entry.find(f"{ATOM}link") is None
    assert entry.findtext(f"{ATOM}content", "").startswith("<p><mark>&lt;img</mark> src=x onerror=alert(1)&gt;</p>")


def test_an_alert_whose_article_is_gone_is_told_by_its_rule() -> None:
    alert = alert_of(article(1))
    feed = ET.fromstring(atom([alert], articles={}, rules={}, sources={}, desk="asia", rule="sco"))
    assert feed.findtext(f"{ATOM}title") == "Alerts of sco for asia"
    assert feed.findtext(f"{ATOM}entry/{ATOM}title") == "sco"


def test_a_feed_without_alerts_is_a_feed() -> None:
    assert ET.fromstring(feed_of()).findtext(f"{ATOM}updated") == "1970-01-01T00:00:00Z"


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=())), st.text(st.characters(exclude_categories=())))
def test_whatever_the_press_writes_the_document_is_well_formed(title: str, sentence: str) -> None:
    entry = ET.fromstring(feed_of(article(1, title=title), sentence=sentence, marks=((0, 3),))).find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}title")
    content = entry.findtext(f"{ATOM}content", "")
    ET.fromstring(f"<div>{content}</div>")  # as well-formed as XHTML, whatever the sentence holds
