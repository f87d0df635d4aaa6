"""What is said to be amiss with what a trial of a source gave, and what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from crawlers.documents import DocumentKind
from crawlers.survey.doubts import doubts
from crawlers.survey.trial import Trial, TriedArticle, TriedDocument
from presswatch.sources import LinkOutcome, LookOutcome, Source, SourceKind
from tests.make import NOON, article

FEED = "https://news.example/feed"
SOURCE = Source(id="agency", name="Agency", country="KZ", kind=SourceKind.WIRE, feeds=(FEED,), languages=("kk",))
DOCUMENT = TriedDocument(kind=DocumentKind.FEED, url=FEED, links=("a", "b"), newest=NOON)
READ = TriedArticle(url="https://news.example/1", article=article(text="The ministers met. " * 50, published_at=NOON))
WELL = Trial(source="agency", at=NOON, outcome=LookOutcome.OK, documents=(DOCUMENT,), links=("a", "b"), tried=(READ,))


def said(trial: Trial, source: Source = SOURCE, language: str = "kk") -> str:
    return "\n".join(doubts(source, trial, languages={READ.url: language}))


def unread(outcome: LinkOutcome, why: str, **given: bool) -> Trial:
    return replace(WELL, tried=(READ, TriedArticle(url="https://news.example/2", outcome=outcome, why=why, **given)))


def refused(error: str, outcome: LinkOutcome | None = LinkOutcome.REFUSED, kind: str = "feed") -> Trial:
    document = TriedDocument(kind=DocumentKind(kind), url=FEED, outcome=outcome, error=f"{kind} {FEED} {error}")
    return replace(WELL, outcome=LookOutcome.FAILED, documents=(document,), links=(), tried=())


def test_nothing_is_said_of_what_is_well() -> None:
    assert said(WELL) == ""
    assert WELL.readable


@pytest.mark.parametrize(
    ("trial", "words"),
    [
        (refused("answered 404"), "it is gone; `presswatch sources add URL`"),
        (refused("answered 403"), "ask the publisher to let presswatch in"),
        (refused("answered 503"), "busy or broken; try again later"),
        (refused("may not be fetched while its host's robots.txt answers 503 (RFC 9309)"), "busy or broken"),
        (refused("is forbidden by robots.txt", LinkOutcome.ROBOTS), "robots.txt is obeyed"),
        (refused("did not answer", LinkOutcome.TIMED_OUT), "try again"),
        (refused("is not a feed", None), "it is something else now"),
        (refused("has no link that the selector 'a' meets", None, "listing"), "the page was built anew"),
        (replace(WELL, documents=(replace(DOCUMENT, links=()),), links=(), tried=()), "has no links: it is empty"),
        (replace(WELL, documents=(replace(DOCUMENT, links=(), skipped=4),), links=(), skipped=4, tried=()), "all 4"),
        (replace(WELL, at=NOON + timedelta(days=40)), "nothing newer than 2020-09-10"),
        (
            replace(WELL, documents=(replace(DOCUMENT, warning="feed x names 3 pages of other sites"),)),
            "of other sites",
        ),
        (replace(WELL, pause=60.0), "asks for 60 s between two requests (Crawl-delay), 30 s at most are heeded"),
        (unread(LinkOutcome.NO_TEXT, "has no text at all"), "give its selector as `text:`"),
        (unread(LinkOutcome.NO_TEXT, "has no text at all", script=True), "`browser: true` reads it in one"),
        (unread(LinkOutcome.NOT_ARTICLE, "is a home page"), "`skip` under `reading:`"),
        (unread(LinkOutcome.REFUSED, "answered 404"), "https://news.example/2 answered 404: it is gone"),
        (unread(LinkOutcome.PARSE_ERROR, "could not be read within 30 s"), "please report it"),
        (replace(WELL, tried=(replace(READ, article=article(text="Short.", published_at=NOON)),)), "6 characters"),
        (replace(WELL, tried=(replace(READ, article=article(text="x" * 500)),)), "no article has a date"),
        (replace(WELL, error="could not be tried within 240 s"), "answers slowly, or asks for long pauses"),
        (replace(WELL, error="the process that tried it ended with exit code -9"), "Please report it"),
    ],
)
def test_what_is_amiss_is_said_with_what_to_do(trial: Trial, words: str) -> None:
    assert words in said(trial)
    assert len(said(trial).splitlines()) == 1


def test_rules_that_meet_nothing_and_other_languages() -> None:
    misread = replace(READ, article=replace(READ.article, read_by="consensus; rules found no text, date"))  # type: ignore[type-var]
    assert "the source's rules found no text, date on https://news.example/1" in said(replace(WELL, tried=(misread,)))
    assert "it writes in ru, and the config says kk" in said(WELL, language="ru")
    assert said(WELL, replace(SOURCE, languages=()), "ru") == ""


def test_a_source_without_documents_is_told_to_be_given_one() -> None:
    nothing = Trial(source="agency", at=NOON, outcome=LookOutcome.FAILED, error="no feed is configured")
    assert "Give it one: `presswatch sources add URL`" in said(nothing, replace(SOURCE, feeds=()))
    assert not nothing.readable


def test_readable_is_a_source_of_which_an_article_could_be_read() -> None:
    assert unread(LinkOutcome.NO_TEXT, "x").readable
    assert not replace(WELL, tried=(TriedArticle(url="x", why="y", outcome=LinkOutcome.NO_TEXT),)).readable
    assert replace(WELL, tried=()).readable
    assert not refused("answered 404").readable
