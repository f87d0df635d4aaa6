"""Canonical URLs: one address for one article, whatever link led to it."""

from __future__ import annotations

import re
from functools import cache
from ipaddress import ip_address
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from publicsuffixlist import PublicSuffixList
from w3lib.url import safe_url_string

# Parameters that say where a reader came from, and never which page it is.
_TRACKING = re.compile(
    r"utm_\w*|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|ysclid|twclid|ttclid|igshid|igsh|li_fat_id|mc_[ce]id|"
    r"mkt_tok|_hs(?:enc|mi)|__hs\w+|vero_id|oly_(?:anon|enc)_id|_openstat|xtor|wt_mc|at_(?:medium|campaign|custom\d|format|"
    r"link_\w+|ptr_name|bbc_team)|_ga|_gl|s_cid|cmpid|ns_(?:mchannel|source|campaign|linkname|fee)|pk_\w+|mtm_\w+|matomo_\w+|"
    r"ref_src|ref_url|guce_referrer(?:_sig)?|guccounter|spm|echobox",
    re.IGNORECASE,
)
_PORTS = {"http": 80, "https": 443}
_FORM_OF_THE_SAME = re.compile(
    r"amp(?:\.html?)?|print|full|single|all|(?:page-?)?\d{1,2}|index\.\w{3,5}", re.IGNORECASE
)
_SCRIPT = re.compile(r"\.(?:php\d?|aspx?|jsp|jsf|do|cgi|cfm|pl|exe|dll)$", re.IGNORECASE)


def canonical_url(url: str) -> str:
    """The same page's address without what doesn't choose the page.

    The scheme stays; host in lower case and ASCII (IDNA), no default port, no user, no fragment, no tracking
    parameters; the others stay in their order. Percent-encoding as the URL standard has it (w3lib). Stable:
    `canonical_url(canonical_url(u)) == canonical_url(u)`. What is no http(s) URL is returned as it is.
    """
    try:
        parts = urlsplit(safe_url_string(url.strip()))
        port = parts.port
    except (ValueError, UnicodeError):
        return url
    scheme = parts.scheme.lower()
    host = (parts.hostname or "").rstrip(".")
    if scheme not in _PORTS or not host:
        return url
    if ":" in host:
        host = f"[{host}]"
    if port is not None and port != _PORTS[scheme]:
        host = f"{host}:{port}"
    query = "&".join(
        parameter
        for parameter in parts.query.split("&")
        if parameter and not _TRACKING.fullmatch(parameter.partition("=")[0])
    )
    return urlunsplit((scheme, host, parts.path or "/", query, ""))


def registrable_domain(host: str) -> str:
    """What one owner registers: `example.co.uk` of `news.example.co.uk`. An IP address is its own."""
    host = host.rstrip(".").lower()
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return _suffixes().privatesuffix(host) or host
    return host


def choose_canonical(url: str, offered: list[str]) -> tuple[str, str]:
    """The canonical URL of a page fetched from `url`, and a hint of who published it first.

    `offered` are the page's rel=canonical addresses, as written. One within the fetched page's registrable domain
    counts, else any site could overwrite another's article; one on another domain is only the hint. Several that
    differ, one that names the home page or a section above the page, or that drops the parameter which chooses the
    article, is a template's mistake, and is ignored.
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


def _names_an_article(path: str) -> bool:
    """Whether a path alone tells one article from the next: by a number, or a slug of several words."""
    last = path.rsplit("/", 1)[-1]
    return bool(re.search(r"\d{4}", last)) or last.count("-") + last.count("_") >= 2 or last.count("%") >= 4


@cache
def _suffixes() -> PublicSuffixList:
    """The list comes with the package: no look-up."""
    return PublicSuffixList()
