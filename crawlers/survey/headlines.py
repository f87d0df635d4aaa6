"""Finding a page's list of headlines without knowing the page: by links of one shape that repeat. Pure.

Links of one shape are those that have the same elements between them and an element that all of them stand in. A list
of headlines is a group of them whose texts are as long as headlines, whose addresses look like those of articles (a
number, a slug of several words, a date), and near which dates stand. The shortest selector is then looked for that
meets these links and no others; it is tried on the page, so it can't be wrong there.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile
from urllib.parse import urldefrag, urlsplit

from lxml.html import HtmlElement

from crawlers.discover.links import absolute
from crawlers.extract.blocks import columns, normalised
from crawlers.survey.offered import MOST_ANCHORS, site_of
from presswatch.selectors import select

LEAST = 4  # headlines in a list
SHORTEST, LONGEST = 25, 600  # columns of a headline; a link around a whole card has its summary too
DEEPEST = 10  # elements between a link and what all of the list stands in
MOST_TRIES = 120  # selectors tried on a page; fewer on one of more than 10,000 elements
GOOD = 0.9  # F1 of the links that a selector meets, against those that it should

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_ASIDE = frozenset(("nav", "footer", "aside", "form"))
_ROLES = frozenset(("navigation", "contentinfo", "complementary", "menu", "menubar", "search"))
# A name that was given by a person and will last: no number, nothing that a build tool makes.
_NAME = re.compile(r"[A-Za-z][A-Za-z_-]{1,40}")
_MADE = re.compile(
    r"(?:css|sc|jsx|jss|emotion|svelte|astro|chakra|mui|tw)-|_[A-Za-z-]+_|^(?:active|current|first|last|even|odd)$"
)
_LANDMARKS = frozenset(("main", "article", "section", "ul", "ol", "table", "tbody", "dl"))
_NUMBERED = re.compile(r"\d{4}|\d+\.\w{3,5}$")
_DATE = re.compile(r"\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b|\b\d{1,2}:\d{2}\b|\b20\d\d\b|\d{1,2}月\d{1,2}日")
_BEFORE_NUMBER = re.compile(r"(?:https?:/)?/?(?:[A-Za-z._:-]+/)*(?:[A-Za-z._-]+\?[A-Za-z_]+=)?")
_NEXT = re.compile(r"(?:^|[-_])next(?:$|[-_])", re.IGNORECASE)
_ARROWS = ("›", "»", "→", ">", ">>", "≫")


@dataclass(frozen=True, slots=True)
class Guess:
    links: str  # selector of the links to articles
    next: str  # selector of the link to the next page, "" where none was found
    targets: Sequence[str]


@dataclass(frozen=True, slots=True, eq=False)
class _Anchor:
    element: HtmlElement
    target: str
    width: int  # columns of its headline

    @property
    def is_headline(self) -> bool:
        return SHORTEST <= self.width <= LONGEST


@dataclass(frozen=True, slots=True, eq=False)
class _Group:
    """Links that have the same elements between them and `within`; `path` are the tags of these, and of the link."""

    within: HtmlElement
    path: tuple[str, ...]
    anchors: Sequence[_Anchor]

    @property
    def targets(self) -> frozenset[str]:
        return frozenset(each.target for each in self.anchors)


def guess_listing(root: HtmlElement, *, url: str, base: str) -> Guess | None:
    """The list of headlines of the page at `url`; None where nothing looks like one."""
    elements = list(root.iter())  # kept: lxml's elements are themselves only as long as somebody holds them
    groups = sorted(_groups(_anchors(root, url=url, base=base)), key=_score, reverse=True)
    for group in groups[:3]:
        if links := _selector(root, group, base, tries=min(MOST_TRIES, 1_200_000 // len(elements))):
            targets = list(_met(root, links, base))
            return Guess(links, _next_page(root, url=url, base=base, headlines=frozenset(targets)), targets)
    return None


def _anchors(root: HtmlElement, *, url: str, base: str) -> list[_Anchor]:
    """The links to other pages of the site, in the page's order, those of its menus and footers left out."""
    here, site = urldefrag(url).url, site_of(url)
    found = []
    for element in islice(root.iter("a"), MOST_ANCHORS):
        target = absolute(element.get("href"), base)
        if not target or target == here or site_of(target) != site or _stands_aside(element):
            continue
        heading = next(element.iter(*_HEADINGS), element)
        found.append(_Anchor(element, target, columns(normalised(" ".join(heading.itertext())))))
    return found


