"""The command that tries sources: it looks at each now, keeps nothing, and explains."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from presswatch.cli.context import settings_of

if TYPE_CHECKING:
    from crawlers.survey.trial import Trial, TriedDocument
    from presswatch.bootstrap import App
    from presswatch.sources import Amiss, Source

_A_CHILD = 40  # sources that one process tries
_LONGEST = 240.0  # seconds of one source
_COLUMNS = ("read", "what", "address", "links", "new", "known", "skipped", "newest")


def check_sources(
    context: typer.Context,
    sources: Annotated[
        list[str] | None, typer.Argument(metavar="ID", help="Sources; without any, all are tried.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object for each source.")] = False,
) -> None:
    """Try sources now, and explain: what they offer, what of it is new, three articles, what is amiss, what to do.

    It asks as politely as a crawl, and keeps nothing: no article, no note of a link. Exits 1 when one can't be read.

    \b
    presswatch sources check mfa-kz
    presswatch sources check --json | jq 'select(.readable | not) | {source, amiss}'
    """
    from presswatch.bootstrap import App
    from presswatch.cli import show
    from presswatch.cli.checking_sources import known_amiss

    with App(settings_of(context)) as app:
        asked = _asked(app, sources or ())
        amiss = known_amiss(app) or {}
        readable = True
        for source, trial in _trials(app, asked):
            explained = _Explained.of(app, source, trial, amiss.get(source.id, ()))
            readable = readable and trial.readable
            if json:
                show.lines([explained.plain()])
            else:
                explained.show()
    if not readable:
        raise typer.Exit(1)


def _asked(app: App, ids: Sequence[str]) -> list[Source]:
    """Raises `ConfigurationError` for an id that the config doesn't have."""
    from presswatch.errors import ConfigurationError

    known = app.configuration.sources
    wrong = [each for each in ids if each not in known]
    if wrong:
        raise ConfigurationError(
            f"the config has no source {', '.join(wrong)}: `presswatch sources` lists those it has"
        )
    if not known:
        raise ConfigurationError("no sources are configured: add some to config/sources/")
    return [known[each] for each in dict.fromkeys(ids)] or list(known.values())


def _trials(app: App, sources: Sequence[Source]) -> Iterator[tuple[Source, Trial]]:
    """Each source with what it gave, as that becomes known. A process that ends early tells which it was about: the
    sources that it left are tried one by one."""
    from presswatch.cli.surveying import progress

    networks = tuple(map(str, app.settings.allow_networks))
    with progress() as show:
        done = 0
        groups = [list(sources[at : at + _A_CHILD]) for at in range(0, len(sources), _A_CHILD)]
        while groups:
            left = {source.id: source for source in groups.pop(0)}
            code = 0
            for said in _said(list(left.values()), networks):
                if isinstance(said, int):
                    code = said
                elif isinstance(said, str):
                    show(f"{done} of {len(sources)} tried; trying {said}")
                elif source := left.pop(said.source, None):
                    done += 1
                    yield source, said
            if len(left) == 1:
                [source] = left.values()
                done += 1
                yield source, _ended(source, code)
            else:
                groups = [[source] for source in left.values()] + groups


