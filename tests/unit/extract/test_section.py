"""In which section an article stands, where its page says so."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from crawlers.extract import Hints, Reading, read_page
from presswatch.sources import NO_RULES, ReadingRules

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
TEXT = "".join(
    f"<p>The ministers met in the capital on day {n} of the talks, and agreed to go on.</p>" for n in range(6)
)


def section(head: str = "", body: str = "", *, rules: ReadingRules = NO_RULES) -> Reading:
    page = f"<html><head>{head}</head><body>{body}<article><h1>Ministers meet again</h1>{TEXT}</article></body></html>"
    reading = read_page(
        page.encode(), url="https://news.example/1", fetched_at=NOON, hints=Hints(published_at=NOON), rules=rules
    )
    assert isinstance(reading, Reading)
    return reading


def described(value: object) -> str:
    about = {"@type": "NewsArticle", "headline": "Ministers meet again", "articleSection": value}
    return f'<script type="application/ld+json">{json.dumps(about)}</script>'


META = '<meta property="article:section" content="World &amp;amp; Region">'


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (META, "World & Region"),
        (described("Diplomacy"), "Diplomacy"),
        (described(["Саясат", "Other"]), "Саясат"),
        (described("Diplomacy") + META, "Diplomacy"),
        (described("17") + META, "World & Region"),
        (described("https://news.example/world"), ""),
        (described({"x": 1}), ""),
        (described("x" * 300), ""),
        ('<meta name="keywords" content="summit"><meta property="article:tag" content="talks">', ""),
        ("", ""),
    ],
)
def test_where_it_is_given(head: str, said: str) -> None:
    assert section(head).section == said


def test_the_source_s_selector_goes_first() -> None:
    crumbs = "<nav><a href=/>Home</a> » <a class=in href=/d>Foreign policy</a></nav>"
    reading = section(META, crumbs, rules=ReadingRules(section="nav .in"))
    assert (reading.section, reading.unmet) == ("Foreign policy", ())
    reading = section(META, rules=ReadingRules(section="nav .in"))
    assert (reading.section, reading.unmet) == ("World & Region", ("section",))
    assert reading.read_by.endswith("; rules found no section")
