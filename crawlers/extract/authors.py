"""Who wrote an article, as JSON-LD and `<meta>` say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from crawlers.extract.jsonld import Described
from crawlers.extract.titles import plain

MOST = 20
LONGEST = 100  # characters

_META = (
    "author", "article:author", "article:author_name", "parsely-author", "sailthru.author", "dc.creator",
    "dcterms.creator", "byl", "cxenseparse:author", "citation_author",
)  # fmt: skip
_ADDRESS = re.compile(r"\S*(?:https?:|www\.|://|@)\S*|\S+\.(?:com|org|net)/\S*", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_BY = re.compile(r"^(?:by|von|par|por|di|av|door|автор:?|oleh)\s+(?=\S)", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[;|/]\s*|\s*,\s+|\s+(?:and|und|et|y|e|och|og|en|и|&)\s+")


def read_authors(meta: Mapping[str, Sequence[str]], described: Described) -> tuple[str, ...]:
    """Names, in order and once each; addresses of profiles and mailboxes are left out."""
    names = _distinct(_described(described.article.get("author") or described.article.get("creator")))
    if names:
        return names
    for name in _META:
        if names := _distinct(part for value in meta.get(name, ()) for part in _split(value)):
            return names
    return ()


def authors_of(texts: Iterable[str]) -> tuple[str, ...]:
    """The names in bylines, each of which may name several people."""
    return _distinct(part for text in texts for part in _split(text))


def _described(value: object, depth: int = 0) -> Iterator[str]:
    if isinstance(value, str):
        yield from _split(value)
    elif isinstance(value, list) and depth < 3:
        for item in value[: 2 * MOST]:
            yield from _described(item, depth + 1)
    elif isinstance(value, dict) and depth < 3:
        name = value.get("name") or " ".join(
            part for key in ("givenName", "familyName") if isinstance(part := value.get(key), str)
        )
        yield from [plain(name)] if isinstance(name, str) else _described(name, depth + 1)


def _split(value: str) -> list[str]:
    """A list of names that was written as one text; addresses go first, their slashes separate nothing."""
    return _BETWEEN.split(_ADDRESS.sub("", plain(value)))


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for name in names:
        bare = _BY.sub("", _BRACKETS.sub("", _ADDRESS.sub("", name))).strip(" ,;:-–—|")
        if 2 <= len(bare) <= LONGEST and any(character.isalpha() for character in bare):
            kept.setdefault(bare.casefold(), bare)
    return tuple(list(kept.values())[:MOST])
