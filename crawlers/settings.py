"""Scrapy's settings for a crawl. Only what differs from its defaults, and why."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from crawlers.batch import Batch

LARGEST = 5 * 1024 * 1024  # bytes of an answer, as sent and unpacked
AT_ONCE = 4  # requests to one host


def user_agent() -> str:
    return f"presswatch/{version('presswatch')} (+news monitoring; its name in robots.txt: presswatch)"


def crawl_settings(batch: Batch) -> dict[str, Any]:
    return {
        "BOT_NAME": "presswatch",
        "USER_AGENT": batch.user_agent or user_agent(),
        "PRESSWATCH_ALLOW_NETWORKS": list(batch.allow_networks),
        # Safety: nothing listens, nothing but http and https is opened, nothing but public addresses is connected to.
        # A proxy would connect for us where we can't see, so the environment's is not used.
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "DOWNLOAD_HANDLERS": dict.fromkeys(("data", "file", "ftp", "s3"))
        | dict.fromkeys(("http", "https"), "crawlers.connecting.PatientHandler"),
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "TWISTED_DNS_RESOLVER": "crawlers.address.PublicResolver",
        "HTTPPROXY_ENABLED": False,
        "COOKIES_ENABLED": False,
        "DOWNLOAD_MAXSIZE": LARGEST,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_TIMEOUT": batch.limits.request_seconds,
        "REDIRECT_MAX_TIMES": 10,
        "METAREFRESH_MAXDELAY": 3,  # seconds; slower ones are pages that reload themselves
        # Manners.
        "ROBOTSTXT_OBEY": True,
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "crawlers.politeness.Politeness": 100,
            "crawlers.address.NamesForbiddenAddresses": 950,
        },
        "CONCURRENT_REQUESTS_PER_DOMAIN": AT_ONCE,
        "DOWNLOAD_DELAY": 0.25,  # seconds
        "DEFAULT_REQUEST_HEADERS": {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"},
        # The next look is the retry; only what is likely to work at once is tried again at once.
        "RETRY_TIMES": 1,
        "RETRY_HTTP_CODES": [408, 502, 504],
        "RETRY_EXCEPTIONS": [
            "scrapy.exceptions.DownloadFailedError",
            "scrapy.exceptions.ResponseDataLossError",
            "twisted.internet.error.ConnectionDone",
            "twisted.internet.error.ConnectionLost",
        ],
        "RETRY_GIVE_UP_LOG_LEVEL": "DEBUG",
        # Our own logs say what happened. Scrapy's extensions take longer to load than many a crawl takes.
        "EXTENSIONS_BASE": {},
        "LOG_ENABLED": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
        "STATS_DUMP": False,
        "LOGSTATS_INTERVAL": 0,
        "MEMUSAGE_ENABLED": False,
    }
