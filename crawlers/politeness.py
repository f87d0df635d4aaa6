"""What publishers ask of crawlers: robots.txt (RFC 9309), `Crawl-delay`, `Retry-After` (RFC 9110, section 10.2.3)."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from protego import Protego
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from crawlers.address import ForbiddenAddress

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

LONGEST_DELAY = 30.0  # seconds between two requests to one host; a longer Crawl-delay is cut to this
LONG = 20 * 1024  # bytes of a robots.txt; hardly any has more
LARGEST = 500 * 1024  # bytes of a robots.txt that are read
LONGEST_LINE = 2048  # characters of it
LONGEST_REST = timedelta(days=1)  # a longer Retry-After is cut to this

_BUSY = frozenset({429, 503})
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


class ForbiddenByRobots(IgnoreRequest):
    """robots.txt says no."""


class RobotsUnreachable(IgnoreRequest):
    """robots.txt could not be had, so nothing may be fetched (RFC 9309, section 2.3.1.4).

    `status` is that of the answer, or None and `__cause__` is why there was none.
    """

    def __init__(self, status: int | None = None) -> None:
        super().__init__(f"robots.txt answered {status}")
        self.status = status


class AskedToWait(IgnoreRequest):
    """This host answered 429 or 503 with `Retry-After` in this crawl: it is left alone."""

    def __init__(self, retry_after: timedelta | None) -> None:
        super().__init__("asked to be left alone for now")
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class _Rules:
    robots: Protego | None = None  # None: all is allowed
    status: int | None = None  # of an answer that forbids all
    error: Exception | None = None  # why there was no answer, which forbids all as well
    is_long: bool = False


class Politeness:
    """Downloader middleware in the place of Scrapy's robots.txt one, which takes an error for permission.

    Requests are paced by host and port, as robots.txt is: after a redirect too, whose request Scrapy counts among
    those of the host that sent it.
    """

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        if not settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self._crawler = crawler
        self._user_agent: str = settings["USER_AGENT"]
        self._local_is_quick = bool(settings.getlist("PRESSWATCH_ALLOW_NETWORKS"))
        self._rules: dict[str, asyncio.Task[_Rules]] = {}
        self._waiting: dict[str, timedelta | None] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Politeness:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        url = urlparse_cached(request)
        request.meta["download_slot"] = url.netloc
        if self._local_is_quick and url.hostname in _LOCAL:
            self._pace(url.netloc, delay=0.0, only_new=True)
        if request.meta.get("dont_obey_robotstxt"):
            return
        self._heed_wait(url.netloc)
        origin = f"{url.scheme}://{url.netloc}"
        if origin not in self._rules:
            self._rules[origin] = asyncio.create_task(self._ask(origin))
        rules = await asyncio.shield(self._rules[origin])
        self._heed_wait(url.netloc)
        if isinstance(rules.error, ForbiddenAddress):
            raise ForbiddenAddress(str(rules.error))
        if rules.error or rules.status:
            raise RobotsUnreachable(rules.status) from rules.error
        if rules.robots and not await self._allows(rules.robots, request.url, is_long=rules.is_long):
            raise ForbiddenByRobots("is forbidden by robots.txt")

    async def _allows(self, robots: Protego, url: str, *, is_long: bool) -> bool:
        """A long one takes tenths of a second for each address, in which other sources' answers would wait."""
        if is_long:
            return await asyncio.to_thread(robots.can_fetch, url, self._user_agent)
        return robots.can_fetch(url, self._user_agent)

    def process_response(self, request: Request, response: Response) -> Response:
        if response.status in _BUSY:
            wait = retry_after(response.headers.get("Retry-After"), now=datetime.now(UTC))
            if wait is not None or response.status == 429:
                self._waiting[urlparse_cached(request).netloc] = wait
        return response

    def sitemaps(self, origin: str) -> list[str]:
        """The sitemaps that the robots.txt of an origin (`https://news.example`) names; none where it wasn't read."""
        robots = self._read(origin)
        return list(dict.fromkeys(robots.sitemaps)) if robots else []

    def crawl_delay(self, origin: str) -> float:
        """The seconds between two requests that the robots.txt of an origin asks for; 0 where it asks for none."""
        robots = self._read(origin)
        return max(0.0, float(robots.crawl_delay(self._user_agent) or 0.0)) if robots else 0.0

    def _read(self, origin: str) -> Protego | None:
        task = self._rules.get(origin)
        return task.result().robots if task and task.done() and not task.cancelled() else None

    def _heed_wait(self, netloc: str) -> None:
        if netloc in self._waiting:
            raise AskedToWait(self._waiting[netloc])

    async def _ask(self, origin: str) -> _Rules:
        request = Request(f"{origin}/robots.txt", meta={"dont_obey_robotstxt": True}, callback=NO_CALLBACK)
        try:
            response = await self._crawler.engine.download_async(request)
        except ForbiddenAddress as error:
            return _Rules(error=error)
        except IgnoreRequest:  # redirected for ever: as good as absent (section 2.3.1.2)
            return _Rules()
        except Exception as error:  # noqa: BLE001 - whatever the network does, there was no answer
            return _Rules(error=error)
        if response.status >= 500:
            return _Rules(status=response.status)
        if response.status >= 300:  # absent (section 2.3.1.3)
            return _Rules()
        is_long = len(response.body) > LONG
        robots = await asyncio.to_thread(_parsed, response.body) if is_long else _parsed(response.body)
        delay = robots.crawl_delay(self._user_agent)
        if delay is not None:
            self._pace(urlparse_cached(request).netloc, delay=min(max(float(delay), 0.0), LONGEST_DELAY))
        return _Rules(robots, is_long=is_long)

    def _pace(self, netloc: str, *, delay: float, only_new: bool = False) -> None:
        """Set a host's delay: for its slot where there is one, and for those to come (idle ones are thrown away)."""
        downloader = self._crawler.engine.downloader
        if only_new and netloc in downloader.per_slot_settings:
            return
        downloader.per_slot_settings[netloc] = {"delay": delay, "jitter": 0.0}
        slot = downloader.slots.get(netloc)
        if slot:
            slot.delay, slot.jitter = delay, 0.0
            slot.lastseen = time.monotonic()  # robots.txt was a request as well


def _parsed(body: bytes) -> Protego:
    """Of a robots.txt as much as has to be read (section 2.5), without lines that no address is long enough for."""
    if len(body) > LARGEST:
        body = body[: body.rfind(b"\n", 0, LARGEST) + 1]  # half a line would be another rule
    lines = body.decode("utf-8", "replace").lstrip("\ufeff").splitlines()
    return Protego.parse("\n".join(line for line in lines if len(line) <= LONGEST_LINE))


def retry_after(value: bytes | None, *, now: datetime) -> timedelta | None:
    """What a `Retry-After` header asks for, seconds or a date, cut to a day; None where it asks nothing readable."""
    text = (value or b"").decode("latin-1").strip()
    if text.isascii() and text.isdigit():
        return min(timedelta(seconds=int(text[:9])), LONGEST_REST)
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    wait = (date if date.tzinfo else date.replace(tzinfo=UTC)) - now
    return min(max(wait, timedelta(0)), LONGEST_REST)
