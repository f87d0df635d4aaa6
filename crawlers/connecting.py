"""Connecting: a host is asked a few things at once, however many looks want something of it."""

from __future__ import annotations

import asyncio
from collections import defaultdict

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from scrapy.utils.httpobj import urlparse_cached


class PatientHandler(HTTP11DownloadHandler):
    """Scrapy's download handler, kept to CONCURRENT_REQUESTS_PER_DOMAIN.

    Scrapy 2.19 counts a request as under way only once its task runs, so those that become ready in one turn of the
    event loop all start at once: after robots.txt came, say. Waiting here doesn't count towards DOWNLOAD_TIMEOUT.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        at_once = crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
        self._turns: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(at_once))

    async def download_request(self, request: Request) -> Response:
        async with self._turns[urlparse_cached(request).netloc]:
            return await super().download_request(request)
