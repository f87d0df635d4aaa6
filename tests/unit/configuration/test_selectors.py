"""Selectors of the config: CSS, or XPath where they begin as a path."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from presswatch.configuration import ConfigurationError, load
from presswatch.sources import Listing

Write = Callable[[Mapping[str, str]], Path]


def source(links: str, following: str = "") -> str:
    more = f", next: '{following}'" if following else ""
    listing = f"{{url: https://news.example/, links: '{links}'{more}}}"
    return f"sources:\n  - {{id: a, name: A, country: KZ, kind: wire, listings: [{listing}]}}\n"


def test_either_is_read(write: Write) -> None:
    folder = write({"sources/a.yaml": source('//ul[@class="news"]//a', "a.next")})
    [listing] = load(folder, environ={}).sources["a"].listings
    assert listing == Listing(url="https://news.example/", links='//ul[@class="news"]//a', next="a.next")


@pytest.mark.parametrize(
    ("selector", "why"),
    [
        ("//a[", "is no XPath: Invalid expression"),
        ("//x:a", "is no XPath: Undefined namespace prefix"),
        ("(count(//a))", "selects no elements, but a text or a number"),
        ("a[", "is no CSS selector"),
    ],
)
def test_what_is_neither_says_why(write: Write, selector: str, why: str) -> None:
    with pytest.raises(ConfigurationError, match="links: ") as raised:
        load(write({"sources/a.yaml": source(selector)}), environ={})
    assert why in str(raised.value)
    with pytest.raises(ConfigurationError, match="next: "):
        load(write({"sources/a.yaml": source("a", selector)}), environ={})
