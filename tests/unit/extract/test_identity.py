"""Which addresses are one article's, and which are not."""

from __future__ import annotations

import pytest

from crawlers.extract.canonical import canonical_url, choose_canonical
from presswatch.articles import article_id

A = "https://news.example.com/world/ministers-meet-in-astana"


def identity(url: str, canonical: str = "") -> str:
    """The article's id, as a page fetched from `url` that names this canonical has it."""
    return article_id(choose_canonical(url, [canonical] if canonical else [])[0])


@pytest.mark.parametrize(
    "other",
    [
        A.replace("https:", "http:"),
        A.replace("https://news.example.com", "HTTPS://News.Example.COM:443"),
        A + "/",
        A + "#comments",
        A + "?utm_source=rss&utm_medium=feed",
        A + "?fbclid=1&gclid=2",
        A + "?from=rss",
        A + "?ref=telegram",
        A + "?PHPSESSID=0f",
        A + ";jsessionid=0F",
        A + "?amp",
        A + "?amp=1",
        A + "?outputType=amp",
        A + "?print=1",
        A + "?view=print",
        A + "?utm_source=x&amp;utm_medium=y",
        A.replace("ministers", "%6dinisters"),
    ],
)
def test_addresses_of_one_article(other: str) -> None:
    assert identity(other) == identity(A)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("https://example.com/a/index.html", "https://example.com/a/"),
        ("https://example.com/a/Default.aspx", "http://example.com:80/a"),
        ("https://example.com/%d0%bd?q=%d0%b9", "https://example.com/н?q=й"),
        ("https://example.com/~a", "https://example.com/%7Ea"),
        ("https://пример.рф/a", "https://xn--e1afmkfd.xn--p1ai/a"),
        ("https://example.com/view.php?id=5&utm_campaign=x", "https://example.com/view.php?id=5"),
    ],
)
def test_forms_of_one_address(one: str, two: str) -> None:
    assert identity(one) == identity(two)


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        (A.replace("news.", "m."), A),
        (A.replace("news.", "amp."), A),
        (A + "/amp", A),
        (A + "/amp/", A),
        (A + ".amp", A),
        (A.replace("/world/", "/amp/world/"), A),
        (A + "/print", A),
        ("https://news.example.com/print.php?id=77", A),
        ("https://news.example.com/?p=77", A),
        ("https://news.example.com/77", A),
        (A.replace(".com", ".com:8443"), A),
    ],
)
def test_twins_that_name_the_article(url: str, canonical: str) -> None:
    assert identity(url, canonical) == identity(A)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("https://example.com/view.php?id=5", "https://example.com/view.php?id=6"),
        ("https://example.com/?p=5", "https://example.com/?p=6"),
        ("https://example.com/index.php?id=5", "https://example.com/index.php"),
        ("https://example.com/a?lang=ru", "https://example.com/a?lang=kk"),
        ("https://example.com/ru/a", "https://example.com/kk/a"),
        ("https://example.com/a?page=2", "https://example.com/a"),
        ("https://example.com/a?ref=12345", "https://example.com/a?ref=12346"),
        ("https://example.com/a?source=77", "https://example.com/a?source=78"),
        ("https://example.com/a", "https://example.com/A"),
        ("https://example.com/a%2Fb", "https://example.com/a/b"),
        ("https://example.com/indexes.html", "https://example.com/"),
        ("https://example.com/a?printer=5", "https://example.com/a"),
        ("https://one.example.com/a", "https://two.example.com/a"),
        ("https://example.com:8443/a", "https://example.com/a"),
    ],
)
def test_addresses_of_different_articles(one: str, two: str) -> None:
    assert identity(one) != identity(two)


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        # a template's canonical, the same for pages that are not
        (A + "?page=2", A),
        (A + "/2", A),
        (A + "?lang=ru", A),
        (A.replace("/world/", "/ru/world/"), A.replace("/world/", "/en/world/")),
        (A.replace("/world/", "/ru/world/"), A),
        (A.replace("news.", "ru."), A.replace("news.", "en.")),
        ("https://example.com/view.php?id=5", "https://example.com/view.php"),
        (A, "https://news.example.com/world/"),
        (A, "https://elsewhere.example.org/story"),
    ],
)
def test_a_canonical_that_is_not_this_article_s(url: str, canonical: str) -> None:
    assert identity(url, canonical) == identity(url) != identity(canonical)


def test_a_language_that_the_canonical_adds_or_keeps_is_no_other_article():
    assert canonical_url("https://example.com/ru/a?lang=ru") == "https://example.com/ru/a?lang=ru"
    assert identity("https://example.com/77?lang=ru", "https://example.com/ru/a?lang=ru") == identity(
        "https://example.com/ru/a?lang=ru"
    )
    assert identity("https://ru.example.com/a-b-c", "https://www.example.com/ru/a-b-c") == identity(
        "https://www.example.com/ru/a-b-c"
    )
