"""An article's title, from the four or five places where a page or a feed says it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawlers.extract.blocks import Block
from crawlers.extract.headings import shown_headline
from crawlers.extract.meta import first
from crawlers.extract.site_names import is_tail, site_names, without_site
from crawlers.extract.wording import LONGEST, bare, plain

LIMIT = 90  # characters: search engines' limit is 110, and some systems cut titles at it without a word

_CUT = re.compile(r"(?:…|\.\.\.)$")


@dataclass(frozen=True, slots=True)
class Titles:
    title: str
    headlines: tuple[str, ...]  # every form of it on the page: none of them belongs to the text


def read_title(
    tree: HtmlElement,
    meta: Mapping[str, Sequence[str]],
    page: Sequence[Block] = (),
    *,
    headline: str,
    hint: str,
    host: str,
    names: Collection[str] = (),
) -> Titles:
    """`headline` is JSON-LD's, `hint` the feed's or sitemap's; `names` are what JSON-LD and the source call the site.

    A feed's title that the page repeats is the one. Else places that agree outweigh one that doesn't; among equals
    JSON-LD comes first, then Open Graph, the headline that the page shows, the hint. A headline that is shown without
    the topic that another place begins with has half of that one's vote. `<title>` is written for search engines: it
    has no vote, and its turn comes last. Names of the site at either end are cut off where they are known to be that,
    and whatever stands behind what another place has as a whole.
    """
    called = site_names(meta, names=names, host=host)
    names = {name for name in called if bare(name) != bare(plain(headline))}  # which some sign as their publisher, too
    sections = [plain(section) for section in meta.get("article:section", ())]
    og = plain(first(meta, "og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title"))
    window, offered = plain(_window_title(tree)), plain(hint)
    others = [plain(headline), og, offered]
    shown = shown_headline(tree, page, others=others, window=window, sites={*names, *sections})
    said = [plain(headline), og, shown, offered, window]
    *voting, last = (without_site(text, names, sections=sections, others=said, shown=shown) for text in said)
    candidates = _worthy(voting, names)
    forms = tuple(dict.fromkeys(text for text in (*candidates, last, *said) if text))
    if not candidates:
        return Titles(_capped(last), forms)
    if offered and not _CUT.search(offered) and _agreement(voting[3], candidates) > 1:
        return Titles(_capped(voting[3]), forms)

    def votes(title: str) -> float:
        behind = any(is_tail(title, of=other) for other in candidates) if title == voting[2] else False
        return _agreement(title, candidates) + 0.5 * behind

    best = max(candidates, key=votes)  # the first of equals
    return Titles(_capped(_best_form(best, [*candidates, last])), forms)


def _worthy(voting: Sequence[str], names: Collection[str]) -> list[str]:
    """Without names of the site, which some pages have for a title, unless there is nothing else."""
    known = {bare(name) for name in names}
    candidates = [text for text in voting if text]
    return [text for text in candidates if bare(text) not in known] or candidates


def _window_title(tree: HtmlElement) -> str:
    element = tree.find("head/title")
    if element is None:
        element = next((found for found in tree.iter("title") if found.getparent().tag != "svg"), None)
    return "" if element is None else element.text_content()


def _agreement(title: str, candidates: Sequence[str]) -> int:
    if _is_cut(title, candidates):
        return 0
    mine = bare(title)
    return sum(bare(other) == mine for other in candidates)


def _is_cut(title: str, candidates: Sequence[str]) -> bool:
    """It says that it goes on, or another place does, where it ends at some system's limit."""
    if _CUT.search(title):
        return True
    return len(title) >= LIMIT and any(len(other) > len(title) and other.startswith(title) for other in candidates)


def _best_form(title: str, said: Sequence[str]) -> str:
    """The same words as most places put them; capitals throughout are a matter of layout."""
    mine = bare(title)
    forms = [text for text in said if bare(text) == mine]
    return max(forms, key=lambda form: (form != form.upper() or form == form.lower(), forms.count(form)))


def _capped(title: str) -> str:
    return title if len(title) <= LONGEST else title[: LONGEST - 1].rsplit(" ", 1)[0][: LONGEST - 1] + "…"
