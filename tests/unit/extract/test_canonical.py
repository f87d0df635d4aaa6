from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.extract.canonical import canonical_url, choose_canonical, registrable_domain


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://News.Example.COM:443/a?utm_source=x&id=5&fbclid=1#part", "https://news.example.com/a?id=5"),
        ("http://example.com:8080", "http://example.com:8080/"),
        ("https://example.com/?b=2&a=1&yclid=9", "https://example.com/?b=2&a=1"),
        ("https://user:pass@example.com/a", "https://example.com/a"),
        ("https://пример.рф/новости", "https://xn--e1afmkfd.xn--p1ai/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8"),
        ("https://example.com/%d0%bd", "https://example.com/%D0%BD"),
        ("http://[::1]:80/a", "http://[::1]/a"),
        ("file:///tmp/page.html", "file:///tmp/page.html"),
        ("not a url", "not a url"),
        ("http://[broken", "http://[broken"),
    ],
)
def test_canonical_url(url, canonical):
    assert canonical_url(url) == canonical


LETTERS = "ab/?&=#%:@[].-_~ é新utm_sourcefbclid0123"


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["http://", "https://", "HTTP://", "", "//"]), st.text(LETTERS, max_size=30))
def test_canonical_urls_are_stable(scheme, rest):
    once = canonical_url(scheme + "example.com/" + rest)
    assert canonical_url(once) == once
    other = canonical_url(scheme + rest)
    assert canonical_url(other) == other


def test_registrable_domains():
    assert registrable_domain("news.bbc.example.co.uk") == "example.co.uk"
    assert registrable_domain("www.mfa.gov.example.kz") == "example.kz"
    assert registrable_domain("one.blogspot.com") != registrable_domain("two.blogspot.com")
    assert registrable_domain("127.0.0.1") == "127.0.0.1"
    assert registrable_domain("xn--e1afmkfd.xn--p1ai") == "xn--e1afmkfd.xn--p1ai"


@pytest.mark.parametrize(
    ("url", "offered", "canonical", "hint"),
    [
        # its own, relative, on another subdomain
        ("https://example.com/news/1?ref=home", ["https://example.com/news/some-long-slug"], "https://example.com/news/some-long-slug", ""),
        ("https://example.com/news/5/amp/", ["../"], "https://example.com/news/5/", ""),
        ("https://m.example.com/a/b-c-d", ["https://www.example.com/a/b-c-d"], "https://www.example.com/a/b-c-d", ""),
        ("https://пример.рф/a", ["https://www.xn--e1afmkfd.xn--p1ai/b"], "https://www.xn--e1afmkfd.xn--p1ai/b", ""),
        # the form of the address that was fetched decides between http and https
        ("https://example.com/a", ["http://example.com/a"], "https://example.com/a", ""),
        # templates' mistakes
        ("https://example.com/news/1", ["https://example.com/"], "https://example.com/news/1", ""),
        ("https://example.com/news/story-1", ["https://example.com/news"], "https://example.com/news/story-1", ""),
        ("https://example.com/view.php?id=7", ["https://example.com/view.php"], "https://example.com/view.php?id=7", ""),
        ("https://example.com/a", ["https://example.com/b", "https://example.com/c"], "https://example.com/a", ""),
        ("https://example.com/a", ["javascript:void(0)"], "https://example.com/a", ""),
        ("https://example.com/a", ["https://example.com/{{ slug }}"], "https://example.com/a", ""),
        # a slug alone tells articles apart; the query was tracking that nobody listed
        ("https://example.com/ministers-meet-again?src=x", ["/ministers-meet-again"], "https://example.com/ministers-meet-again", ""),
        # elsewhere
        ("https://example.com/a", ["https://wire.example.org/story"], "https://example.com/a", "https://wire.example.org/story"),
        ("https://example.com/a", ["https://wire.example.org/"], "https://example.com/a", ""),
        ("https://example.com/a", ["http://localhost/a"], "https://example.com/a", ""),
        ("http://127.0.0.1:8000/page/a.html", ["https://example.com/a"], "http://127.0.0.1:8000/page/a.html", "https://example.com/a"),
        ("https://one.blogspot.com/a", ["https://two.blogspot.com/b"], "https://one.blogspot.com/a", "https://two.blogspot.com/b"),
    ],
)  # fmt: skip
def test_rel_canonical(url, offered, canonical, hint):
    assert choose_canonical(url, offered) == (canonical, hint)
