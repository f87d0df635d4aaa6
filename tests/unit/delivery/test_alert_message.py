"""What people read: everything that matters is in it, and nothing that the press wrote becomes more than text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email.message import EmailMessage
from email.policy import SMTP
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presswatch.delivery import compose
from presswatch.kibana import KibanaLinks
from tests.make import NOON, article
from tests.unit.delivery.given import QUERY, RULE, SENTENCE, SOURCES, alert, story

MOSCOW = timezone(timedelta(hours=3), "MSK")


def composed(articles=None, *, of=None, **given):
    articles = articles or story()
    return compose("key-1", of or alert(articles), articles, sources=SOURCES, rule=RULE, **given)


class Markup(HTMLParser):
    """Which elements an HTML text has, and their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.marked: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append(tag)
        self.attributes.update(name for name, _ in attrs)
        self.links.extend(value for name, value in attrs if name == "href")
        if tag == "mark":
            self.marked.append("")

    def handle_data(self, data):
        if self.elements[-1:] == ["mark"] and not self.marked[-1]:
            self.marked[-1] = data


def test_the_text_of_an_alert() -> None:
    articles = story()
    articles[0] = replace(articles[0], published_at=NOON - timedelta(minutes=5))

    message = composed(articles, zone=MOSCOW)

    assert message.subject == "Shanghai Cooperation Organization: Ministers meet"
    assert message.text == (
        "Shanghai Cooperation Organization\n"
        "\n"
        "Ministers meet\n"
        "Ministry of Foreign Affairs (official)\n"
        "Published 2020-09-10 11:55 UTC (2020-09-10 14:55 MSK), first seen 2020-09-10 12:00 UTC (2020-09-10 15:00 MSK)\n"
        "\n"
        "The **SCO** ministers met in **Moscow**.\n"
        "\n"
        "https://mfa.example/lead\n"
        "\n"
        "Other coverage of this story (2):\n"
        "- TASS <wire> (state media): Copy 1 [a copy of Ministry of Foreign Affairs]\n"
        "  https://news.example/1\n"
        "- TASS <wire> (state media): Copy 2 [a copy of Ministry of Foreign Affairs]\n"
        "  https://news.example/2\n"
        "\n"
        "--\n"
        "presswatch, alert of 2020-09-10 12:03 UTC (2020-09-10 15:03 MSK), delivery key-1\n"
    )


def test_the_html_of_an_alert() -> None:
    message = composed()

    markup = Markup(message.html)
    assert markup.marked == ["SCO", "Moscow"]
    assert markup.links == ["https://mfa.example/lead"] * 2 + ["https://news.example/1", "https://news.example/2"]
    assert "TASS &lt;wire&gt;</bdi> (state media)" in message.html
    assert "2020-09-10 12:00 UTC" in message.html
    assert message.html.count("[<bdi>a copy of Ministry of Foreign Affairs</bdi>]") == 2
    assert "key-1" in message.html


def test_it_leads_to_where_the_desk_looks_at_the_article_that_says_why_and_its_story() -> None:
    articles = story()
    links = KibanaLinks(url="https://kibana.example", space="desk")

    message = composed(articles, of=alert(articles, why={"article": articles[1].id}), links=links)

    document, whole = links.article(articles[1]), links.story(articles[1])
    assert f"\n\nIn Kibana: {document}\nIts story: {whole}\n\nOther coverage" in message.text
    markup = Markup(message.html)
    assert markup.links[2:4] == [document, whole]
    assert "ibana" not in composed(articles).text + composed(articles).html


def test_an_article_alone_has_no_other_coverage() -> None:
    message = composed(story(1))

    assert "Other coverage" not in message.text + message.html


def test_a_story_that_everybody_copied_is_cut_and_says_so() -> None:
    message = composed(story(101))

    assert "Other coverage of this story (100):" in message.text
    assert "… and 80 more" in message.text
    assert "… and 80 more" in message.html
    assert message.text.count("https://news.example/") == 20


def test_the_article_that_says_why_comes_first() -> None:
    articles = story()

    message = composed(articles, of=alert(articles, why={"article": articles[2].id}))

    assert message.subject.endswith(": Copy 2")
    assert message.text.index("Copy 2") < message.text.index("Ministers meet")
    assert "TASS <wire> (state media), a copy of Ministry of Foreign Affairs\n" in message.text


