"""What a page says of its article in JSON-LD (schema.org), read leniently: much of it is not quite JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from lxml.html import HtmlElement

LARGEST = 1_000_000  # characters of a script; a larger one is data, not a description
MOST_NODES = 20_000

# schema.org has NewsArticle, ReportageNewsArticle, LiveBlogPosting, SocialMediaPosting, Report, …
_ARTICLE = re.compile(r"(?:Article|Posting|Report|BlogPost|PressRelease)$")
_SITE = re.compile(r"^WebSite$|Organization$")
_LISTS = frozenset(("WebSite", "CollectionPage", "SearchResultsPage", "ProfilePage", "ItemList"))
# Properties under which other articles stand.
_OTHERS = frozenset((
    "itemListElement", "hasPart", "isPartOf", "mentions", "relatedLink", "citation", "isBasedOn", "blogPost",
    "liveBlogUpdate", "comment", "review", "potentialAction", "significantLink", "subjectOf", "workExample",
    "exampleOfWork", "associatedMedia",
))  # fmt: skip
_WRAPPING = re.compile(
    r"^\s*(?:/[/*]\s*)?(?:<!--|<!\[CDATA\[)(?:\s*\*/)?|(?:/[/*]\s*)?(?:-->|\]\]>)(?:\s*\*/)?\s*;?\s*$"
)
_COMMENT = re.compile(r"^\s*//.*$|/\*.{0,500}?\*/", re.MULTILINE)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu])')
# A string member, for documents that no reading of JSON helps: "datePublished": "…"
_MEMBER = re.compile(
    r'"(headline|datePublished|dateModified|articleBody|description|inLanguage)"\s*:\s*"((?:[^"\\]|\\.){1,200000})"',
    re.DOTALL,
)

Node = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Described:
    """The page's main article as JSON-LD has it; everything may be missing."""

    article: Node = field(default_factory=dict)
    types: frozenset[str] = frozenset()  # of everything described at the top of the page
    other_dates: Sequence[str] = ()  # times of the article beside its publication: they show the time zone
    sites: Sequence[str] = ()  # names of the website and who runs it

    def text(self, name: str) -> str:
        value = self.article.get(name)
        if isinstance(value, list) and value:
            value = value[0]
        if isinstance(value, dict):
            value = value.get("@value") or value.get("name")
        return value if isinstance(value, str) else ""

    @property
    def is_list(self) -> bool:
        """The page says that it is a list of articles and does not say that it is one."""
        return not self.article and not self.types.isdisjoint(_LISTS - {"WebSite", "ItemList"})


def described(tree: HtmlElement, *, addresses: Iterable[str], titles: Iterable[str]) -> Described:
    """Read all JSON-LD of a page and choose the article that it is about, by its address, its headline, its place.

    One that stands among others (a list, a section) is only it where its address or headline is the page's.
    """
    best: Node = {}
    best_standing = -1
    types: set[str] = set()
    sites: list[str] = []
    paths = {path for address in addresses if (path := _path(address))}
    known = {said for title in titles if (said := _plain(title))}
    for script in tree.iterfind(".//script[@type]"):
        if (script.get("type") or "").strip().lower().split(";")[0] != "application/ld+json":
            continue
        for node, depth, elsewhere in _nodes(read_json(script.text or "")):
            kinds = _types(node)
            if depth == 0:
                types |= kinds
                if any(_SITE.search(kind) for kind in kinds):
                    sites += [name for key in ("name", "alternateName") if isinstance(name := node.get(key), str)]
            if not any(_ARTICLE.search(kind) for kind in kinds):
                continue
            matches = _matches(node, paths, known)
            standing = 4 * matches + (depth == 0) + ("datePublished" in node) + ("articleBody" in node)
            if standing > best_standing and (matches or not elsewhere):
                best, best_standing = node, standing
    changed = (best.get(name) for name in ("dateModified", "dateCreated", "uploadDate"))
    return Described(best, frozenset(types), [value for value in changed if isinstance(value, str)], sites)


def read_json(text: str) -> object:
    """The value of a JSON-LD script, None when there is nothing to be had. Bounded in size; never raises."""
    if not text or len(text) > LARGEST or text.isspace():
        return None
    text = _WRAPPING.sub("", _WRAPPING.sub("", text)).strip().rstrip(";")
    decoder = json.JSONDecoder(strict=False)  # line breaks within strings
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", _BAD_ESCAPE.sub(r"\\\\", _COMMENT.sub("", text)))):
        try:
            return decoder.raw_decode(attempt.lstrip())[0]
        except ValueError:
            continue
        except RecursionError:
            return None
    members: dict[str, object] = {}
    for name, value in _MEMBER.findall(text):
        try:
            members.setdefault(name, json.loads(f'"{value}"', strict=False))
        except ValueError:
            members.setdefault(name, value)
    return {"@type": "Article", **members} if "headline" in members or "datePublished" in members else None


def _nodes(value: object) -> Iterator[tuple[Node, int, bool]]:
    """Every object in a document, outermost first: how deep it is, and whether it stands where other articles do."""
    level: list[tuple[object, bool]] = [(value, False)]
    depth = count = 0
    while level and count < MOST_NODES:
        below: list[tuple[object, bool]] = []
        for thing, elsewhere in level:
            count += 1
            if isinstance(thing, list):
                below.extend((item, elsewhere) for item in thing)
            elif isinstance(thing, dict):
                if set(thing) - {"@graph", "@context"}:
                    yield thing, depth, elsewhere
                for name, inner in thing.items():
                    if isinstance(inner, dict | list):
                        below.append((inner, elsewhere or name in _OTHERS))
        level = below
        depth += not all(isinstance(thing, list) or _is_graph(thing) for thing, _ in level)


def _is_graph(thing: object) -> bool:
    return isinstance(thing, dict) and set(thing) <= {"@graph", "@context"}


def _types(node: Node) -> frozenset[str]:
    value = node.get("@type")
    kinds = value if isinstance(value, list) else [value]
    return frozenset(kind.rsplit("/", 1)[-1] for kind in kinds if isinstance(kind, str))


def _matches(node: Node, paths: set[str], titles: set[str]) -> int:
    """How many of address and headline are the page's."""
    entity = node.get("mainEntityOfPage")
    places = [node.get("url"), node.get("@id"), entity.get("@id") if isinstance(entity, dict) else entity]
    headline = node.get("headline") or node.get("name")
    said = _plain(headline) if isinstance(headline, str) else ""
    at_home = any(isinstance(place, str) and _path(place) in paths for place in places)
    return at_home + (bool(said) and any(said in title or title in said for title in titles))


def _path(address: str) -> str:
    try:
        return urlsplit(address).path.strip("/")
    except ValueError:
        return ""


def _plain(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
