"""Canonical URLs: one address for one article, whatever link led to it."""

from __future__ import annotations

import re
from functools import cache
from ipaddress import ip_address
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from babel import Locale
from publicsuffixlist import PublicSuffixList
from w3lib.url import safe_url_string

# Parameters that say where a reader came from, or who the reader is, and never which page it is.
_TRACKING = re.compile(
    r"(?:amp;)?(?:utm_\w*|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|ysclid|twclid|ttclid|igshid|igsh|li_fat_id|"
    r"mc_[ce]id|mkt_tok|_hs(?:enc|mi)|__hs\w+|vero_id|oly_(?:anon|enc)_id|_openstat|xtor|wt_mc|at_(?:medium|campaign|custom\d|"
    r"format|link_\w+|ptr_name|bbc_team)|_ga|_gl|s_cid|cmpid|ns_(?:mchannel|source|campaign|linkname|fee)|pk_\w+|mtm_\w+|"
    r"matomo_\w+|ref_src|ref_url|guce_referrer(?:_sig)?|guccounter|spm|echobox|fb_(?:ref|source)|action_\w+_map|ocid|ncid|"
    r"smid|smtyp|sfmc_\w+|rb_clickid|dlvrit|__twitter_impression|soc_(?:src|trk)|wprov|zanpid|tpcc|fromrss|"
    r"phpsessid|jsessionid|aspsessionid\w*|cfid|cftoken)",
    re.IGNORECASE,
)
# Parameters that do with some values, and the views of a page that they choose: AMP and print.
_VALUED = re.compile(
    r"(?:amp;)?(?:(?:ref|referr?er|from|source|src|via|origin|medium|share)=(?:\w*rss\w*|feeds?|twitter|x\.com|facebook|fb|"
    r"telegram|tg|vk|vkontakte|whatsapp|wechat|weibo|instagram|linkedin|newsletter|e?mail|push|google|googlenews|social)"
    r"|rss(?:=(?:1|true|yes)?)?|amp(?:=(?:1|true|yes)?)?|outputtype=amp|print(?:=(?:1|y|yes|true|print|ok)?)?|printable=\w+"
    r"|(?:view|format|mode|layout|version)=(?:print|amp))",
    re.IGNORECASE,
)
_INDEX = re.compile(r"(?<=/)(?:index|default)\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)
_SESSION = re.compile(r";(?:jsessionid|sid)=[^/?;]*", re.IGNORECASE)
_ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PORTS = {"http": 80, "https": 443}
_FORM_OF_THE_SAME = re.compile(r"amp(?:\.html?)?|print|full|single|all|(?:page-?)?0?1|index\.\w{3,5}", re.IGNORECASE)
# A later page of an article, which is not the article; another language's, which is another article.
_LATER_PAGE = re.compile(r"(?:page|paged|pg|seite|pagina|stranica)=0*(?:[2-9]|[1-9]\d)", re.IGNORECASE)
_LANGUAGE = re.compile(r"(?:lang|language|locale|lng|hl)=\w+", re.IGNORECASE)
_SCRIPT = re.compile(r"\.(?:php\d?|aspx?|jsp|jsf|do|cgi|cfm|pl|exe|dll)$", re.IGNORECASE)


def canonical_url(url: str) -> str:
    """The same page's address without what doesn't choose the page.

    The scheme stays; host in lower case and ASCII (IDNA), no default port, no user, no fragment, no name of an index
    page, none of the parameters that track, or choose AMP or print; the others stay in their order. Percent-encoding as
    the URL standard has it (w3lib), in one form (RFC 3986, section 6.2.2). Stable:
    `canonical_url(canonical_url(u)) == canonical_url(u)`. What is no http(s) URL is returned as it is.
    """
    try:
        parts = urlsplit(safe_url_string(url.strip()))
        port = parts.port
    except (ValueError, UnicodeError):
        return url
    scheme = parts.scheme.lower()
    host = (parts.hostname or "").rstrip(".")
    if not host.isascii():  # dots at its end kept it from being encoded
        host = urlsplit(safe_url_string(f"//{host}")).hostname or host
    if scheme not in _PORTS or not host:
        return url
    if ":" in host:
        host = f"[{host}]"
    if port is not None and port != _PORTS[scheme]:
        host = f"{host}:{port}"
    query = "&".join(
        parameter
        for parameter in _one_form(parts.query).split("&")
        if parameter and not (_TRACKING.fullmatch(parameter.partition("=")[0]) or _VALUED.fullmatch(parameter))
    )
    path = _SESSION.sub("", _one_form(parts.path))
    path = path if query else _INDEX.sub("", path)
    return urlunsplit((scheme, host, path or "/", query, ""))


def _one_form(text: str) -> str:
    """Percent-encoded octets in upper case, and those of unreserved characters as these."""

    def form(escaped: re.Match[str]) -> str:
        character = chr(int(escaped[0][1:], 16))
        return character if character in _UNRESERVED else escaped[0].upper()

    return _ESCAPED.sub(form, text)


def registrable_domain(host: str) -> str:
    """What one owner registers: `example.co.uk` of `news.example.co.uk`. An IP address is its own."""
    host = host.rstrip(".").lower()
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return _suffixes().privatesuffix(host) or host
    return host


def same_site(one: str, other: str) -> bool:
    """Whether two URLs are of hosts that one owner registered."""
    return registrable_domain(urlsplit(one).hostname or "") == registrable_domain(urlsplit(other).hostname or "")


def choose_canonical(url: str, offered: list[str]) -> tuple[str, str]:
    """The canonical URL of a page fetched from `url`, and a hint of who published it first.

    `offered` are the page's rel=canonical addresses, as written. One within the fetched page's registrable domain
    counts, else any site could overwrite another's article; one on another domain is only the hint. Several that
    differ, one that names the home page or a section above the page, that drops the parameter which chooses the
    article, or that names the page in another language or the first of its pages, is a template's mistake, and ignored.
    """
    fetched = canonical_url(url)
    here = urlsplit(fetched)
    absolute = {canonical for address in offered if (canonical := _absolute(fetched, address))}
    if len(absolute) != 1:
        return fetched, ""
    canonical = absolute.pop()
    there = urlsplit(canonical)
    if registrable_domain(there.hostname or "") != registrable_domain(here.hostname or ""):
        bogus = there.path == "/" or "." not in (there.hostname or "")
        return fetched, "" if bogus else canonical
    if _is_shared(here, there):
        return fetched, ""
    if there._replace(scheme=here.scheme) == here:
        return fetched, ""  # http and https are one page: the one that answered
    return canonical, ""


def _absolute(base: str, address: str) -> str | None:
    try:
        url = urljoin(base, address.strip())
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname or len(url) > 2048:
            return None
    except ValueError:
        return None
    canonical = canonical_url(url)
    return canonical if "{" not in canonical and "%7B" not in canonical else None


def _is_shared(here: SplitResult, there: SplitResult) -> bool:
    """Whether a canonical on the same site can't be this page's own."""
    path, shorter = here.path.rstrip("/"), there.path.rstrip("/")
    if _chooses_other(_LATER_PAGE, here, there) or _chooses_other(_LANGUAGE, here, there):
        return True
    if (language := _language(here)) and language != _language(there):
        return True
    if there.query:
        return False
    if not shorter:
        return bool(path or here.query)
    if path == shorter:
        return bool(here.query) and (bool(_SCRIPT.search(path)) or not _names_an_article(path))
    if path.startswith(shorter + "/"):
        below = path.removeprefix(shorter + "/")
        return not _FORM_OF_THE_SAME.fullmatch(below)
    return False


def _chooses_other(parameter: re.Pattern[str], here: SplitResult, there: SplitResult) -> bool:
    """Whether the page was fetched with such a parameter, and the canonical is without it or has another."""
    ours, theirs = ({each for each in of.query.split("&") if parameter.fullmatch(each)} for of in (here, there))
    return bool(ours) and ours != theirs


def _language(url: SplitResult) -> str:
    """The language that its path or its host begins with, "" where neither does."""
    names = (url.path.lstrip("/").partition("/")[0].lower(), (url.hostname or "").partition(".")[0])
    return next((name for name in names if name in _language_codes()), "")


def _names_an_article(path: str) -> bool:
    """Whether a path alone tells one article from the next: by a number, or a slug of several words."""
    last = path.rsplit("/", 1)[-1]
    return bool(re.search(r"\d{4}", last)) or last.count("-") + last.count("_") >= 2 or last.count("%") >= 4


@cache
def _suffixes() -> PublicSuffixList:
    """The list comes with the package: no look-up."""
    return PublicSuffixList()


@cache
def _language_codes() -> frozenset[str]:
    """ISO 639-1, as far as CLDR names them."""
    return frozenset(code for code in map(str, Locale("en").languages) if len(code) == 2)
