"""Fetching one URL: the answer, or why there was none, in the words of `LinkOutcome`."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK

from crawlers.address import ForbiddenAddress
from crawlers.browser import SECONDS, Browser, NoBrowserError
from crawlers.discover.links import LONGEST_URL
from crawlers.politeness import AskedToWait, ForbiddenByRobots, RobotsUnreachable, retry_after
from presswatch.ports import Validators
from presswatch.sources import LinkOutcome, Source

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_TOO_LONG = f"is longer than {LONGEST_URL} characters"


@dataclass(frozen=True, slots=True)
class Fetched:
    """A 2xx answer, its content encoding undone, or a 304 (`unchanged`, without a body)."""

    url: str  # after redirects
    response: Response
    unchanged: bool = False

    @property
    def body(self) -> bytes:
        return self.response.body

    @property
    def content_type(self) -> str:
        return self.header("Content-Type")

    def header(self, name: str) -> str:
        return (self.response.headers.get(name) or b"").decode("latin-1")


@dataclass(frozen=True, slots=True)
class NotFetched:
    """No answer to read. `error` continues a sentence that begins with the address."""

    outcome: LinkOutcome
    error: str
    final: bool = False  # the next look would get the same: there is no need to ask again
    retry_after: timedelta | None = None
    soft: bool = False  # the publisher is busy or out of reach, rather than gone: timeouts, 5xx, a broken connection
    status: int = 0  # HTTP's, where it was an answer for this page

    @property
    def may_pass(self) -> bool:
        """Whether it is the host that is in trouble: a sign to leave it alone when it repeats itself."""
        return not self.final and self.outcome not in {LinkOutcome.ROBOTS, LinkOutcome.LATER}


class Fetcher:
    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._browser = Browser(crawler)
        self._seconds = crawler.settings.getfloat("DOWNLOAD_TIMEOUT")
        self._megabytes = crawler.settings.getint("DOWNLOAD_MAXSIZE") // 1024 // 1024

    async def fetch(self, url: str, validators: Validators | None = None) -> Fetched | NotFetched:
        """Get `url`, conditionally where it has validators. Whatever strangers do comes back as a value."""
        headers = {}
        if validators and validators.etag:
            headers["If-None-Match"] = validators.etag.encode("latin-1", "replace")
        if validators and validators.last_modified:
            headers["If-Modified-Since"] = validators.last_modified.encode("latin-1", "replace")
        if len(url) > LONGEST_URL:
            return NotFetched(LinkOutcome.FAILED, _TOO_LONG, final=True)
        try:
            request = Request(url, headers=headers, callback=NO_CALLBACK)
        except ValueError as error:
            return NotFetched(LinkOutcome.FAILED, f"is no URL: {error}", final=True)
        try:
            response = await self._crawler.engine.download_async(request)
        except asyncio.CancelledError:
            raise
        except Exception as error:  # noqa: BLE001 - networks fail in more ways than can be named
            return self._no_answer(error)
        if len(response.url) > LONGEST_URL:
            return NotFetched(LinkOutcome.FAILED, f"is redirected to an address that {_TOO_LONG}", final=True)
        if response.status == 304 and headers:
            return Fetched(response.url, response, unchanged=True)
        if 200 <= response.status < 300:
            return Fetched(response.url, response)
        return self._refusal(response)

    async def fetch_page(self, url: str, source: Source) -> Fetched | NotFetched:
        """Get a page of a source; where its pages need a browser, as it is once its scripts have run."""
        fetched = await self.fetch(url)
        if isinstance(fetched, NotFetched) or not source.browser:
            return fetched
        try:
            return Fetched(fetched.url, await self._browser.render(fetched.response))
        except NoBrowserError as error:
            return NotFetched(LinkOutcome.FAILED, f"needs a browser, as its source says, and there is none: {error}")
        except TimeoutError:
            return NotFetched(
                LinkOutcome.TIMED_OUT, f"did not come to rest in a browser within {SECONDS:g} s", soft=True
            )
        except asyncio.CancelledError:
            raise
        except Exception as error:  # noqa: BLE001 - a browser can break in more ways than can be named
            return NotFetched(LinkOutcome.FAILED, f"could not be read in a browser: {_reason(error)}", soft=True)

    def _refusal(self, response: Response) -> NotFetched:
        wait = retry_after(response.headers.get("Retry-After"), now=_now()) if response.status in {429, 503} else None
        return NotFetched(
            LinkOutcome.REFUSED,
            f"answered {response.status}",
            final=response.status in {404, 410},
            retry_after=wait,
            soft=response.status >= 500 or response.status in {408, 429},
            status=response.status,
        )

    def _no_answer(self, error: Exception) -> NotFetched:  # noqa: C901, PLR0911, PLR0912 - a table
        match error:
            case ForbiddenAddress():
                return NotFetched(LinkOutcome.FORBIDDEN_ADDRESS, str(error), final=True)
            case ForbiddenByRobots():
                return NotFetched(LinkOutcome.ROBOTS, str(error))
            case RobotsUnreachable(status=int(status)):
                return NotFetched(
                    LinkOutcome.REFUSED,
                    f"may not be fetched while its host's robots.txt answers {status} (RFC 9309)",
                    soft=True,
                )
            case RobotsUnreachable(__cause__=Exception() as cause):
                return self._no_answer(cause)
            case AskedToWait():
                return NotFetched(
                    LinkOutcome.LATER, f"was not asked: its host {error}", retry_after=error.retry_after, soft=True
                )
            case DownloadTimeoutError():
                return NotFetched(
                    LinkOutcome.TIMED_OUT, f"did not answer in full within {self._seconds:g} s", soft=True
                )
            case DownloadCancelledError():  # Scrapy cancels what grows beyond DOWNLOAD_MAXSIZE, and nothing else
                return NotFetched(LinkOutcome.TOO_LARGE, f"is larger than {self._megabytes} MB", final=True)
            case IgnoreRequest() if "DOWNLOAD_MAXSIZE" in str(error):
                return NotFetched(LinkOutcome.TOO_LARGE, f"unpacks to more than {self._megabytes} MB", final=True)
            case IgnoreRequest():
                return NotFetched(LinkOutcome.FAILED, "redirects too many times", final=True)
            case ValueError():  # of the address that it redirects to
                return NotFetched(LinkOutcome.FAILED, f"redirects to what is no address: {_reason(error)}", final=True)
            case CannotResolveHostError():
                return NotFetched(LinkOutcome.FAILED, "has a host name that can't be resolved")
            case DownloadConnectionRefusedError():
                return NotFetched(LinkOutcome.FAILED, "has a host that refused the connection", soft=True)
            case _ if "certificate verify failed" in _reason(error):
                return NotFetched(LinkOutcome.FAILED, "has a host whose certificate can't be verified")
            case _:
                return NotFetched(LinkOutcome.FAILED, f"could not be fetched: {_reason(error)}", soft=True)


def _reason(error: BaseException) -> str:
    """The innermost cause in a few words; Twisted wraps failures in lists of failures."""
    reasons = getattr(error.__cause__, "reasons", None) or getattr(error, "reasons", None)
    if reasons:
        error = reasons[0].value
    text = " ".join(str(error).split()) or type(error).__name__
    return text[:200]


def _now() -> datetime:
    return datetime.now(UTC)