def _stands_aside(element: HtmlElement) -> bool:
    return any(each.tag in _ASIDE or each.get("role") in _ROLES for each in element.iterancestors())


def _groups(anchors: Sequence[_Anchor]) -> Iterator[_Group]:
    grouped: defaultdict[tuple[HtmlElement, tuple[str, ...]], list[_Anchor]] = defaultdict(list)
    for anchor in anchors:
        path: tuple[str, ...] = (str(anchor.element.tag),)
        for ancestor in islice(anchor.element.iterancestors(), DEEPEST):
            grouped[ancestor, path].append(anchor)
            path = (str(ancestor.tag), *path)
    for (within, path), members in grouped.items():
        headlines = {each.target for each in members if each.is_headline}
        if len(headlines) >= LEAST and len(headlines) >= 0.6 * len({each.target for each in members}):
            yield _Group(within, path, members)


def _score(group: _Group) -> tuple[float, int]:
    """How much a group is a list of headlines: what speaks for its links, in sum and on average, so that nothing is
    gained by taking a menu with it. Of equals, the group whose links stand nearest together."""
    signs = sum(
        0.15 + is_article(anchor.target) + 0.5 * _has_date(item) + min(anchor.width, 80) / 400
        for anchor, item in _items(group)
    )
    return round(min(signs, 60) * signs / len(group.targets), 6), -len(group.path)


def is_article(target: str) -> bool:
    """Whether an address looks like that of an article: it has a number, a date or a slug of several words."""
    parts = urlsplit(target)
    path = parts.path.rstrip("/")
    slug = any(part.count("-") + part.count("_") >= 3 or part.count("%") >= 6 for part in path.split("/"))
    return slug or bool(_NUMBERED.search(path) or re.search(r"=\d{2,}", parts.query))


def _items(group: _Group) -> Iterator[tuple[_Anchor, HtmlElement]]:
    """The headlines, each once, with the largest element around it that has no other link of the group in it."""
    inside: defaultdict[HtmlElement, set[str]] = defaultdict(set)
    for anchor in group.anchors:
        for ancestor in islice(anchor.element.iterancestors(), len(group.path)):
            inside[ancestor].add(anchor.target)
    for anchor in {each.target: each for each in group.anchors if each.is_headline}.values():
        around = takewhile(lambda element: len(inside[element]) == 1, anchor.element.iterancestors())
        *_, item = anchor.element, *around
        yield anchor, item


def _has_date(item: HtmlElement) -> bool:
    return next(item.iter("time"), None) is not None or bool(
        _DATE.search(" ".join(text[:200] for text in islice(item.itertext(), 50)))
    )


def _selector(root: HtmlElement, group: _Group, base: str, *, tries: int) -> str:
    """The shortest of the selectors that meet exactly the group's links, else the best of them; "" if none is good."""
    wanted = group.targets
    best, most = "", 0.0
    for selector in islice(dict.fromkeys(_selectors(group)), tries):
        met = frozenset(_met(root, selector, base))
        if met == wanted:
            return selector
        common = len(met & wanted)
        f1 = 2 * common / (len(met) + len(wanted))
        if f1 > most:
            best, most = selector, f1
    return best if most >= GOOD else ""


def _met(root: HtmlElement, selector: str, base: str) -> dict[str, None]:
    """The targets that a selector of elements leads to, in order."""
    found: dict[str, None] = {}
    for each in select(root, selector):
        if not isinstance(each, str):
            for anchor in [each] if each.get("href") else each.iter("a"):
                if target := absolute(anchor.get("href"), base):
                    found.setdefault(target)
    return found


