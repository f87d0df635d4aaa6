"""A source's own rules for what generic reading gets wrong on its pages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawlers.extract import Hints, Reading, read_page
from presswatch.sources import ReadingRules

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
URL = "https://mfa.example/press/17"
TEXT = [
    f"The ministers met in the capital on day {n} of the talks, and agreed to go on in the spring." for n in range(4)
]
SIDE = [
    f"Another story {n}, which is longer than the article and has nothing to do with it whatever." for n in range(9)
]
PAGE = f"""<html lang="en"><head><title>Ministry</title>
<meta property="article:published_time" content="2021-01-01T00:00:00Z"></head><body>
<h1>Press centre of the ministry</h1><h2 class="t">Ministers meet</h2><p class="by">By Ann Author and Bo Writer</p>
<span class="d">10.09.2020 | 14:30</span>
<div class="big">{"".join(f"<p>{each}</p>" for each in SIDE)}</div>
<div class="small"><h2 class="t">Ministers meet</h2>{"".join(f"<p>{each}</p>" for each in TEXT)}
<p><a href="/x">Read also: the other talks in the other capital</a></p><button>Share this story with all your friends</button>
<div class="box"><p>An appeal in a box in the text, to subscribe to the channel of the ministry.</p></div></div></body></html>"""


def at(*numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=UTC)  # type: ignore[misc, arg-type]


RULES = ReadingRules(
    title=".t",
    text="//div[@class='small']",
    date=".d",
    author=".by",
    drop=(".box", "meta"),
    date_formats=("%d.%m.%Y | %H:%M",),
    language="kk",
    timezone="Asia/Almaty",
)


def read(page: str = PAGE, rules: ReadingRules = RULES, **hints: object) -> Reading:
    known = Hints(timezone=rules.timezone, **hints)  # type: ignore[arg-type]
    reading = read_page(page.encode(), url=URL, fetched_at=NOON, content_type="text/html", hints=known, rules=rules)
    assert isinstance(reading, Reading)
    return reading


def test_all_of_it_is_read_by_the_rules() -> None:
    reading = read()
    assert reading.title == "Ministers meet"
    assert reading.text.split("\n") == TEXT
    assert reading.authors == ("Ann Author", "Bo Writer")
    assert reading.published_at == datetime(2020, 9, 10, 8, 30, tzinfo=UTC)  # Almaty had six hours then
    assert reading.published_by == "rules; Asia/Almaty assumed"
    assert (reading.language, reading.read_by, reading.unmet) == ("kk", "rules", ())


def test_generic_reading_would_have_got_it_wrong() -> None:
    reading = read(rules=ReadingRules())
    assert SIDE[0] in reading.text
    assert reading.published_by == "meta"


def test_what_meets_nothing_is_left_to_generic_reading_and_told() -> None:
    rules = ReadingRules(title=".gone", text="//div[@id='gone']", date=".t", author="//b/@data-name")
    reading, generic = read(rules=rules), read(rules=ReadingRules())
    assert (reading.title, reading.text) == (generic.title, generic.text)
    assert (reading.published_at, reading.authors) == (generic.published_at, generic.authors)
    assert reading.unmet == ("title", "text", "date", "author")
    assert reading.read_by == f"{generic.read_by}; rules found no title, text, date, author"


def test_a_text_that_is_but_the_headline_is_none() -> None:
    reading = read(rules=ReadingRules(text="h1", title="h1"))
    assert reading.unmet == ("text",)


def test_paragraphs_and_attributes_can_be_selected_too() -> None:
    assert read(rules=ReadingRules(text=".small > p")).text.split("\n") == TEXT
    page = PAGE.replace("<body>", f'<body data-text="{"&#10;".join(TEXT)}">')
    assert read(page, ReadingRules(text="//body/@data-text")).text.split("\n") == TEXT


def test_jsonld_that_is_wrong_can_be_dropped() -> None:
    script = (
        '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2019-05-05T05:05:05Z"}</script>'
    )
    page = PAGE.replace("<meta", script + "<meta")
    assert read(page, ReadingRules(date=".d")).published_by == "jsonld"  # a rule's date comes after it
    dropped = read(page, ReadingRules(date=".d", drop=("script", "meta")))
    assert (dropped.published_at, dropped.published_by) == (
        datetime(2020, 9, 10, 14, 30, tzinfo=UTC),
        "rules; UTC assumed",
    )


@pytest.mark.parametrize(
    ("language", "written", "formats", "expected"),
    [
        ("ru", "10 сентября 2020 в 14:30", ("%d %B %Y в %H:%M",), at(2020, 9, 10, 8, 30)),
        ("kk", "10 қыркүйек 2020, 14:30", ("%d %B %Y, %H:%M",), at(2020, 9, 10, 8, 30)),
        ("en", "09/10/2020 14:30", ("%d/%m/%Y %H:%M",), at(2020, 10, 9, 8, 30)),
        ("en", "09/10/2020 14:30", ("%m/%d/%Y %H:%M",), at(2020, 9, 10, 8, 30)),
        ("en", "2020-09-10T14:30:00+05:00", ("%d.%m.%Y",), at(2020, 9, 10, 9, 30)),  # not in any of the formats
        ("ru", "2 часа назад", (), at(2026, 11, 24, 10)),
        ("ru", "вчера, 14:30", (), at(2026, 11, 23, 9, 30)),  # five hours, since 2024
        ("en", "yesterday", (), at(2026, 11, 23)),
        ("tlh", "yesterday", (), at(2026, 11, 23)),
        ("en", "09.10 12:30", (), None),
        ("en", "By our correspondent", (), None),
        ("en", "", (), None),
    ],
)
def test_dates_as_publishers_write_them(language: str, written: str, formats: tuple[str, ...], expected) -> None:  # type: ignore[no-untyped-def]
    page = f'<html><body><h1>Ministers meet</h1><p id="d">{written}</p>{"".join(f"<p>{each}</p>" for each in TEXT)}</body></html>'
    rules = ReadingRules(date="#d", date_formats=formats, language=language, timezone="Asia/Almaty")
    reading = read(page, rules)
    if expected is None:
        assert reading.unmet == ("date",)
    else:
        assert reading.published_at == expected
        assert reading.published_by.startswith("rules")


def test_links_to_skip_and_links_to_take_only() -> None:
    rules = ReadingRules(skip=("/video/", r"\?print=1$"), only=("^https://mfa.example/(en|kk)/",))
    assert rules.takes("https://mfa.example/en/1")
    assert not rules.takes("https://mfa.example/ru/1")
    assert not rules.takes("https://mfa.example/en/video/1")
    assert not rules.takes("https://mfa.example/en/1?print=1")
    assert ReadingRules().takes("https://mfa.example/video/1")
