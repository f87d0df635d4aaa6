"""The process from which crawl processes are forked: `python -m crawlers.warm FD` (`presswatch.forks`).

Loading Scrapy and all that reads pages takes more than a second of a processor, which is much for a batch of one
source. Here it is loaded once. There is no reactor yet: each crawl process makes its own.
"""

from __future__ import annotations

import gc
import signal
import socket
import sys
from datetime import UTC, datetime
from typing import NoReturn

import celery.app.amqp
import celery.app.base
import celery.backends
import celery.worker.worker  # noqa: F401 - all these are loaded late by what uses them
import kombu.transport.redis  # noqa: F401
from scrapy.settings import Settings
from scrapy.utils.misc import load_object

import presswatch.broker  # noqa: F401
from crawlers.__main__ import main as crawl
from crawlers.batch import read_batch
from crawlers.extract import read_page
from crawlers.process import run
from crawlers.settings import crawl_settings
from presswatch.forks import serve_forks

_PAGE = b"""<html lang="en"><head><title>Talks</title></head><body><article><h1>Talks</h1><p>3 September 2020, 12:00</p>
<p>The ministers met on Thursday, and agreed to meet again in the autumn, as their spokesman told reporters.</p>
</article></body></html>"""


def become_crawl() -> NoReturn:
    """Be what `python -m crawlers` is."""
    run(read_batch, crawl)


def load_the_rest() -> None:
    """What is made when it is first used: what Scrapy knows by name, and all that reads batches and pages."""
    settings = Settings(crawl_settings(read_batch(b'{"sources": [], "data": "."}')))
    for kind in ("DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES"):
        for name in settings.getwithbase(kind):
            load_object(name)
    for name in filter(None, settings.getdict("DOWNLOAD_HANDLERS").values()):
        load_object(name)
    for given in settings.values():
        if isinstance(given, str) and given.startswith(("scrapy.", "crawlers.")):
            load_object(given)
    read_page(_PAGE, url="https://news.example/talks", fetched_at=datetime.now(UTC))
    gc.collect()
    gc.freeze()  # else the first collection in each fork would touch, and so copy, every page of memory


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # end without a word
    load_the_rest()
    serve_forks(socket.socket(fileno=int(sys.argv[1])), become_crawl)