def test_a_copy_whose_original_is_not_at_hand_is_called_one() -> None:
    message = composed([article(copy_of="elsewhere")])

    assert "TASS <wire> (state media), a copy\n" in message.text


def test_the_query_is_a_secret() -> None:
    message = composed()

    for part in (message.subject, message.text, message.html):
        assert "secret" not in part
        assert QUERY not in part
    assert "Met: very secret phrase" in composed(with_clause=True).text
    assert "very secret phrase" in composed(with_clause=True).html


def test_without_a_sentence_the_text_begins_the_message() -> None:
    message = composed(of=alert(story(), why={"sentence": "", "marks": ()}))

    assert f"\n\n{SENTENCE} More.\n\n" in message.text


def test_what_the_config_has_no_more_goes_by_its_id() -> None:
    articles = [article(source="gone", kind="wire")]

    message = compose("k", alert(articles), articles, sources={}, rule=None)

    assert message.subject == "sco: Title 1"
    assert "gone (wire)" in message.text


@pytest.mark.parametrize("zone", [MOSCOW, timezone(timedelta(hours=-5))])
@pytest.mark.parametrize("day", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
def test_absurd_dates_are_shown(day: datetime, zone: timezone) -> None:
    message = composed([article(published_at=day)], zone=zone)

    assert f"{day:%m-%d %H:%M} UTC" in message.text


def test_hostile_titles_stay_text() -> None:
    title = "<script>alert(1)</script>\r\nBcc: all@example.org\u202egnp.exe\x00 {{ 7*7 }}"
    articles = [article(title=title), article(2, title=title)]

    message = composed(articles, of=alert(articles, why={"sentence": title, "marks": ((0, 8), (26, 30))}))

    markup = Markup(message.html)
    assert "script" not in markup.elements
    assert "&lt;script&gt;alert(1)&lt;/script&gt; Bcc: all@example.orggnp.exe {{ 7*7 }}" in message.html
    for part in (message.subject, message.text, message.html):
        assert not set(part) & set("\r\x00\u202e")
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = message.subject
    assert mail["Bcc"] is None
    assert "\n" not in message.subject


def test_links_are_web_addresses_or_none() -> None:
    articles = [article(url="javascript:alert(1)"), article(url='https://a.example/" onclick="x')]

    message = composed(articles)

    assert Markup(message.html).links == []
    assert "javascript" not in message.text + message.html
    assert "onclick" not in message.text + message.html


def test_every_text_of_the_press_finds_its_direction() -> None:
    articles = [article(title="نشست وزیران", language="fa"), article(2, title="نشست", language='fa" onload="x')]

    message = composed(articles, of=alert(articles, why={"sentence": "وزیران در مسکو", "marks": ((0, 6),)}))

    assert 'dir="auto" lang="fa">نشست وزیران</a>' in message.html
    assert '<blockquote dir="auto" lang="fa"><mark>وزیران</mark> در مسکو</blockquote>' in message.html
    assert "onload" not in message.html


def test_lengths_are_bounded() -> None:
    articles = [article(number, title="word " * 100_000, source="s" * 9000) for number in range(50)]

    message = composed(articles, of=alert(articles, why={"sentence": "a " * 500_000, "marks": ((900_000, 900_001),)}))

    assert len(message.subject) <= 180
    assert len(message.text) < 15_000
    assert len(message.html) < 20_000
    assert "**a**" in message.text


_texts = st.text(max_size=80)


@settings(max_examples=60, deadline=None)
@given(
    title=_texts,
    sentence=_texts,
    url=_texts,
    language=_texts,
    marks=st.lists(st.tuples(st.integers(-5, 90), st.integers(-5, 90))),
)
def test_whatever_the_press_writes_no_markup_comes_of_it(title, sentence, url, language, marks) -> None:
    articles = [article(title=title, text=sentence, url=url, language=language), article(2, title=title)]

    message = composed(articles, of=alert(articles, why={"sentence": sentence, "marks": tuple(marks)}))

    markup = Markup(message.html)
    assert set(markup.elements) <= {
        "html", "head", "meta", "body", "p", "small", "h2", "a", "span", "bdi", "br", "blockquote", "mark", "ul", "li",
    }  # fmt: skip
    assert markup.attributes <= {"charset", "href", "dir", "lang"}
    assert all(link.startswith(("http://", "https://")) for link in markup.links)
    assert len(message.subject.splitlines()) == 1
    (message.subject + message.text + message.html).encode()
