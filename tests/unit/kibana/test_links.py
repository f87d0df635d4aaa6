"""Links from an alert into Kibana."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presswatch.delivery.press_text import web_link
from presswatch.kibana import KibanaLinks
from presswatch.kibana.description import object_id
from presswatch.kibana.fields import mapped_fields
from tests.make import article
from tests.unit.kibana import rison

SEEN = datetime(2026, 3, 10, 12, tzinfo=UTC)
ARTICLE = article(1, id="a1", story="it's!", at=SEEN)
LINKS = KibanaLinks(url="https://kibana.example.org/base/", space="desk")


def test_an_article_opens_in_discover_in_the_space_around_its_day() -> None:
    link = LINKS.article(ARTICLE)
    assert urlsplit(link).path == "/base/s/desk/app/discover"
    state = rison.state(link)
    assert state.keys() == {"_g", "_a"}
    assert state["_g"] == {"time": {"from": "2026-03-06T12:00:00Z", "to": "2026-03-14T12:00:00Z"}}
    view = object_id("index-pattern", "Articles")
    assert state["_a"]["index"] == view
    assert state["_a"]["query"] == {"language": "kuery", "query": ""}
    assert set(state["_a"]["columns"]) <= mapped_fields()["articles"].keys()
    (filtered,) = state["_a"]["filters"]
    assert filtered["$state"] == {"store": "appState"}
    assert (filtered["meta"]["index"], filtered["meta"]["negate"], filtered["meta"]["disabled"]) == (view, False, False)
    assert filtered["query"] == {"match_phrase": {"id": "a1"}}


def test_a_story_is_found_by_its_id() -> None:
    link = KibanaLinks(url="http://localhost:5601").story(ARTICLE)
    assert link.startswith("http://localhost:5601/app/discover#/?_g=")
    (filtered,) = rison.state(link)["_a"]["filters"]
    assert filtered["query"] == {"match_phrase": {"story": "it's!"}}


@pytest.mark.parametrize("at", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
def test_a_time_at_the_end_of_all_times_has_a_link_too(at: datetime) -> None:
    assert rison.state(LINKS.article(article(1, at=at)))["_g"]["time"].keys() == {"from", "to"}


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=40))
def test_any_value_comes_back_from_a_link_that_may_stand_in_a_mail(value: str) -> None:
    link = LINKS.story(article(1, story=value))
    (filtered,) = rison.state(link)["_a"]["filters"]
    assert filtered["query"]["match_phrase"]["story"] == filtered["meta"]["params"]["query"] == value
    assert re.fullmatch(r"[A-Za-z0-9:/?#&=%,!._~-]+", link)  # nothing by which a mail reader would end it


def test_links_are_of_a_length_that_mails_and_browsers_take() -> None:
    link = LINKS.story(article(1, story="f" * 32))
    assert web_link(link) == link
    assert len(link) < 1200
