from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from crawlers.extract.authors import read_authors, read_bylines
from crawlers.extract.jsonld import Described, described, read_json
from crawlers.extract.language import language_code


def about(*documents: object, addresses=(), titles=()) -> Described:
    scripts = "".join(f'<script type="application/ld+json">{json.dumps(d)}</script>' for d in documents)
    return described(
        html.document_fromstring(f"<html><head>{scripts}</head></html>"), addresses=addresses, titles=titles
    )


ONE = {"@type": "NewsArticle", "headline": "One", "url": "https://example.com/one"}
TWO = {"@type": "NewsArticle", "headline": "Two", "url": "https://example.com/two"}


def test_the_article_is_found_wherever_it_stands():
    for document in (ONE, [ONE], {"@graph": [{"@type": "WebPage"}, ONE]}, {"@type": "WebPage", "mainEntity": ONE}):
        assert about(document).text("headline") == "One"


def test_the_pages_own_article_is_chosen_among_several():
    assert about([ONE, TWO], addresses=["https://example.com/two/"]).text("headline") == "Two"
    assert about([ONE, TWO], titles=["Two | Example"]).text("headline") == "Two"
    assert about({"@type": "ItemList", "itemListElement": [ONE]}, TWO).text("headline") == "Two"
    assert not about({"@type": "ItemList", "itemListElement": [ONE, TWO]}).article


@pytest.mark.parametrize(
    "type_", ["Article", ["Thing", "ReportageNewsArticle"], "http://schema.org/BlogPosting", "Report"]
)
def test_kinds_of_articles(type_):
    assert about(ONE | {"@type": type_}).article
    assert not about(ONE | {"@type": "Organization"}).article


@pytest.mark.parametrize(
    "text",
    [
        '{"@type": "NewsArticle", "headline": "Two\nlines",}',
        '<!-- {"headline": "Two\\nlines"} -->',
        '//<![CDATA[\n{"headline": "Two\\nlines"}\n//]]>',
        '{"headline": "Two\\nlines"};',
        '{"headline": "Two\\nlines"}{"more": 1}',
        '// generated\n{"headline": "Two\\nlines"}',
        '{"headline": "Two\\nlines", "x": "\\d"}',
        '{"headline": "Two\\nlines", "author": {"name": "unfinished',
        '{"headline": "Two\\nlines" "datePublished": "2020-09-10"}',
    ],
)
def test_documents_that_are_not_quite_json(text):
    assert read_json(text)["headline"] == "Two\nlines"


@pytest.mark.parametrize("text", ["", " ", "null", "[" * 300_000, "{" * 5, '{"a": ' * 50_000, "x" * 2_000_000])
def test_documents_that_are_nothing(text):
    assert not isinstance(read_json(text), dict)


@settings(max_examples=100, deadline=None)
@given(st.recursive(st.none() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
    st.sampled_from(["@type", "@graph", "headline", "author", "url", "mainEntityOfPage", "articleBody"]), inner, max_size=4), max_leaves=12))  # fmt: skip
def test_any_document_is_read(document):
    found = about(document, {"@type": "Article", "x": document})
    found.text("headline")
    read_authors({}, found)


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("By Ann Smith and Li Wei", ("Ann Smith", "Li Wei")),
        ("Анна Петрова, https://example.com/anna", ("Анна Петрова",)),
        ([{"name": "Ann Smith"}, {"name": "ann smith"}, {"name": "https://example.com/a"}], ("Ann Smith",)),
        ({"@type": "Person", "name": ["Ann Smith (as)", "Li Wei"]}, ("Ann Smith", "Li Wei")),
        ({"givenName": "Ann", "familyName": "Smith"}, ("Ann Smith",)),
        ("desk@example.com", ()),
        ("Ann Smith, Chief Diplomatic Correspondent", ("Ann Smith",)),
        ("Анна Петрова, обозреватель; Li Wei <li@example.com>", ("Анна Петрова", "Li Wei")),
        ("Written by Ann Smith | Editor: Li Wei", ("Ann Smith", "Li Wei")),
        ("Автор: Анна Петрова", ("Анна Петрова",)),
        ("本报记者王伟、李娜", ("王伟", "李娜")),
        ("文在寅", ("文在寅",)),
        ("문재인 기자", ("문재인",)),
        ("نویسنده: علی رضایی", ("علی رضایی",)),
        ("Редакция", ()),
        ([{"name": "Staff Writer"}, {"name": "admin"}, {"name": "Ann Editor"}], ("Ann Editor",)),
        ("Reporter Without Borders", ("Reporter Without Borders",)),
        ("Haber Ann, Author Li", ("Haber Ann", "Author Li")),
        (7, ()),
    ],
)
def test_authors(author, names):
    assert read_authors({}, about(ONE | {"author": author})) == names


def test_authors_of_meta_come_second():
    meta = {"author": ["https://example.com/a"], "article:author": ["Ann Smith, Li Wei"]}
    assert read_authors(meta, Described()) == ("Ann Smith", "Li Wei")


def test_bylines_come_third_and_those_of_teasers_not_at_all():
    page = "<p>By <a rel='author' href='/a'>Ann Smith</a></p><aside><a rel='author'>Li Wei</a></aside>"
    assert read_bylines(html.document_fromstring(page)) == ["Ann Smith"]
    micro = "<span itemprop='author'><meta itemprop='url' content='/a'><b itemprop='name'>By Ann Smith</b></span>"
    assert read_authors({}, Described(), bylines=read_bylines(html.document_fromstring(micro))) == ("Ann Smith",)
    assert read_authors({"author": ["Li Wei"]}, Described(), bylines=["Ann Smith"]) == ("Li Wei",)
    teasers = "".join(f"<a rel='author'>Ann {name}</a>" for name in ("Smith", "Brown", "White", "Black"))
    assert read_bylines(html.document_fromstring(f"<p>{teasers}")) == []


def test_the_site_is_the_author_where_there_is_no_other():
    signed = about(ONE | {"author": {"name": "The Example Times"}})
    assert read_authors({}, signed, sites=["the example times"]) == ("The Example Times",)
    assert read_authors({"author": ["Ann Smith"]}, signed, sites=["the example times"]) == ("Ann Smith",)
    assert read_authors({"author": ["Ann Smith"]}, signed) == ("The Example Times",)


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("ru-RU", "ru"),
        ("uz-Cyrl", "uz"),
        ("EN_us", "en"),
        ("kaz", "kk"),
        ("zh-Hans-CN, en", "zh"),
        ("english", ""),
        ("", ""),
    ],
)
def test_language_tags(tag, code):
    assert language_code(tag) == code
