"""How much a survey may ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class NoRequestsLeft(IgnoreRequest):
    """As much was asked for as a survey may."""


class Budget:
    """Downloader middleware, the last before the network: it counts whatever goes out, robots.txt and each redirect
    included, and lets no more out than PRESSWATCH_SURVEY_REQUESTS."""

    def __init__(self, requests: int) -> None:
        self._most = requests
        self.used = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Budget:
        return cls(crawler.settings.getint("PRESSWATCH_SURVEY_REQUESTS"))

    @property
    def left(self) -> int:
        return self._most - self.used

    def process_request(self, request: Request) -> None:
        del request
        if not self.left:
            raise NoRequestsLeft("a survey asks for no more")
        self.used += 1
