"""The survey's process: `python -m crawlers.survey`.

Reads one JSON line from standard input (`Asked`) and writes JSON lines to standard output: `{"asking": URL}` before
each request, and at last `{"survey": …}`. It goes through the same fetcher, guards and manners as a crawl. Exit code 0
whatever was found, 1 when the process failed or its parent went, 2 for a line that can't be read.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import scrapy
from pydantic import TypeAdapter

from crawlers.crawl import quiet_process
from crawlers.fetch import Fetcher
from crawlers.politeness import Politeness
from crawlers.process import run
from crawlers.survey.budget import Budget
from crawlers.survey.child import Say, asked_as, settings_for, written
from crawlers.survey.findings import Asked, Survey
from crawlers.survey.surveyor import Surveyor


class SurveySpider(scrapy.Spider):
    """Yields nothing to Scrapy's scheduler, as the spider of a crawl."""

    name = "survey"

    def __init__(self, asked: Asked, say: Say, **kwargs: Any) -> None:  # noqa: ANN401 - Scrapy's signature
        super().__init__(**kwargs)
        self.asked = asked
        self.say = say

    async def start(self) -> AsyncIterator[Any]:
        """Survey the site, and say what was found."""
        budget = self.crawler.get_downloader_middleware(Budget)
        politeness = self.crawler.get_downloader_middleware(Politeness)
        if budget is None or politeness is None:
            raise AssertionError  # the settings below name them
        surveyor = Surveyor(
            self.asked,
            fetcher=Fetcher(self.crawler),
            budget=budget,
            sitemaps=politeness.sitemaps,
            now=lambda: datetime.now(UTC),
            asking=lambda url: self.say({"asking": url}),
        )
        self.say({"survey": TypeAdapter(Survey).dump_python(await surveyor.survey(), mode="json")})
        return
        yield  # an async generator is what Scrapy iterates


def main(asked: Asked, output: Callable[[bytes], None]) -> None:
    said = False

    def say(line: dict[str, Any]) -> None:
        nonlocal said
        said = said or "survey" in line
        output(written(line))

    process = quiet_process(survey_settings(asked))
    process.crawl(SurveySpider, asked=asked, say=say)
    process.start(install_signal_handlers=False)
    if not said:
        raise RuntimeError("the survey ended without an answer")


def survey_settings(asked: Asked) -> dict[str, Any]:
    """Those of a crawl, and a bound on what is asked for."""
    settings = settings_for(allow_networks=asked.allow_networks, request_seconds=asked.request_seconds)
    settings["PRESSWATCH_SURVEY_REQUESTS"] = asked.requests
    settings["DOWNLOADER_MIDDLEWARES"] |= {"crawlers.survey.budget.Budget": 960}  # the last before the network
    return settings


if __name__ == "__main__":
    run(asked_as(Asked), main)
