"""The feed's own full text, where the page has less."""

from __future__ import annotations

from datetime import UTC, datetime

from crawlers.extract import Hints, NoText, Reading, read_feed_entry, read_page
from presswatch.sources import NO_RULES, ReadingRules

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
URL = "https://agency.example/2026/17?utm_source=rss"
TEXT = [
    f"The ministers met in the capital on day {n} of the talks, and agreed to go on in the spring." for n in range(8)
]
CONTENT = (
    "<h2>Ministers meet</h2>"
    + "".join(f"<p>{each}</p>" for each in TEXT)
    + '<p><a href="/other">Another story that is linked from here</a></p>'
    + '<p>The post <a href="/1">Ministers meet</a> appeared first on <a href="/">The Daily Paper</a>.</p>'
)
HINTS = Hints(title="Ministers meet", content=CONTENT, published_at=NOON, language="en")


def read(body: str, hints: Hints = HINTS, rules: ReadingRules = NO_RULES) -> Reading:
    page = f"<html><head><title>Ministers meet</title></head><body><h1>Ministers meet</h1>{body}</body></html>"
    reading = read_page(page.encode(), url=URL, fetched_at=NOON, hints=hints, rules=rules)
    assert isinstance(reading, Reading)
    return reading


def paragraphs(number: int) -> str:
    return "".join(f"<p>{each}</p>" for each in TEXT[:number])


def test_a_page_without_a_text_takes_it_from_the_feed() -> None:
    reading = read("<div id='app'></div>")
    assert (reading.text.split("\n"), reading.read_by) == (TEXT, "feed")
    assert (reading.title, reading.published_by) == ("Ministers meet", "feed")


def test_a_page_with_a_part_of_it_or_a_wall_does_too() -> None:
    assert read(paragraphs(2)).text.split("\n") == TEXT
    wall = "<p>This story is for our subscribers only: sign in to go on, or take a trial for one month.</p>"
    assert (read(wall).text.split("\n"), read(wall).read_by) == (TEXT, "feed")


def test_a_page_with_all_of_it_counts() -> None:
    assert read(paragraphs(8)).read_by == "consensus"
    teaser = Hints(content="<p>The ministers met in the capital on day 0 of the talks, and agreed to go on.</p>")
    assert read(paragraphs(8), teaser).read_by == "consensus"


def test_the_source_s_own_rules_come_before_it() -> None:
    reading = read(f"<div class='x'>{paragraphs(1)}</div>", rules=ReadingRules(text=".x"))
    assert (reading.text, reading.read_by) == (TEXT[0], "rules")


def test_without_its_page_an_article_is_what_the_feed_gives() -> None:
    read = read_feed_entry(url=URL, why="answered 403", fetched_at=NOON, hints=HINTS)
    assert isinstance(read, Reading)
    assert (read.text.split("\n"), read.read_by) == (TEXT, "feed; the page answered 403")
    assert (read.title, read.published_at, read.language) == ("Ministers meet", NOON, "en")
    assert read.canonical_url == "https://agency.example/2026/17"
    nothing = read_feed_entry(url=URL, why="answered 403", fetched_at=NOON, hints=Hints(content="<p>Short.</p>"))
    assert isinstance(nothing, NoText)
