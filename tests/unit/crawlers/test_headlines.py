"""Finding the list of headlines on pages of many layouts, none of them anybody's."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.discover import read_listing
from crawlers.discover.listings import parsed_page
from crawlers.survey.headlines import Guess, guess_listing

URL = "https://news.example/news"
TITLES = [
    "Ministers agree on a new corridor for freight between the two seas",
    "President receives the credentials of seven ambassadors",
    "Talks on the border will go on in the autumn, both sides say",
    "Spokesman answers questions on the summit and the communique",
    "Delegation visits the new terminal in the port of the capital",
    "Agreement on visas enters into force on the first of the month",
]
MENU = (
    "<nav><ul>" + "".join(f"<li><a href=/about{n}>About the ministry, its history and its seat, {n}</a></li>" for n in range(9))
    + "</ul></nav><div class=menu><ul>"
    + "".join(f"<li><a href=/in/{n}>Relations with the countries of the region {n}</a></li>" for n in "abcdefghijk")
    + "</ul></div>"
)  # fmt: skip
READ = "<div class=side><b>Most read</b><ol>" + "".join(
    f"<li><a href=/2020/01/an-old-story-of-{n}>{title}</a></li>" for n, title in enumerate(TITLES[:4])
) + "</ol></div>"  # fmt: skip
FOOT = "<footer>" + "".join(f"<p><a href=/f{n}>Terms and conditions of the use of this site {n}</a></p>" for n in range(8)) + "</footer>"  # fmt: skip


def each(form: str) -> str:
    return "".join(form.format(n=n, title=title, day=n + 10, odd=n % 2) for n, title in enumerate(TITLES))


def page(body: str) -> str:
    return f"<html><head><title>x</title></head><body>{MENU}{body}{READ}{FOOT}</body></html>"


def guessed(html: str) -> Guess | None:
    root, base = parsed_page(html.encode(), url=URL)
    return guess_listing(root, url=URL, base=base)


LAYOUTS = {
    "ul": f"<div class=content><ul class='items'>{each('<li class=i{n}><i>{day}.09.2020</i> <a href=/n/{n}000>{title}</a></li>')}</ul></div>",
    "table": f"<table><tr><th>Date<th>News{each('<tr><td>{day}.09.2020<td><a href=item.php?id=1{n}>{title}</a>')}</table>",
    "cards": "<main><div class='css-1x2y3z'>"
    + each(
        "<article class='card c-{n}'><a href=/s/{n}/a-b-c-d><img></a><div><a class=tag href=/tag/{odd}>The world and its"
        " politics</a><h3><a href=/s/{n}/a-b-c-d>{title}</a></h3><p>A text <a href=/by/x>by our own correspondent</a></p></div></article>"
    )
    + "</div></main>",
    "linked cards": each(
        "<a class='sc-hKwDye' href=/w/2020{n}><div><img><h2>{title}</h2><p>{title} {title}</p></div></a>"
    ),
    "divs": f"<div><div><div>{each('<div><div>{day} Sep 2020</div><div><a href=/d/300{n}.html>{title}</a></div></div>')}</div></div></div>",
    "definitions": f"<dl>{each('<dt>2020-09-{day}</dt><dd><a href=/dl/400{n}>{title}</a></dd>')}</dl>",
    "breaks": f"<div id=list>{each('<a href=/b/500{n}>{title}</a><br>')}</div>",
    "Chinese": "<div class=xw><ul>"
    + "".join(f"<li><a href=/t2020{n:04}.shtml>外交部长会见哈萨克斯坦总统特别代表一行{n}</a></li>" for n in range(6))
    + "</ul></div>",
}
ADDRESSES = {
    "ul": "/n/", "table": "/item.php?id=", "cards": "/s/", "linked cards": "/w/", "divs": "/d/", "definitions": "/dl/",
    "breaks": "/b/", "Chinese": "/t2020",
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_list_is_found_and_nothing_else(layout: str) -> None:
    guess = guessed(page(LAYOUTS[layout]))
    assert guess
    assert len(guess.targets) == 6
    assert all(target.startswith(f"https://news.example{ADDRESSES[layout]}") for target in guess.targets)
    read = read_listing(page(LAYOUTS[layout]).encode(), url=URL, links=guess.links)
    assert [link.url for link in read.links] == list(guess.targets)


def test_a_list_by_days_is_one() -> None:
    days = "".join(f"<section class=day><h2>{day}</h2><ul>{each(f'<li><a href=/n/{day}{{n}}0>{{title}}</a></li>')}</ul></section>" for day in range(10, 13))  # fmt: skip
    guess = guessed(page(f"<div id=days>{days}</div>"))
    assert guess
    assert len(guess.targets) == 18


def test_selectors_say_what_will_last() -> None:
    """No numbers, no names that a build tool made."""
    assert {layout: guess.links for layout, html in LAYOUTS.items() if (guess := guessed(page(html)))} == {
        "ul": ".items a",
        "table": "table a",
        "cards": ".card h3 a",
        "linked cards": 'a[href^="/w/"]',
        "divs": 'a[href^="/d/"]',
        "definitions": "dl a",
        "breaks": "#list a",
        "Chinese": ".xw a",
    }


@pytest.mark.parametrize(
    ("link", "selector"),
    [
        ("<a rel=next href=?p=2>Older</a>", 'a[rel~="next"]'),
        ("<a class='page-next' href=?p=2>Далее</a>", "a.page-next"),
        ("<li class=next><a href=?p=2>More</a></li>", "li.next a"),
        ("<a href=?p=2> » </a>", '//a[normalize-space()="»"]'),
        ("<a class=next href='#'>slide</a>", ""),
        ("<a class=next href=https://other.test/>partner</a>", ""),
        ("", ""),
    ],
)
def test_the_next_page(link: str, selector: str) -> None:
    guess = guessed(page(LAYOUTS["ul"] + link))
    assert guess
    assert guess.next == selector


def test_pages_without_a_list() -> None:
    assert (
        guessed("<html><body><p>Nothing but text, and <a href=/x>one link to something else</a></p></body></html>")
        is None
    )
    assert guessed(f"<html><body>{MENU}</body></html>") != guessed(page(LAYOUTS["ul"]))
    elsewhere = each("<li><a href=https://other.test/n/100{n}>{title}</a></li>")
    assert guessed(f"<html><body><ul>{elsewhere}</ul></body></html>") is None


PIECES = ["<div>", "</div>", "<a href=/1000>", "</a>", "<ul>", "<li class='a\x0b\"b'>", "<a href=javascript:x>", "<h2>",
          "A headline that is long enough to be one of them", "<nav>", "<table>", "<time>", "<a href='[['>", "\u202e"]  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=60))
def test_any_page_is_survived(pieces: list[str]) -> None:
    guess = guessed("<html><body>x" + "".join(pieces))
    if guess:
        assert guess.targets


def test_a_page_that_is_an_attack_takes_no_minute() -> None:
    deep = "<div>" * 5000 + each("<a href=/n/{n}000>{title}</a>")
    wide = "".join(f"<p class='{' '.join('c' * k for k in range(1, 40))}'><a href=/n/{n}>{TITLES[n % 6]}</a></p>" for n in range(800))  # fmt: skip
    for html in (deep, wide, "<a href=/n/1-" + "-_" * 40_000 + ">" + "x " * 100_000):
        guessed(f"<html><body>{html}</body></html>")
