"""In which section of its publication an article stands, as JSON-LD and `<meta>` say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crawlers.extract.jsonld import Described
from crawlers.extract.meta import first
from crawlers.extract.wording import plain

LONGEST = 100  # characters

_META = ("article:section", "og:article:section", "parsely-section", "cxenseparse:articlesection")


def read_section(meta: Mapping[str, Sequence[str]], described: Described) -> str:
    """The first that is named (schema.org's `articleSection` may be a list); "" where none is.

    Tags, and the categories that feeds give, are no sections: they say what an article is about.
    """
    return section_of(described.text("articleSection")) or section_of(first(meta, *_META))


def section_of(text: str) -> str:
    """A name of a section, as it is written; "" for a number, an address, or what is too long to be one."""
    name = plain(text).strip(" |/>»›")
    named = 2 <= len(name) <= LONGEST and any(character.isalpha() for character in name)
    return name if named and not name.startswith(("http://", "https://", "/", "www.")) else ""
