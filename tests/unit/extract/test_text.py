"""What belongs to an article's text. Each case is one rule of markup; whole pages are in `pages/`."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawlers.extract import NotArticle, NoText, Reading, read_page

FETCHED = datetime(2020, 9, 12, tzinfo=UTC)
ONE = "Foreign ministers of the member states met in Moscow on Thursday to prepare the summit of their leaders."
TWO = "They agreed on more than 20 draft documents, and adopted a communiqué and several statements, officials said."
THREE = "The talks, the first in person since the spring, were businesslike; the next ones are to be held in a year."
BODY = f"<p>{ONE}</p><p>{TWO}</p><p>{THREE}</p>"
STRANGE = "Prices of bread have risen for the third month in a row, and bakers say they have no choice but to follow."


def read(body: str, *, head: str = "<meta property='og:type' content='article'>", url="https://example.com/a/b"):
    page = f"<!doctype html><html><head><title>Ministers met</title>{head}</head><body>{body}</body></html>"
    return read_page(page.encode(), url=url, fetched_at=FETCHED, content_type="text/html; charset=utf-8")


def text(body: str, **more: str) -> list[str]:
    reading = read(body, **more)
    assert isinstance(reading, Reading), reading
    return reading.text.split("\n")


@pytest.mark.parametrize(
    "box",
    [
        f"<aside><p>{STRANGE}</p></aside>",
        f"<nav><p>{STRANGE}</p></nav>",
        f"<figure><figcaption>{STRANGE}</figcaption></figure>",
        f"<div class='related-articles'><p>{STRANGE}</p></div>",
        f"<div class='ArticleBody_newsletterBox__x1'><p>{STRANGE}</p></div>",
        f"<div id='shareTools'><p>{STRANGE}</p></div>",
        f"<div role='complementary'><p>{STRANGE}</p></div>",
        f"<div style='display: none'><p>{STRANGE}</p></div>",
        f"<div aria-hidden='true'><p>{STRANGE}</p></div>",
        f"<p><a href='/x'>{STRANGE}</a></p>",
        f"<p>Read also: <a href='/x'>{STRANGE}</a></p>",
        f"<p>Читайте также: <a href='/x'>{STRANGE}</a></p>",
        f"<div class='img-description'>{STRANGE}</div>",
        f"<template><p>{STRANGE}</p></template><noscript><p>{STRANGE}</p></noscript>",
        f"<button>{STRANGE}</button>",
    ],
)
def test_boxes_within_the_text_are_left_out(box):
    article = (
        f"<article><h1>Ministers met</h1><div class='body'><p>{ONE}</p><p>{TWO}</p>{box}<p>{THREE}</p></div></article>"
    )
    assert text(article) == [ONE, TWO, THREE]


@pytest.mark.parametrize(
    "body",
    [
        f"<form id='aspnetForm'><div class='sidebar-left content'>{BODY}</div></form>",  # the whole page in a form
        f"<div class='post tag-newsletter tag-share'>{BODY}</div>",  # a class made of the article's tags
        "".join(f"<div class='share-block'><p>{p}</p></div>" for p in (ONE, TWO, THREE)),
        "".join(f"<p class='my-6 print:mb-2 social'>{p}</p>" for p in (ONE, TWO, THREE)),
        f"<aside>{BODY}</aside>",
        f"<div>{ONE}<br><br>{TWO}<br>\n<br>{THREE}</div>",
        f"<table><tr><td>{ONE}</td></tr><tr><td>{TWO}</td></tr><tr><td>{THREE}</td></tr></table>",
        f"<div><span>{ONE}</span><div>{TWO}</div>{THREE}</div>",
    ],
)
def test_what_holds_the_prose_is_kept_whatever_it_is_called(body):
    assert text(f"<h1>Ministers met</h1>{body}<footer>© Example. {STRANGE}</footer>") == [ONE, TWO, THREE]


def test_a_standfirst_is_part_of_the_text_and_the_headline_is_not():
    lead = "The first meeting in person this year ended with a communiqué and a list of papers."
    header = f"<header><h1>Ministers met</h1><div class='dek'>{lead}</div><p>10.09.2020 12:30</p></header>"
    assert text(f"{header}<div class='body'>{BODY}</div>") == [lead, ONE, TWO, THREE]


def test_headings_and_lists_within_the_text_are_kept_and_one_at_its_end_is_not():
    middle = f"<p>{ONE}</p><h2>The papers</h2><p>{TWO}</p><ul><li>A communiqué of twelve pages.</li></ul><p>{THREE}</p>"
    found = text(f"<article><h1>Ministers met</h1>{middle}<h2>More on this</h2></article>")
    assert found == [ONE, "The papers", TWO, "A communiqué of twelve pages.", THREE]


def test_paragraphs_that_are_there_twice_are_read_once():
    phone = f"<div class='phone'><p>{ONE}</p></div>"
    assert text(f"<article><h1>Ministers met</h1>{phone}<div class='body'>{BODY}</div></article>").count(ONE) == 1


def test_white_space_is_plain_and_letters_are_composed():
    odd = "Министры\u00a0иностранных\u2009дел встретились\n   в Москве: и\u0306 ста\u00adла й, ми\u200cр остался собой, договорились."
    expected = "Министры иностранных дел встретились в Москве: й стала й, ми\u200cр остался собой, договорились."
    assert text(f"<h1>Заголовок</h1><p>{odd}</p><p>{TWO}</p><p>{THREE}</p>")[0] == expected


def test_the_publishers_own_text_settles_what_is_in_it():
    ld = f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{ONE} {TWO} {THREE}"}}</script>'
    foreign = f"<p>{ONE}</p><p>{STRANGE}</p><p>{TWO}</p><p>{THREE}</p>"
    assert text(f"<h1>Ministers met</h1><div>{foreign}</div>", head=ld) == [ONE, TWO, THREE]
    assert text(f"<h1>Ministers met</h1><div>{foreign}</div>") == [ONE, STRANGE, TWO, THREE]


def test_a_publishers_text_of_another_article_is_not_taken():
    ld = '<script type="application/ld+json">{"@type": "NewsArticle", "articleBody": "%s"}</script>'
    assert text(f"<h1>Ministers met</h1>{BODY}", head=ld % " ".join([STRANGE] * 9)) == [ONE, TWO, THREE]


def test_pages_that_are_no_articles():
    assert isinstance(read_page(b"\x89PNG\r\n", url="https://example.com/a", fetched_at=FETCHED), NotArticle)
    film = read_page(b"x", url="https://example.com/a", fetched_at=FETCHED, content_type="video/mp4")
    assert film == NotArticle("is video/mp4, not an HTML page")
    feed = b"<?xml version='1.0'?>\n<rss version='2.0'><channel/></rss>"
    assert isinstance(read_page(feed, url="https://example.com/a", fetched_at=FETCHED), NotArticle)
    assert read(BODY, head="", url="https://example.com/") == NotArticle("is a home page")
    assert isinstance(read(BODY, url="https://example.com/"), Reading)  # it says that it is one
    assert isinstance(read("<h1>Ministers met</h1>"), NoText)
    assert isinstance(read_page(b"", url="https://example.com/a", fetched_at=FETCHED), NoText)
