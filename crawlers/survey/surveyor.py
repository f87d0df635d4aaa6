"""The survey itself: which documents are looked at, in which order, and which is chosen."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from crawlers.discover import DocumentError, Link, Sitemap, read_feed, read_sitemap
from crawlers.discover.listings import parsed_page
from crawlers.discover.xml import local_name, opened, parsed
from crawlers.fetch import Fetched, Fetcher, NotFetched
from crawlers.reading import Unread, read_article
from crawlers.survey.budget import Budget
from crawlers.survey.findings import Asked, Candidate, CandidateKind, Survey, Tried
from crawlers.survey.headlines import guess_listing, is_article
from crawlers.survey.naming import country_of, is_official, languages_of, site_name
from crawlers.survey.offered import (
    WELL_KNOWN_FEEDS,
    WELL_KNOWN_SITEMAPS,
    is_drawn_by_script,
    offered_feeds,
)
from presswatch.sources import LinkOutcome, Source, SourceKind

LONGEST = 30.0  # seconds that anything about one page may take
ARTICLES = 3  # that are tried
MOST_FEEDS = 3  # of those that the site names are looked at
MOST_SITEMAPS = 2
UNSORTED = 100  # links of a sitemap that tells no times: with more, what is new can't be told
STALE = timedelta(days=30)  # what has nothing newer is abandoned, or so it seems

_ROOT = re.compile(rb"<(?:\w+:)?(rss|feed|RDF|urlset|sitemapindex)[\s>]")
_NEWS = re.compile(r"news", re.IGNORECASE)
_REASONS = {
    CandidateKind.FEED: "a feed is made to be watched: it is small, names what is new, and dates it",
    CandidateKind.NEWS_SITEMAP: "no feed can be used; a news sitemap names and dates the articles of two days",
    CandidateKind.SITEMAP: "no feed and no news sitemap can be used; a sitemap names all pages by their time of change",
    CandidateKind.LISTING: "no feed and no sitemap can be used; a list of headlines tells no dates",
}


@dataclass(frozen=True, slots=True)
class _Page:
    url: str
    base: str
    root: HtmlElement


@dataclass(slots=True)
class _Found:
    """What a survey has found so far."""

    candidates: dict[Candidate, Sequence[Link]]
    pages: list[_Page]
    feed_title: str = ""
    also: tuple[str, ...] = ()
    refused: NotFetched | None = None  # the answer to the address itself

    @property
    def good(self) -> list[Candidate]:
        """Those that could be watched, the best first."""
        kinds = list(CandidateKind)
        return sorted((each for each in self.candidates if not each.problem), key=lambda each: kinds.index(each.kind))


class Surveyor:
    """Looks at one site. `sitemaps` answers what the robots.txt of an origin names; `asking` is told each address."""

    def __init__(
        self,
        asked: Asked,
        *,
        fetcher: Fetcher,
        budget: Budget,
        sitemaps: Callable[[str], Sequence[str]],
        now: Callable[[], datetime],
        asking: Callable[[str], None],
    ) -> None:
        self._asked = asked
        self._fetcher = fetcher
        self._budget = budget
        self._sitemaps = sitemaps
        self._now = now
        self._asking = asking
        self._give_up_at = asyncio.get_running_loop().time() + asked.seconds
        self._fetched: dict[str, Fetched | NotFetched] = {}

    async def survey(self) -> Survey:
        """Whatever strangers do is in the answer."""
        url = self._asked.url
        found = _Found({}, [])
        await self._look_at(url, found)
        if found.refused is None:
            await self._find_more(url, found)
        page = found.pages[-1] if found.pages else None
        name = site_name(page.root, url=page.url, feed=found.feed_title) if page else found.feed_title
        chosen, tried = await self._try(found, name)
        url = page.url if page and url not in {each.url for each in found.candidates} else url
        country, country_by = country_of(url, page.root if page else None)
        languages = dict.fromkeys(language for each in tried if each.article and (language := each.article.language))
        return Survey(
            url=self._asked.url,
            name=name,
            country=country,
            country_by=country_by,
            languages=tuple(languages) or (languages_of(page.root) if page else ()),
            official=is_official(url),
            candidates=tuple(found.candidates),
            chosen=chosen,
            reason=_REASONS[chosen.kind] if chosen else "",
            tried=tuple(tried),
            also=found.also,
            error="" if chosen else _advice(url, found),
            requests=self._budget.used,
        )

    async def _look_at(self, url: str, found: _Found) -> None:
        """The address that was given: a page, a feed or a sitemap."""
        fetched = await self._get(url, keep=0)
        if not isinstance(fetched, Fetched):
            found.refused = fetched
            return
        root = _ROOT.search(fetched.body[:2000])
        if (root and root[1] in {b"urlset", b"sitemapindex"}) or fetched.body.startswith(b"\x1f\x8b"):
            await self._sitemap(url, "it was given", found)
        elif root or _is_json(fetched):
            await self._feed(url, "it was given", found)
        elif page := _page(fetched):
            found.pages.append(page)
        if not found.pages and (home := _page(await self._get(urljoin(url, "/")))):
            found.pages.append(home)

    async def _find_more(self, url: str, found: _Found) -> None:
        if not found.good:
            url = found.pages[0].url if found.pages else url  # where it redirects to
            await self._find_feeds(found)
            robots = sorted(self._sitemaps(_origin(url)), key=lambda each: not _NEWS.search(each))
            for sitemap in robots[: 1 if found.good else MOST_SITEMAPS]:
                await self._sitemap(sitemap, "robots.txt names it", found)
            if not found.good:
                await self._try_well_known(url, found)
        for page in found.pages:
            if any(each.kind is CandidateKind.LISTING for each in found.candidates):
                break
            await self._listing(page, found)

    async def _find_feeds(self, found: _Found) -> None:
        """The feeds that the page names; if it names none, those of the home page."""
        if not found.pages:
            return
        page = found.pages[0]
        feeds = offered_feeds(page.root, url=page.url, base=page.base)
        if not feeds and urlsplit(page.url).path.strip("/"):
            home = _page(await self._get(urljoin(page.url, "/")))
            if home:
                found.pages.append(home)
                feeds = offered_feeds(home.root, url=home.url, base=home.base)
        looked_at = 0
        for feed in feeds[:MOST_FEEDS]:
            looked_at += 1
            await self._feed(feed, "the page names it", found)
            if found.good:
                break
        found.also = tuple(feeds[looked_at:])

    async def _try_well_known(self, url: str, found: _Found) -> None:
        """The last resort: a few addresses where others have theirs."""
        for path in WELL_KNOWN_FEEDS:
            if not found.good:
                await self._feed(urljoin(url, path), "it is where many have theirs", found, guessed=True)
        for path in WELL_KNOWN_SITEMAPS:
            if not found.good:
                await self._sitemap(urljoin(url, path), "it is where many have theirs", found, guessed=True)

    async def _feed(self, url: str, why: str, found: _Found, *, guessed: bool = False) -> None:
        fetched = await self._get(url)
        candidate = Candidate(kind=CandidateKind.FEED, url=url, found=why)
        if isinstance(fetched, Fetched):
            try:
                links = await asyncio.to_thread(
                    read_feed, fetched.body, url=fetched.url, content_type=fetched.content_type
                )
            except DocumentError as error:
                fetched = NotFetched(LinkOutcome.FAILED, str(error))
            else:
                found.feed_title = found.feed_title or _feed_title(fetched.body)
                self._note(candidate, links, found)
                return
        if fetched and not guessed:
            found.candidates[replace(candidate, problem=fetched.error)] = ()

    async def _sitemap(self, url: str, why: str, found: _Found, *, guessed: bool = False) -> None:
        """A sitemap; of an index, the most promising of its newest children tells what they are."""
        candidate = Candidate(kind=CandidateKind.SITEMAP, url=url, found=why)
        read = await self._read_sitemap(url)
        if isinstance(read, Sitemap) and read.children:
            child = min(read.children, key=lambda each: not _NEWS.search(each))
            read = await self._read_sitemap(child)
            if isinstance(read, Sitemap) and _NEWS.search(child) and not re.search(r"\d", urlsplit(child).path):
                candidate = replace(candidate, url=child, found=f"{why}, through {url}")
        if isinstance(read, Sitemap):
            if any(link.published_at for link in read.links):
                candidate = replace(candidate, kind=CandidateKind.NEWS_SITEMAP)
            self._note(candidate, read.links, found, newest=read.newest)
        elif read and not guessed:
            found.candidates[replace(candidate, problem=read.error)] = ()

    async def _read_sitemap(self, url: str) -> Sitemap | NotFetched | None:
        fetched = await self._get(url)
        if not isinstance(fetched, Fetched):
            return fetched
        try:
            return await asyncio.to_thread(
                read_sitemap, fetched.body, url=fetched.url, content_type=fetched.content_type
            )
        except DocumentError as error:
            return NotFetched(LinkOutcome.FAILED, str(error))

    async def _listing(self, page: _Page, found: _Found) -> None:
        guessing = asyncio.to_thread(guess_listing, page.root, url=page.url, base=page.base)
        try:
            guess = await asyncio.wait_for(guessing, LONGEST)
        except TimeoutError:
            return
        if guess:
            candidate = Candidate(
                kind=CandidateKind.LISTING,
                url=page.url,
                found="its links have one shape",
                selector=guess.links,
                next=guess.next,
            )
            self._note(candidate, [Link(url=target, hint_by="listing") for target in guess.targets], found)

    def _note(self, candidate: Candidate, links: Sequence[Link], found: _Found, newest: datetime | None = None) -> None:
        newest = max((link.published_at for link in links if link.published_at), default=newest)
        problem = ""
        if candidate.kind is CandidateKind.SITEMAP:
            if not newest and len(links) > UNSORTED:
                problem = f"tells no times of its {len(links)} pages, so that what is new can't be told"
            links = sorted(links, key=lambda link: not is_article(link.url))
        if not links:
            problem = "has no links"
        elif newest and newest < self._now() - STALE:
            problem = f"has nothing newer than {newest:%Y-%m-%d}"
        candidate = replace(candidate, links=len(links), newest=newest, problem=problem)
        found.candidates[candidate] = links

    async def _try(self, found: _Found, name: str) -> tuple[Candidate | None, list[Tried]]:
        """The best candidate that gives articles, with those tried; the best at all where none does."""
        doubtful = [each for each in found.candidates if each.problem and each.links]
        tries: list[tuple[Candidate, list[Tried]]] = []
        for candidate in found.good or doubtful[:1]:
            tried = [await self._read(link, name) for link in found.candidates[candidate][:ARTICLES]]
            tries.append((candidate, [each for each in tried if each]))
            if any(each.article for each in tries[-1][1]):
                return tries[-1]
        return (None, tries[0][1]) if tries else (None, [])

    async def _read(self, link: Link, name: str) -> Tried | None:
        fetched = await self._get(link.url, keep=0)
        if fetched is None:
            return None
        if isinstance(fetched, NotFetched):
            return Tried(url=link.url, why=fetched.error)
        country, _ = country_of(self._asked.url, None)
        source = Source(id="survey", name=name, country=country, kind=SourceKind.INDEPENDENT)
        reading = asyncio.to_thread(read_article, fetched, link=link, source=source, at=self._now())
        try:
            read = await asyncio.wait_for(reading, LONGEST)
        except TimeoutError:
            return Tried(url=link.url, why=f"could not be read within {LONGEST:g} s")
        if isinstance(read, Unread):
            return Tried(url=link.url, why=read.why)
        return Tried(url=link.url, article=read)

    async def _get(self, url: str, *, keep: int = ARTICLES) -> Fetched | NotFetched | None:
        """Fetch, once each; None when no more may be asked for, `keep` requests being kept for the articles."""
        if url not in self._fetched:
            if self._budget.left <= keep or asyncio.get_running_loop().time() > self._give_up_at:
                return None
            self._asking(url)
            self._fetched[url] = await self._fetcher.fetch(url)
        return self._fetched[url]


def _page(fetched: Fetched | NotFetched | None) -> _Page | None:
    if not isinstance(fetched, Fetched):
        return None
    try:
        root, base = parsed_page(fetched.body, url=fetched.url, content_type=fetched.content_type)
    except DocumentError:
        return None
    return _Page(fetched.url, base, root)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _is_json(fetched: Fetched) -> bool:
    return "json" in fetched.content_type or fetched.body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def _feed_title(body: bytes) -> str:
    """What a feed of XML calls itself."""
    try:
        root = parsed(opened(body))
    except DocumentError:
        return ""
    titles = (element.text or "" for element in root.iter() if local_name(element) == "title")
    return " ".join(next(titles, "").split())


def _advice(url: str, found: _Found) -> str:
    """Why nothing can be watched, and what to do about it."""
    host = urlsplit(url).hostname
    match found.refused:
        case NotFetched(outcome=LinkOutcome.ROBOTS):
            return (
                f"{url} is forbidden by the robots.txt of {host}, which is obeyed: give the address of a page or feed"
                " that it allows, or ask the publisher to allow presswatch"
            )
        case NotFetched(outcome=LinkOutcome.REFUSED, final=True):
            return f"{url} {found.refused.error}: is the address right?"
        case NotFetched(outcome=LinkOutcome.REFUSED):
            return (
                f"{url} {found.refused.error}: it may refuse whatever is no browser; try the address of its feed,"
                " try later, or ask the publisher to let presswatch in"
            )
        case NotFetched():
            return f"{url} {found.refused.error}"
    if found.good:
        return "it offers links, but no article could be read of those that were tried; give the page of its news"
    stale = [f"{each.url} {each.problem}" for each in found.candidates if each.problem]
    if found.pages and is_drawn_by_script(found.pages[0].root):
        return (
            f"{url} is drawn by a script, or hides behind a check for browsers: as fetched it holds no links. If the"
            " site has a feed or a sitemap, give its address; else it needs a browser (presswatch[browser])"
        )
    said = f" ({'; '.join(stale)})" if stale else ""
    return (
        f"no feed, sitemap or list of headlines was found at {url}{said}: give the page on which its news are listed,"
        " or the address of its feed"
    )
