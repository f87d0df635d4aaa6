"""The process of trials: `python -m crawlers.survey.trials`.

Reads one JSON line from standard input (`AskedTrials`) and writes JSON lines to standard output: `{"trying": ID}` when
a source's turn comes, and `{"trial": …}` once it was tried. It goes through the same fetcher, guards and manners as a
crawl, and keeps nothing. Exit codes are those of a survey.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import scrapy
from pydantic import TypeAdapter

from crawlers.crawl import quiet_process
from crawlers.fetch import Fetcher
from crawlers.politeness import Politeness
from crawlers.process import run
from crawlers.state import State
from crawlers.survey.child import Say, asked_as, settings_for, written
from crawlers.survey.trial import Nothing, Trial, Trier
from presswatch.sources import Source

AT_ONCE = 8  # sources that are tried side by side


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedTrials:
    sources: tuple[Source, ...]
    pages: tuple[str, ...] = ()  # where there are any: these are tried, and nothing that the sources offer
    allow_networks: tuple[str, ...] = ()  # CIDRs, or "loopback"
    seconds: float = 240.0  # that one source may take: with a Crawl-delay a few requests take minutes
    request_seconds: float = 20.0


class TrialSpider(scrapy.Spider):
    """Yields nothing to Scrapy's scheduler, as the spider of a crawl."""

    name = "trials"

    def __init__(self, asked: AskedTrials, say: Say, **kwargs: Any) -> None:  # noqa: ANN401 - Scrapy's signature
        super().__init__(**kwargs)
        self.asked = asked
        self.say = say

    async def start(self) -> AsyncIterator[Any]:
        """Try every source, and say what each gave as soon as that is known."""
        nothing = Nothing()
        state = State(seen=nothing, documents=nothing, hand_over=nothing)
        politeness = self.crawler.get_downloader_middleware(Politeness)
        if politeness is None:
            raise AssertionError  # a crawl's settings name it
        trier = Trier(
            fetcher=Fetcher(self.crawler),
            state=state,
            crawl_delay=politeness.crawl_delay,
            now=lambda: datetime.now(UTC),
            seconds=self.asked.seconds,
        )
        at_once = asyncio.Semaphore(AT_ONCE)

        async def one(source: Source) -> None:
            async with at_once:
                self.say({"trying": source.id})
                trial = await trier.trial(source, pages=self.asked.pages)
            self.say({"trial": TypeAdapter(Trial).dump_python(trial, mode="json")})

        try:
            await asyncio.gather(*map(one, self.asked.sources))
        finally:
            state.close()
        return
        yield  # an async generator is what Scrapy iterates


def main(asked: AskedTrials, output: Callable[[bytes], None]) -> None:
    left = {source.id for source in asked.sources}

    def say(line: dict[str, Any]) -> None:
        left.discard(line.get("trial", {}).get("source"))
        output(written(line))

    settings = settings_for(allow_networks=asked.allow_networks, request_seconds=asked.request_seconds)
    process = quiet_process(settings)
    process.crawl(TrialSpider, asked=asked, say=say)
    process.start(install_signal_handlers=False)
    if left:
        raise RuntimeError(f"the trials ended without an answer for {', '.join(sorted(left))}")


if __name__ == "__main__":
    run(asked_as(AskedTrials), main)
