"""Pages made to break their readers: each ends soon, with a value."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.extract import NotArticle, NoText, Reading, read_page

FETCHED = datetime(2020, 9, 12, tzinfo=UTC)
SECONDS = 8.0  # of processor time; the slowest takes a tenth of it
W = b"The ministers met in Moscow on Thursday and agreed on a joint communique. "
LD = b'<script type="application/ld+json">'

PAGES = {
    "nested blocks": b"<div>" * 100_000 + b"<p>" + W + b"</div>" * 100_000,
    "nested inline": b"<p>" + b"<b>" * 100_000 + W,
    "nested tables": b"<table><tr><td>" * 30_000 + W,
    "paragraphs": (b"<p>" + W + b"</p>") * 15_000,
    "links": (b"<a href=/x>word</a> ") * 40_000,
    "spans": b"<span>word </span>" * 40_000,
    "line breaks": b"word<br>" * 50_000,
    "headlines": b"<h1>A headline of some words</h1>" * 10_000,
    "one word": b"<p>" + b"w" * 2_000_000,
    "open brackets": b"<" * 2_000_000,
    "zeros": b"\0" * 5_000_000,
    "every byte": bytes(range(256)) * 5_000,
    "attributes": b"<p " + b" ".join(b"a%d=1" % n for n in range(100_000)) + b">" + W,
    "long class": b"<p class='" + b"a-" * 500_000 + b"'>" + W,
    "entities": b'<!DOCTYPE html [<!ENTITY a "' + b"b" * 1000 + b'"><!ENTITY c "&a;&a;&a;&a;">]><p>&c;&c;&c;' + W,
    "ampersands": b"<p>" + b"&amp;" * 1_000_000,
    "nested data": LD + b'[{"@type":"Article","a":' * 40_000 + b"</script><p>" + W * 3,
    "wide data": LD + b"[" + b'{"@type":"Article","url":"x"},' * 30_000 + b"{}]</script><p>" + W * 3,
    "large data": LD + b'{"headline": "' + b"x" * 4_000_000 + b'"}</script><p>' + W * 3,
    "backslashes": LD + b'"headline": "' + b"\\" * 900_000 + b"</script><p>" + W * 3,
    "quotes in a script": b"<script>u003cp" + b'"a\\' * 900_000 + b"</script><p>" + W * 3,
    "a literal without end": b'<script>u003cp"' + b"x" * 2_900_000 + b"</script>",
    "escaped quotes without end": b'<script>u003cp"' + b'a\\"' * 900_000 + b"</script>",
    "paragraphs in literals": b'<script>u003cp "' + b"<p>" * 9_900 + b'"</script>' * 20,
    "list items": b"<li>item" * 600_000,
    "attributes everywhere": (b"<p " + b" ".join(b"a%d" % n for n in range(190)) + b">") * 5_000,
    "deep and long": (b"<div>" + W * 200) * 330,
    "meta": b"<meta name=author content='a, b; c'>" * 50_000 + b"<p>" + W * 3,
    "separators": b"<title>" + b" - a | b" * 400_000 + b"</title><p>" + W * 3,
    "comment": b"<!--" * 1_000_000,
}


@pytest.mark.parametrize("name", PAGES)
def test_hostile_pages_end_with_a_value(name):
    began = time.process_time()
    reading = read_page(PAGES[name], url="https://example.com/a", fetched_at=FETCHED, content_type="text/html")
    assert time.process_time() - began < SECONDS
    assert isinstance(reading, Reading | NoText | NotArticle)
    if isinstance(reading, Reading):
        assert len(reading.text) <= 1_000_000
        assert len(reading.title) <= 500
        assert "bbbb" not in reading.text


MARKUP = ["<p>", "</p>", "<div class='related'>", "</div>", "<br>", "<h1>", "<td>", "<a href=x>", "</a>", "<script>", "<!--", "-->",
          "&lt;", "&", "\0", "\u00ad", "\ud7ff", "新闻", "نص", LD.decode(), '{"@type": "Article"', "}", "</script>", "text " * 30]  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(MARKUP) | st.text(max_size=8), max_size=25))
def test_any_markup_is_read_and_no_text_is_empty(pieces):
    body = "".join(pieces).encode("utf-8", "replace")
    reading = read_page(body, url="https://example.com/a", fetched_at=FETCHED)
    if isinstance(reading, Reading):
        assert reading.text.strip()
        assert all(line == " ".join(line.split()) and line for line in reading.text.split("\n"))
    else:
        assert reading.reason
