"""What is amiss with what a trial of a source gave, and what to do about it, in words for the operator. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from crawlers.documents import DocumentKind
from crawlers.pages import unmet_rules
from crawlers.politeness import LONGEST_DELAY
from crawlers.survey.trial import Trial, TriedArticle, TriedDocument
from presswatch.sources import LinkOutcome, Source

STALE = timedelta(days=30)  # what has nothing newer is abandoned, or so it seems
LONG_PAUSE = 5.0  # seconds
SHORT = 400  # characters of text: a paragraph

_ADD = "`presswatch sources add URL` finds what the site offers today"
_ASK = "ask the publisher to let presswatch in"
_TODO = {
    LinkOutcome.ROBOTS: f"robots.txt is obeyed: watch an address that it allows, or {_ASK}",
    LinkOutcome.FORBIDDEN_ADDRESS: "only public addresses are connected to; one of your own networks is allowed with"
    " --allow-networks",
    LinkOutcome.TIMED_OUT: "try again; where it stays so, the site is down, or leaves us without an answer",
    LinkOutcome.TOO_LARGE: f"watch a smaller one: {_ADD}",
    LinkOutcome.LATER: "try again later",
    LinkOutcome.FAILED: f"open it in a browser: where the site has moved, {_ADD}",
}


def doubts(source: Source, trial: Trial, *, languages: Mapping[str, str]) -> list[str]:
    """All of it, the worst first. `languages` are those that the texts of the tried articles are in, by address."""
    if trial.error:
        return [f"{trial.error}. {_what_it_needs(source, trial)}"]
    return [
        *(_of_document(each) for each in trial.documents if each.error),
        *(each.warning for each in trial.documents if each.warning),
        *_of_links(trial),
        *_of_pause(trial),
        *_of_unread(source, [each for each in trial.tried if not each.article]),
        *_of_articles(source, [each for each in trial.tried if each.article], languages),
    ]


def _what_it_needs(source: Source, trial: Trial) -> str:
    if not source.documents:
        return f"Give it one: {_ADD}"
    if " within " in trial.error:
        return "Try again: its host answers slowly, or asks for long pauses (Crawl-delay)"
    return "Please report it, with the source"


def _of_pause(trial: Trial) -> Iterator[str]:
    if trial.pause >= LONG_PAUSE:
        yield (
            f"its robots.txt asks for {trial.pause:g} s between two requests (Crawl-delay), {LONGEST_DELAY:g} s at most"
            " are heeded: a look at many new articles takes long, and what is left waits for the next one"
        )


def _of_document(document: TriedDocument) -> str:
    return f"{document.error}: {_todo(document.outcome, document.error) or _other_document(document)}"


def _other_document(document: TriedDocument) -> str:
    if document.kind is DocumentKind.LISTING:
        return f"the page was built anew, or needs scripts; {_ADD}"
    return f"it is something else now, open it in a browser; {_ADD}"


def _todo(outcome: LinkOutcome | None, error: str) -> str:
    if outcome is LinkOutcome.REFUSED:
        status = error.rpartition("answered ")[2][:3]
        if status in {"404", "410"}:
            return f"it is gone; {_ADD}"
        if status in {"401", "402", "403", "406", "451"}:
            return f"it may refuse whatever is no browser, or our country; {_ASK}"
        return "the publisher is busy or broken; try again later"
    return _TODO.get(outcome, "") if outcome else ""


def _of_links(trial: Trial) -> Iterator[str]:
    read = [each for each in trial.documents if not each.error]
    for each in read:
        if not (each.links or each.skipped) and len(read) == 1:
            yield f"{each.kind} {each.url} has no links: it is empty, or dead; {_ADD}"
    if trial.skipped and not trial.links:
        yield (
            f"all {trial.skipped} links are skipped by the source's rules: look at `skip` and `only` under `reading:`"
        )
    newest = max((each.newest for each in read if each.newest), default=None)
    if newest and newest < trial.at - STALE:
        yield f"it offers nothing newer than {newest:%Y-%m-%d}: it seems to be abandoned; {_ADD}"


def _of_unread(source: Source, unread: list[TriedArticle]) -> Iterator[str]:
    for each in unread:
        todo = _todo(each.outcome, each.why)
        if each.script:
            todo = "it is drawn by a script, or hides behind a check for browsers; `browser: true` reads it in one"
        elif each.outcome is LinkOutcome.NO_TEXT:
            todo = "if a browser shows a text, give its selector as `text:` under `reading:`"
        elif each.outcome is LinkOutcome.NOT_ARTICLE:
            todo = "if the source offers many of these, `skip` under `reading:` leaves them out"
        elif each.outcome is LinkOutcome.PARSE_ERROR:
            todo = "please report it, with the address"
        elif each.outcome is LinkOutcome.FAILED and source.browser and "browser" in each.why:
            todo = "install what `browser: true` needs: presswatch[browser]"
        yield f"{each.url} {each.why}" + (f": {todo}" if todo else "")


def _of_articles(source: Source, tried: list[TriedArticle], languages: Mapping[str, str]) -> Iterator[str]:
    articles = [each.article for each in tried if each.article]
    for article in articles:
        if unmet := unmet_rules(article):
            yield f"the source's rules found no {unmet} on {article.url}: was the site built anew?"
    if not articles:
        return
    if all(len(article.text) < SHORT for article in articles):
        yield (
            f"the texts are short, {max(len(article.text) for article in articles)} characters at most: where a browser"
            " shows more, give its selector as `text:` under `reading:`; behind a wall there is no more"
        )
    if not any(article.published_at for article in articles):
        yield "no article has a date: give its selector as `date:` under `reading:`"
    found = sorted({languages[each.url] for each in tried if languages.get(each.url)})
    other = [each for each in found if each not in source.languages]
    if source.languages and other:
        yield (
            f"it writes in {', '.join(other)}, and the config says {', '.join(source.languages)}: is it another"
            " edition, or is `languages:` wrong?"
        )
