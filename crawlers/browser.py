"""Pages that are empty until their scripts have run: for sources with `browser: true`, with the extra `browser`.

Scrapy fetches the page as any other: robots.txt, politeness, public addresses, size and time are seen to there. A
headless Chromium gets what Scrapy got, and whatever the page then asks for is fetched by Scrapy in the same way; so no
request of a page can go where a crawl may not. The browser itself has no way out: it knows a proxy that isn't there,
and no names. Redirects are followed by Scrapy, since the browser would follow them without asking.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from importlib.util import find_spec
from typing import TYPE_CHECKING

import structlog
from scrapy.http import HtmlResponse, Request, Response
from scrapy.http.request import NO_CALLBACK

if TYPE_CHECKING:
    from playwright.async_api import Browser as Chromium
    from playwright.async_api import Page, Route
    from scrapy.crawler import Crawler

SECONDS = 30.0  # that a page may take to become what it is
QUIET = 10.0  # seconds of it in which it must have come to rest; then it is taken as it is
MOST_REQUESTS = 60  # of one page
AT_ONCE = 2  # pages

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-bypass-list=<-loopback>",
    "--proxy-server=http://127.0.0.1:9",  # the port of the discard protocol: nothing answers
)
_WANTED = frozenset(("document", "script", "xhr", "fetch"))
_OURS = frozenset(("accept-encoding", "connection", "content-length", "cookie", "host", "referer", "user-agent"))
_UNDONE = frozenset((b"content-encoding", b"content-length", b"set-cookie", b"transfer-encoding"))

log = structlog.get_logger(__name__)


class NoBrowserError(Exception):
    """There is no browser to run scripts with. The text says what to install."""


class Browser:
    """One Chromium for a crawl, started with the first page that needs it; it ends with this process."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._starting = asyncio.Lock()
        self._chromium: Chromium | None = None

    async def render(self, response: Response) -> Response:
        """The page as it is once its scripts have run; anything but HTML as it came.

        Raises `NoBrowserError`, and `TimeoutError` for a page that has not come to anything in time.
        """
        if b"html" not in (response.headers.get("Content-Type") or b"html").lower():
            return response
        async with self._turns, asyncio.timeout(SECONDS):
            chromium = await self._started()
            context = await chromium.new_context(
                accept_downloads=False,
                service_workers="block",
                user_agent=self._crawler.settings["USER_AGENT"],
            )
            try:
                return await self._run(await context.new_page(), response)
            finally:
                await context.close()

    async def _run(self, page: Page, response: Response) -> Response:
        from playwright.async_api import Error  # noqa: PLC0415 - of the extra

        supply = _Supply(self._crawler, response)
        await page.route("**/*", supply.answer)
        try:
            await page.goto(response.url, wait_until="domcontentloaded")
            await page.wait_for_load_state("networkidle", timeout=1000 * QUIET)
        except Error as error:  # a page that never rests, or that wanted to go elsewhere, has something to say
            log.debug("page_restless", outcome="taken_as_it_is", link=response.url, error=str(error)[:200])
        body = (await page.content()).encode("utf-8", "replace")
        headers = response.headers.copy()
        headers["Content-Type"] = "text/html; charset=utf-8"
        return HtmlResponse(
            response.url,
            status=response.status,
            headers=headers,
            body=body[: self._crawler.settings.getint("DOWNLOAD_MAXSIZE")],
            request=response.request,
            encoding="utf-8",
        )

    async def _started(self) -> Chromium:
        async with self._starting:
            if self._chromium is None or not self._chromium.is_connected():
                self._chromium = await _start()
            return self._chromium


async def _start() -> Chromium:
    if find_spec("playwright") is None:
        raise NoBrowserError("pip install 'presswatch[browser]'")
    from playwright.async_api import Error, async_playwright  # noqa: PLC0415 - of the extra

    playwright = await async_playwright().start()
    program = next(filter(None, map(shutil.which, _NAMES)), playwright.chromium.executable_path)
    if not os.path.exists(program):  # noqa: ASYNC240, PTH110 - one look at the disk
        await playwright.stop()
        raise NoBrowserError("install Chromium: apt-get install chromium, or playwright install chromium")
    try:
        return await playwright.chromium.launch(
            executable_path=program,
            args=list(_ARGUMENTS),
            chromium_sandbox=os.geteuid() != 0,  # Chromium has none for root
            handle_sigint=False,
            handle_sigterm=False,
            handle_sighup=False,
        )
    except Error as error:
        await playwright.stop()
        raise NoBrowserError(f"{program} does not start: {str(error).splitlines()[0][:200]}") from error


class _Supply:
    """Answers all that one page asks for: with the page itself, then with what Scrapy may fetch of it."""

    def __init__(self, crawler: Crawler, response: Response) -> None:
        self._crawler = crawler
        self._response = response
        self._asked = 0

    async def answer(self, route: Route) -> None:
        from playwright.async_api import Error  # noqa: PLC0415 - of the extra

        try:
            response = await self._get(route)
            if response is None:
                await route.abort()
            else:
                await route.fulfill(status=response.status, headers=_headers(response), body=response.body)
        except Error:  # the page is gone meanwhile
            return

    async def _get(self, route: Route) -> Response | None:
        request = route.request
        self._asked += 1
        if self._asked == 1 and request.is_navigation_request():
            return self._response
        is_wanted = request.resource_type in _WANTED - {"document"} and request.method == "GET"
        if not is_wanted or self._asked > MOST_REQUESTS or not request.url.startswith(("http://", "https://")):
            return None
        headers = {name: value for name, value in request.headers.items() if not _is_ours(name)}
        try:
            asked = Request(request.url, headers=headers, callback=NO_CALLBACK)
            return await self._crawler.engine.download_async(asked)
        except asyncio.CancelledError:
            raise
        except Exception as error:  # noqa: BLE001 - refused, forbidden, away: the page goes on without it
            log.debug("part_not_fetched", outcome="left_out", link=request.url, error=str(error)[:200])
            return None


def _is_ours(name: str) -> bool:
    """Headers that Scrapy sends in its own words, or nobody."""
    return name.lower() in _OURS or name.lower().startswith(("sec-", ":"))


def _headers(response: Response) -> dict[str, str]:
    return {
        name.decode("latin-1"): b", ".join(values).decode("latin-1")
        for name, values in response.headers.items()
        if name.lower() not in _UNDONE
    }
