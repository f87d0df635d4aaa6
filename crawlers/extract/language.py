"""The language that a page declares."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from babel.core import get_global
from lxml.html import HtmlElement

from crawlers.extract.jsonld import Described
from crawlers.extract.meta import first

_TAG = re.compile(r"([a-z]{2,3})(?:[-_].*)?", re.IGNORECASE | re.DOTALL)


def read_language(tree: HtmlElement, meta: Mapping[str, Sequence[str]], described: Described, *, hint: str) -> str:
    """ISO 639-1, "" when nothing is declared. The `lang` of the page first; templates are wrong about it often enough
    that it is no more than a hint to whoever reads the text."""
    declared = (
        tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or tree.get("xml:lang"),
        described.text("inLanguage"),
        first(meta, "content-language", "language", "dc.language", "og:locale"),
        hint,
    )
    return next((code for tag in declared if tag and (code := language_code(tag))), "")


def language_code(tag: str) -> str:
    """`ru-RU`, `RU_ru`, `rus` → `ru` (BCP 47, ISO 639); "" for what is no language with a two-letter code."""
    found = _TAG.fullmatch(tag.strip().split(",")[0].strip())
    if not found:
        return ""
    code = found[1].lower()
    if len(code) == 3:
        aliases: Mapping[str, str] = get_global("language_aliases")
        code = aliases.get(code, "")
    return code if len(code) == 2 else ""
