"""Names of the site, and of its sections, that stand at either end of a title."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from crawlers.extract.blocks import columns
from crawlers.extract.meta import first
from crawlers.extract.wording import LEAST, bare, plain

MOST_BORDERS = 8  # separators of a title that are looked at

# Between a title and a site's name: with spaces around, or one of those that stand without; a low line where words are
# written without spaces.
_SEPARATOR = re.compile(
    r"\s+[-|–—·•:»«/]+\s+|\s*[|｜ㅣ]+\s*|\s*[：＿]\s*|\s+[-|–—]{1,2}(?=\S)|-+(?=[^-\s]{1,20}$)|--+|,\s+|:\s+"
    r"|——|(?<=[^\x00-\x7f])_+"
)
_WEAK = frozenset((",", ":", "："))  # these separate within titles, too
_BAR = re.compile(r"[|｜ㅣ_＿]")  # and these never do
_OPENING, _CLOSING = "[(【「『（〔［《", "])】」』）〕］》"
_IN_BRACKETS = re.compile(
    rf"^[{re.escape(_OPENING)}]([^{re.escape(_OPENING + _CLOSING)}]+)[{re.escape(_CLOSING)}]\s*"
    rf"|\s*[{re.escape(_OPENING)}]([^{re.escape(_OPENING + _CLOSING)}]+)[{re.escape(_CLOSING)}]$"
)
_SITE_NAMED_BY = ("og:site_name", "application-name", "apple-mobile-web-app-title", "publisher", "dc.publisher")
_DOMAIN_END = re.compile(r"\.[a-z]{2,12}$")


def without_site(
    title: str,
    names: Iterable[str],
    *,
    sections: Iterable[str] = (),
    others: Sequence[str] = (),
    shown: str = "",
) -> str:
    """Cut the site's name off, and what the publisher put between ("title - World - Example News").

    `others` are the title's other forms: one that this begins with, up to a separator, is the title itself. Commas and
    colons belong to many titles: behind them no section is cut off, and nothing where the page's headline, `shown`,
    has the same; a section in brackets is a label of the headline. No cut at a dash leaves less than a title.
    """
    borders = list(_SEPARATOR.finditer(title))
    said = {bare(other) for other in others if columns(other) >= LEAST}
    for border in borders:
        if border[0].strip() not in _WEAK and bare(title[: border.start()]) in said:
            return title[: border.start()].strip()
    known = {bare(name) for name in names} - {""}
    named = known | {bare(section) for section in sections}
    is_whole = bare(title) == bare(shown)

    def may_cut(border: re.Match[str], name: str, rest: str) -> bool:
        is_weak = border[0].strip() in _WEAK
        if bare(name) not in (known if is_weak else named) - {""} or (is_weak and is_whole):
            return False
        return bool(rest) and (bool(_BAR.search(border[0])) or columns(rest) >= LEAST)

    for bracketed in _IN_BRACKETS.finditer(title):
        rest = title.replace(bracketed[0], "").strip()
        if bare(bracketed[1] or bracketed[2]) in known and columns(rest) >= LEAST:
            return without_site(rest, names, sections=sections, shown=shown)
    for border in borders[:1]:
        rest = title[border.end() :]
        if columns(rest) >= LEAST and may_cut(border, title[: border.start()], rest):
            return without_site(rest, names, sections=sections, shown=shown)
    for border in reversed(borders):
        rest = title[: border.start()].rstrip()
        if may_cut(border, title[border.end() :], rest):
            return without_site(rest, names, sections=sections, shown=shown)
    return title


def segments(title: str) -> list[str]:
    """The title, and all that stands in it between two separators or a separator and an end; what begins first."""
    borders = list(_SEPARATOR.finditer(title))[:MOST_BORDERS]
    starts = [0, *(border.end() for border in borders)]
    ends = [*(border.start() for border in borders), len(title)]
    return [title[start:end].strip() for start in starts for end in reversed(ends) if end > start]


def is_tail(part: str, of: str) -> bool:
    """Whether a title is another one that begins with a topic ("Topic: title"), and the greater part of it."""
    mine, whole = bare(part), bare(of)
    if columns(part) < LEAST or not len(whole) / 2 <= len(mine) < len(whole):
        return False
    return any(bare(of[border.end() :]) == mine for border in _SEPARATOR.finditer(of))


def site_names(meta: Mapping[str, Sequence[str]], *, names: Collection[str], host: str) -> set[str]:
    """What the page's site is called: by `<meta>`, by `names`, by its host, each in the forms that titles have."""
    said = (
        *(first(meta, name) for name in _SITE_NAMED_BY),
        first(meta, "twitter:site").removeprefix("@"),
    )
    names = {plain(name) for name in (*said, *names)}
    for name in list(names):
        names.add(_DOMAIN_END.sub("", name.casefold()))
        names.add(name.casefold().removeprefix("the "))
        names.add("the " + name.casefold())
    labels = host.casefold().split(".")
    if labels[:1] in (["www"], ["m"], ["amp"]):
        labels = labels[1:]
    for start in range(len(labels) - 1):
        names.add(".".join(labels[start:]))
        names.add("www." + ".".join(labels[start:]))
        names.add(labels[start])
        names.add("the" + labels[start])
    return names - {""}
