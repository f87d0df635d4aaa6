"""Who publishes a site: its name, country, language, and whether it is a government's. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawlers.extract.blocks import normalised
from crawlers.extract.jsonld import described
from crawlers.extract.language import language_code
from crawlers.extract.meta import first, read_meta
from crawlers.extract.wording import plain
from presswatch.configuration.codes import countries, languages

LONGEST = 100  # characters of a name

_BETWEEN = re.compile(r"\s+[-|–—·•:»«/]+\s+|\s*[|｜]+\s*")
_REGION = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{4})?[-_]([A-Za-z]{2})(?:[-_.].*)?")
# Country codes that anybody registers in for their sound: Google's list of those that it takes for generic ones
# ("Managing multi-regional sites"), and ai, ac, gg, im, sh, to and vc, of which the same is true.
_GENERIC = frozenset("ac ad ai as bz cc cd co dj eu fm gg im io la me ms nu sc sh sr su tk to tv vc ws".split())
# IANA's root zone: country codes in other scripts.
_INTERNATIONAL = {
    "xn--p1ai": "RU", "xn--fiqs8s": "CN", "xn--fiqz9s": "CN", "xn--j1amh": "UA", "xn--80ao21a": "KZ",
    "xn--90ais": "BY", "xn--mgba3a4f16a": "IR", "xn--node": "GE", "xn--y9a3aq": "AM", "xn--l1acc": "MN",
    "xn--h2brj9c": "IN", "xn--mgbai9azgqp6j": "PK", "xn--d1alf": "MK", "xn--90a3ac": "RS", "xn--90ae": "BG",
    "xn--3e0b707e": "KR", "xn--o3cw4h": "TH", "xn--wgbh1c": "EG", "xn--mgberp4a5d4ar": "SA",
    "xn--mgbaam7a8h": "AE", "xn--mgbtx2b": "IQ", "xn--kprw13d": "TW", "xn--j6w193g": "HK",
}  # fmt: skip
_GOVERNMENT = frozenset("gov gob gouv gub govt gouvernement government mil admin".split())


def site_name(root: HtmlElement, *, url: str, feed: str = "") -> str:
    """What the site calls itself; `feed` is what its feed does. The host's name where nothing else is said."""
    meta = read_meta(root)
    about = described(root, addresses=[url], titles=[])
    said = (
        first(meta, "og:site_name", "application-name"),
        *about.sites,
        about.text("publisher"),
        _BETWEEN.split(feed)[0],
        _BETWEEN.split(normalised(" ".join(title.text or "" for title in root.iter("title"))))[0],
        (urlsplit(url).hostname or "").removeprefix("www."),
    )
    return next((name[:LONGEST] for each in said if (name := plain(each)) and any(map(str.isalpha, name))), "")


def country_of(url: str, root: HtmlElement | None) -> tuple[str, str]:
    """The country and what told it; both "" where nothing does.

    American English says nothing: it is what templates declare that nobody filled in.
    """
    host = (urlsplit(url).hostname or "").lower().rstrip(".")
    labels = host.split(".")
    code = _INTERNATIONAL.get(labels[-1], {"uk": "GB"}.get(labels[-1], labels[-1].upper()))
    if len(labels) > 1 and code in countries() and (labels[-1] not in _GENERIC or is_official(url)):
        return code, f"from .{labels[-1]}"
    for declared, by in _declared(root) if root is not None else ():
        found = _REGION.fullmatch(declared.strip())
        if found and found[1].upper() in countries() and declared.strip().replace("_", "-").lower() != "en-us":
            return found[1].upper(), by
    return "", ""


def languages_of(root: HtmlElement) -> tuple[str, ...]:
    """What the page declares, if anything."""
    codes = (language_code(declared) for declared, _ in _declared(root))
    return next(((code,) for code in codes if code in languages()), ())


def is_official(url: str) -> bool:
    """Whether a government's domain holds the host: mfa.gov.kz, mofa.go.jp."""
    labels = (urlsplit(url).hostname or "").lower().split(".")
    return not _GOVERNMENT.isdisjoint(labels[-3:]) or (labels[-2:-1] == ["go"] and len(labels[-1]) == 2)


def source_id(url: str, *, taken: Mapping[str, object] | Sequence[str]) -> str:
    """An id of the kind that sources have, from the host: tass of tass.com, mfa-kz of www.mfa.gov.kz."""
    host = (urlsplit(url).hostname or "").lower()
    labels = [each for each in host.split(".") if each not in {"www", "m"}]
    country = labels[-1] if len(labels) > 1 and len(labels[-1]) == 2 else ""
    kept = [each for each in labels[:-1] if each not in _GOVERNMENT and each not in {"com", "co", "go", "org", "net"}]
    short = _kebab(kept[-1:] or labels[:1])
    choices = [_kebab([short, country]), _kebab([*kept, country]), _kebab(labels)]
    if len(short) > 3 and not is_official(url):
        choices.insert(0, short)
    return next((each for each in choices if each and each not in taken), choices[-1])


def _kebab(parts: Sequence[str]) -> str:
    return "-".join(found for part in parts for found in re.findall(r"[a-z0-9]+", part))


def _declared(root: HtmlElement) -> Iterator[tuple[str, str]]:
    meta = read_meta(root)
    yield root.get("lang") or root.get("xml:lang") or "", "from the page's lang"
    yield first(meta, "og:locale"), "from the page's og:locale"
    yield first(meta, "content-language", "language", "dc.language"), "from the page's content-language"
