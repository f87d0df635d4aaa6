"""Links from an alert into Kibana."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

from presswatch.articles import Article
from presswatch.kibana import KibanaLinks
from presswatch.kibana.description import object_id

ARTICLE = Article(
    id="a1",
    url="https://example.org/a",
    source="s",
    title="",
    text="",
    story="it's!",
    fetched_at=datetime(2026, 3, 10, 12, tzinfo=UTC),
    first_seen_at=datetime(2026, 3, 10, 12, tzinfo=UTC),
)


def test_an_article_opens_in_discover_in_the_space_around_its_day():
    link = KibanaLinks(url="https://kibana.example.org/base/", space="desk").article(ARTICLE)
    parts = urlsplit(link)
    assert parts.path == "/base/s/desk/app/discover"
    state = unquote(parts.fragment)
    assert """query:(language:kuery,query:'id: "a1"')""" in state
    assert f"index:'{object_id('index-pattern', 'Articles')}'" in state
    assert "time:(from:'2026-03-06T12:00:00Z',to:'2026-03-14T12:00:00Z')" in state


def test_a_story_is_found_by_its_id_and_what_rison_would_take_for_its_own_is_escaped():
    link = KibanaLinks(url="http://localhost:5601").story(ARTICLE)
    assert link.startswith("http://localhost:5601/app/discover#/?_g=")
    assert 'story: "it!\'s!!"' in unquote(link)
    assert " " not in link
    assert '"' not in link