def _selectors(group: _Group) -> Iterator[str]:
    """Ways to say where the links are, those that will outlast a new design the longest first."""
    tags = group.path
    heading = next((tag for tag in tags if tag in _HEADINGS), "")
    shared = _shared_names(group)
    contexts = [name for each in (group.within, *islice(group.within.iterancestors(), 6)) for name in _called(each)]
    ends = dict.fromkeys(
        ([f"{heading} a"] if heading else []) + ["a"] + [" > ".join(tags[at:]) for at in range(len(tags) - 1, -1, -1)]
    )
    yield from (f"a.{name}" for name in shared[-1])
    for at in range(len(tags) - 2, -1, -1):
        for name in shared[at]:
            yield f".{name} a"
            if heading:
                yield f".{name} {heading} a"
            yield f".{name} > " + " > ".join(tags[at + 1 :])
            yield from (f".{name} a.{own}" for own in shared[-1])
    for context in contexts:
        yield from (f"{context} {end}" for end in ends)
        yield f"{context} > " + " > ".join(tags)
    if heading:
        yield f"{heading} a"
    if start := _common_start(group):
        yield f'a[href^="{start}"]'
        yield from (f'{context} a[href^="{start}"]' for context in contexts)
    yield " > ".join(tags)


def _common_start(group: _Group) -> str:
    """What the addresses of all links begin with, as written, up to the first number; "" where that is nothing."""
    written = [each.element.get("href") or "" for each in group.anchors]
    shared = "".join(one[0] for one in takewhile(lambda same: len(set(same)) == 1, zip(*written, strict=False)))
    start = _BEFORE_NUMBER.match(shared)
    return start[0] if start and len(start[0]) > len("/a") else ""


def _shared_names(group: _Group) -> list[list[str]]:
    """For each place of the path, the class names that the elements of all links have there."""
    members = [each for each in group.anchors if each.is_headline] or group.anchors
    chains = [
        [*reversed([*islice(each.element.iterancestors(), len(group.path) - 1)]), each.element] for each in members
    ]
    return [
        sorted(frozenset.intersection(*(frozenset(_names(chain[at])) for chain in chains)))
        for at in range(len(group.path))
    ]


def _names(element: HtmlElement) -> Iterable[str]:
    return (name for name in (element.get("class") or "").split()[:20] if _lasts(name))


def _lasts(name: str) -> bool:
    return bool(_NAME.fullmatch(name)) and not _MADE.search(name) and len(re.findall(r"[a-z][A-Z]", name)) < 3


def _called(element: HtmlElement) -> Iterator[str]:
    """Selectors of an element by itself."""
    name = element.get("id") or ""
    if _lasts(name):
        yield f"#{name}"
    yield from (f".{each}" for each in _names(element))
    if element.tag in _LANDMARKS:
        yield str(element.tag)


def _next_page(root: HtmlElement, *, url: str, base: str, headlines: frozenset[str]) -> str:
    """The selector of the link to the next page: by what HTML says of it, by its class, by its arrow."""
    here = urldefrag(url).url

    def leads_on(selector: str) -> bool:
        met = _met(root, selector, base)
        return len(met) == 1 and all(
            target != here and target not in headlines and site_of(target) == site_of(url) for target in met
        )

    named = dict.fromkeys(
        f"{'a' if element.tag == 'a' else element.tag + '.' + name + ' a'}" + (f".{name}" if element.tag == "a" else "")
        for element in islice(root.iter("a", "li", "span", "div"), MOST_ANCHORS)
        for name in _names(element)
        if _NEXT.search(name)
    )
    choices = (
        'a[rel~="next"]',
        'link[rel~="next"]',
        *islice(named, 10),
        *(f'//a[normalize-space()="{arrow}"]' for arrow in _ARROWS),
    )
    return next((selector for selector in choices if leads_on(selector)), "")
