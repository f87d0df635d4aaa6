"""What machines get: stable names, one line, no query."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from presswatch.delivery.payload import key_prefix, payload
from presswatch.kibana import KibanaLinks
from tests.make import NOON, article
from tests.unit.delivery.given import RULE, SENTENCE, SOURCES, alert, story


def encoded(articles=None, of=None, **given) -> bytes:
    articles = articles or story()
    of = of or alert(articles)
    return payload(of.deliveries[0], of, articles, sources=SOURCES, rule=RULE, **given)


def test_the_names_are_stable() -> None:
    articles = story(2)
    articles[0] = replace(articles[0], published_at=NOON, language="en")
    of = alert(articles)

    assert json.loads(encoded(articles, of)) == {
        "key": of.deliveries[0].id,
        "alert": {
            "id": of.id,
            "rule": "sco",
            "rule_title": "Shanghai Cooperation Organization",
            "story": articles[0].id,
            "created_at": "2020-09-10T12:03:00Z",
        },
        "why": {"sentence": SENTENCE, "marks": [[4, 7], [25, 31]], "article": articles[0].id},
        "articles": [
            {
                "id": articles[0].id,
                "url": "https://mfa.example/lead",
                "source": "mfa-kz",
                "source_name": "Ministry of Foreign Affairs",
                "kind": "official",
                "title": "Ministers meet",
                "language": "en",
                "published_at": "2020-09-10T12:00:00Z",
                "first_seen_at": "2020-09-10T12:00:00Z",
                "copy_of": "",
                "matched": True,
            },
            {
                "id": articles[1].id,
                "url": "https://news.example/1",
                "source": "tass",
                "source_name": "TASS <wire>",
                "kind": "state",
                "title": "Copy 1",
                "language": "",
                "published_at": None,
                "first_seen_at": "2020-09-10T12:00:01Z",
                "copy_of": articles[0].id,
                "matched": False,
            },
        ],
        "left_out": 0,
    }


def test_it_leads_to_the_article_that_says_why_and_to_its_story_in_kibana() -> None:
    articles = story()
    links = KibanaLinks(url="https://kibana.example")

    body = json.loads(encoded(articles, links=links))

    assert body["kibana"] == {"article": links.article(articles[0]), "story": links.story(articles[0])}
    assert {name: value for name, value in body.items() if name != "kibana"} == json.loads(encoded(articles))


def test_the_query_is_a_secret() -> None:
    assert b"secret" not in encoded()


def test_a_body_begins_with_its_key() -> None:
    of = alert(story())

    assert encoded(of=of).startswith(key_prefix(of.deliveries[0].id))


def test_a_story_that_everybody_copied_is_cut_and_says_so() -> None:
    body = json.loads(encoded(story(151)))

    assert len(body["articles"]) == 100
    assert body["left_out"] == 51


def test_an_address_that_is_none_of_the_web_is_left_out() -> None:
    assert json.loads(encoded([article(url="javascript:alert(1)")]))["articles"][0]["url"] == ""


@settings(max_examples=60, deadline=None)
@given(text=st.text(alphabet=st.characters() | st.sampled_from('\u2028\u2029\x85\r\n"\\\ud800\x0c\x1c'), max_size=60))
def test_any_text_stays_on_one_line_and_comes_back(text: str) -> None:
    line = encoded([article(title=text)])

    assert len(line.decode().splitlines()) == 1
    assert json.loads(line)["articles"][0]["title"] == text.encode("utf-8", "replace").decode()
