"""The `<meta>` elements of a page, by whatever attribute names them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml.html import HtmlElement

_NAMED_BY = ("property", "name", "itemprop", "http-equiv")


def read_meta(tree: HtmlElement) -> Mapping[str, Sequence[str]]:
    """Contents by name in lower case, in the order of the page; empty ones are left out."""
    found: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = (element.get("content") or "").strip()
        if not content:
            continue
        for attribute in _NAMED_BY:
            name = element.get(attribute)
            if name:
                found.setdefault(name.strip().lower(), []).append(content)
    return found


def first(meta: Mapping[str, Sequence[str]], *names: str) -> str:
    """The first content of the first of these names that the page has, or ""."""
    return next((meta[name][0] for name in names if name in meta), "")