def _said(sources: Sequence[Source], networks: tuple[str, ...]) -> Iterator[Trial | str | int]:
    """What one process says: ids of sources as their turn comes, what they gave, and at last its exit code."""
    from pydantic import TypeAdapter

    from crawlers.survey.trial import Trial
    from crawlers.survey.trials import AskedTrials
    from presswatch.cli.surveying import surveyor

    asked = AskedTrials(sources=tuple(sources), allow_networks=networks, seconds=_LONGEST)
    line = TypeAdapter(AskedTrials).dump_json(asked)
    with surveyor("crawlers.survey.trials", line, longest=_LONGEST * (1 + len(sources) // 4)) as child:
        for said in child.lines():
            trial: Trial | None = TypeAdapter(Trial).validate_python(said["trial"]) if "trial" in said else None
            yield trial or said["trying"]
        yield child.exit_code()


def _ended(source: Source, code: int) -> Trial:
    from crawlers.survey.trial import Trial
    from presswatch.bootstrap import now
    from presswatch.sources import LookOutcome

    error = f"the process that tried it ended with exit code {code}"
    return Trial(source=source.id, at=now(), outcome=LookOutcome.FAILED, error=error)


@dataclass(frozen=True, slots=True)
class _Explained:
    """A trial, what of it is known, and what there is to say of it."""

    source: Source
    trial: Trial
    known: frozenset[str] | None  # links; None where nothing tells
    languages: dict[str, str]  # of the articles that were read, by address
    doubts: list[str]
    amiss: tuple[Amiss, ...]  # what the watch over all sources has found

    @classmethod
    def of(cls, app: App, source: Source, trial: Trial, amiss: Sequence[Amiss]) -> _Explained:
        from crawlers.survey.doubts import doubts
        from presswatch.cli.adding import language_of

        languages = {each.url: language_of(each.article) for each in trial.tried if each.article}
        return cls(
            source,
            trial,
            known_links(app, source, trial.links),
            languages,
            doubts(source, trial, languages=languages),
            tuple(amiss),
        )

    def counts(self, links: Sequence[str]) -> tuple[int | None, int | None]:
        """How many of these are new and how many known."""
        if self.known is None:
            return None, None
        known = sum(each in self.known for each in links)
        return len(links) - known, known

    def plain(self) -> dict[str, Any]:
        from presswatch.messages import plain

        trial = self.trial
        told = plain(trial)
        new, known = self.counts(trial.links)
        documents = []
        for each, its in zip(trial.documents, told["documents"], strict=True):
            its_new, its_known = self.counts(each.links)
            documents.append(its | {"links": len(each.links), "new": its_new, "known": its_known})
        return {
            "source": self.source.id,
            "name": self.source.name,
            "at": told["at"],
            "readable": trial.readable,
            "outcome": trial.outcome.value,
            "links": {"found": len(trial.links) + trial.skipped, "new": new, "known": known, "skipped": trial.skipped},
            "documents": documents,
            "crawl_delay": trial.pause,
            "articles": [self._article(each) for each in told["tried"]],
            "amiss": self.doubts,
            "found_by_watch": [plain(each) for each in self.amiss],
        }

    def _article(self, tried: dict[str, Any]) -> dict[str, Any]:
        article = tried["article"] or {}
        names = ("title", "published_at", "published_by", "authors", "read_by")
        return {
            "url": tried["url"],
            "outcome": tried["outcome"],
            "why": tried["why"] or None,
            **{name: article.get(name) for name in names},
            "language": self.languages.get(tried["url"]),
            "characters": len(article["text"]) if article else None,
        }

    def show(self) -> None:
        from presswatch.cli import show

        trial = self.trial
        said = "can be read" if trial.readable else "can't be read"
        typer.echo(show.clean(f"{self.source.id}: {self.source.name} {said}{self._offer()}"))
        if trial.documents:
            show.table(_COLUMNS, map(self._row, trial.documents), empty="")
        if trial.tried:
            show.table(
                ("article", "date", "lang", "characters", "read by"),
                (
                    (
                        show.shorten(each.article.title, 100),
                        f"{show.time(each.article.published_at)} ({each.article.published_by or 'none'})".lstrip(),
                        self.languages[each.url],
                        len(each.article.text),
                        each.article.read_by,
                    )
                    if each.article
                    else (each.url, "", "", "", f"not read ({each.outcome}): {show.shorten(each.why, 120)}")
                    for each in trial.tried
                ),
                empty="",
            )
        for each in self.doubts:
            typer.echo(show.clean(f"- {each}."))
        for found in self.amiss:
            typer.echo(show.clean(f"- found before, {found.kind}: {found.words}"))
        if not (self.doubts or self.amiss):
            typer.echo("Nothing is amiss.")
        typer.echo()

    def _offer(self) -> str:
        trial = self.trial
        if trial.error or not (trial.links or trial.skipped):
            return ""
        new, known = self.counts(trial.links)
        said = f": {len(trial.links) + trial.skipped} links"
        said += f", {new} new, {known} known" if new is not None else ", new or known is not known"
        return said + (f", {trial.skipped} skipped by its rules" if trial.skipped else "")

    def _row(self, document: TriedDocument) -> tuple[object, ...]:
        from presswatch.cli import show

        new, known = self.counts(document.links)
        said = ("no", *(None,) * 4) if document.error else ("yes", len(document.links), new, known, document.skipped)
        read, *counts = said
        return (read, document.kind, document.url, *counts, show.time(document.newest))


def known_links(app: App, source: Source, links: Sequence[str]) -> frozenset[str] | None:
    """Links that a crawl would know: what crawls have marked. While no broker runs, what is in the archive, where an
    article whose page has another address than its link is not found."""
    from presswatch.articles import article_id
    from presswatch.bootstrap import archive_file
    from presswatch.errors import TransientError
    from presswatch.valkey import socket_path

    settings = app.settings
    if settings.broker_url or socket_path(settings.data).exists():
        with suppress(TransientError):
            return frozenset(app.seen.known(source.id, links))
    if not (settings.elasticsearch_url or archive_file(settings.data).exists()):
        return None  # opening it would make it
    ids = {each: article_id(each.partition("#")[0]) for each in links}
    there = app.engine.get(ids.values())
    return frozenset(each for each, id_ in ids.items() if id_ in there)
