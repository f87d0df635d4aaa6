"""Where hostile publishers stand, and what a case of theirs is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from presswatch.sources import LinkOutcome as L
from presswatch.sources import LookOutcome
from tests.integration.crawlers.server import Answer, Publisher

PROSE = "The ministers of seven countries met on Thursday and agreed to meet again in the autumn. "
RUSSIAN = "Министры семи стран встретились в четверг и договорились встретиться снова осенью. "
CHINESE = "七国外长星期四举行会晤，各方同意今年秋天再次会晤，并就地区局势交换了意见。"
MB = 1 << 20


@dataclass(frozen=True)
class Stage:
    """The publishers of a case, and the folder of paths that are its own."""

    main: Publisher
    other: Publisher  # on another host
    inside: Publisher  # on an address that a crawl may not connect to
    name: str

    def path(self, of: str) -> str:
        return f"/{self.name}/{of}"

    def url(self, of: str) -> str:
        return self.main.url + self.path(of)

    def serve(self, of: str, body: bytes | str = b"", **given: Any) -> str:
        return self.main.serve(self.path(of), body, **given)

    def feed(self, *links: str) -> dict[str, Any]:
        return {"feeds": (self.main.feed(self.path("feed"), list(links)),)}


@dataclass(frozen=True)
class Case:
    serve: Callable[[Stage], dict[str, Any]]  # what the source is made of
    links: Mapping[L, int] = field(default_factory=dict)
    outcome: LookOutcome = LookOutcome.OK
    error: str = ""  # regular expression; "" where there is no error


def failed(serve: Callable[[Stage], dict[str, Any]], error: str) -> Case:
    return Case(serve, outcome=LookOutcome.FAILED, error=error)


def html(body: str, *, title: str = "Ministers meet in the spring", head: str = "") -> str:
    return (
        f"<html><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>{body}</article></body></html>"
    )


ARTICLE = "".join(f"<p>{PROSE}It was meeting number {n} of the year.</p>" for n in range(5))


def article(name: str) -> Answer:
    """One that has no paragraph in common with any other."""
    body = "".join(f"<p>{PROSE}Of {name} it was meeting number {n} of the year.</p>" for n in range(5))
    return Answer(html(body, title=f"Ministers meet for {name}").encode(), 200, {"Content-Type": "text/html"})
