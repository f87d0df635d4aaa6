"""How much of the press was covered in a span of time: what stands below a digest, so that its silence is honest. Pure
but for `gathered`, which asks an archive for what the statement is made of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from presswatch.articles import Counts
from presswatch.ports import LOOKS_KEPT, Archive, SourceLog
from presswatch.sources import (
    OTHER_REFUSAL,
    UNREADABLE,
    Amiss,
    AmissKind,
    LinkOutcome,
    LookOutcome,
    LookTally,
    Source,
    SourceRecord,
)

_MOST = 12  # names in one sentence
_IN_WORDS = {
    LinkOutcome.REFUSED: "refused",
    LinkOutcome.NO_TEXT: "without a text",
    LinkOutcome.ROBOTS: "forbidden by robots.txt",
    LinkOutcome.TIMED_OUT: "timed out",
    LinkOutcome.TOO_LARGE: "too large",
    LinkOutcome.PARSE_ERROR: "in a form that could not be read",
    LinkOutcome.FORBIDDEN_ADDRESS: "at addresses that are not public",
    LinkOutcome.FAILED: "failed otherwise",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCoverage:
    """One source in the span."""

    id: str
    name: str
    country: str  # "" for a source that the config has no more
    looks: int = 0
    failed: int = 0  # looks at which none of its documents could be read
    articles: int = 0  # first seen in the span
    unreadable: int = 0  # links that gave no article, and might have
    silent_since: datetime | None = None  # its last new article, where it is silent beyond its rhythm
    error: str = ""  # of its last look, where no look of the span could read anything

    @property
    def is_failing(self) -> bool:
        return 0 < self.looks == self.failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """A statement of coverage. `sources` are those of the config, by id, and others that articles came from."""

    since: datetime
    until: datetime
    sources: tuple[SourceCoverage, ...]
    configured: int  # how many of them are in the config
    articles: int
    countries: Counts  # articles by their source's country
    languages: Counts
    links: Mapping[LinkOutcome, int] = field(default_factory=dict)  # of all looks
    refused: Mapping[int, int] = field(
        default_factory=dict
    )  # by status; OTHER_REFUSAL for what has no place of its own
    silence_known: bool = True  # False where nobody watches over what is usual for a source
    looks_from: datetime | None = None  # where looks before this time, within the span, are forgotten

    @property
    def looked_at(self) -> list[SourceCoverage]:
        return [each for each in self.sources[: self.configured] if each.looks]

    @property
    def not_looked_at(self) -> list[SourceCoverage]:
        return [each for each in self.sources[: self.configured] if not each.looks]

    @property
    def failing(self) -> list[SourceCoverage]:
        return [each for each in self.looked_at if each.is_failing]

    @property
    def silent(self) -> list[SourceCoverage]:
        return [each for each in self.sources if each.silent_since]

    @property
    def unreadable(self) -> Mapping[LinkOutcome, int]:
        """The commonest first."""
        lost = Counter({outcome: count for outcome, count in self.links.items() if outcome in UNREADABLE})
        return {outcome: count for outcome, count in lost.most_common() if count}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What a statement is made of."""

    tallies: Mapping[str, LookTally]  # of the span, by source
    records: Mapping[str, SourceRecord]
    articles: Mapping[str, int]  # first seen in the span, by source
    languages: Counts  # of the same articles


def gathered(archive: Archive, log: SourceLog, *, since: datetime, until: datetime, now: datetime) -> Gathered:
    """Ask an archive; an engine may show what was written a second later (`Archive.refresh`)."""
    counted = _first_seen(archive, since)
    if until < now:  # whatever was first seen after the span is in both counts
        later = _first_seen(archive, until)
        counted = tuple(each - other for each, other in zip(counted, later, strict=True))
    sources, languages = counted
    return Gathered(
        tallies=log.tallies(since=since, until=until),
        records=log.records(),
        articles=dict(sources),
        languages=_counts(languages),
    )


def _first_seen(archive: Archive, since: datetime) -> tuple[Counter[str], ...]:
    facets = archive.search(None, since=since, limit=0, facets=True).facets
    if facets is None:  # they were asked for
        raise AssertionError
    return Counter(dict(facets.sources)), Counter(dict(facets.languages))


def coverage(
    sources: Mapping[str, Source],
    found: Gathered,
    *,
    amiss: Mapping[str, Sequence[Amiss]] | None,
    since: datetime,
    until: datetime,
    now: datetime,
) -> Coverage:
    """The statement. `amiss` is what the watch over the sources has found, as it is now: None where nobody watches."""

    def of(id_: str) -> SourceCoverage:
        source, tally = sources.get(id_), found.tallies.get(id_, LookTally())
        record = found.records.get(id_, SourceRecord(id=id_))
        failed = tally.outcomes.get(LookOutcome.FAILED, 0)
        return SourceCoverage(
            id=id_,
            name=source.name if source else id_,
            country=source.country if source else "",
            looks=tally.looks,
            failed=failed,
            articles=found.articles.get(id_, 0),
            unreadable=sum(count for outcome, count in tally.links.items() if outcome in UNREADABLE),
            silent_since=_silent_since(record, (amiss or {}).get(id_, ()), until) if source else None,
            error=record.error if tally.looks and failed == tally.looks else "",
        )

    others = sorted({*found.tallies, *found.articles} - sources.keys())
    told = tuple(of(id_) for id_ in (*sorted(sources), *others))
    countries: Counter[str] = Counter()
    for each in told:
        countries[each.country] += each.articles
    total = sum(found.tallies.values(), LookTally())
    kept_from = now - LOOKS_KEPT
    return Coverage(
        since=since,
        until=until,
        sources=told,
        configured=len(sources),
        articles=sum(each.articles for each in told),
        countries=_counts(countries),
        languages=found.languages,
        links=total.links,
        refused=total.refused,
        silence_known=amiss is not None,
        looks_from=kept_from if kept_from > since else None,
    )


def _silent_since(record: SourceRecord, amiss: Iterable[Amiss], until: datetime) -> datetime | None:
    last = record.last_new_at
    silent = any(each.kind is AmissKind.SILENT for each in amiss)
    return last if silent and last and last < until else None


def _counts(counter: Counter[str]) -> Counts:
    return tuple(sorted((each for each in counter.items() if each[1] > 0), key=lambda each: (-each[1], each[0])))


def in_words(told: Coverage, *, zone: tzinfo = UTC) -> str:
    """The statement as one paragraph, its times in a desk's zone."""

    def at(time: datetime) -> str:
        return f"{time.astimezone(zone):%Y-%m-%d %H:%M}"

    looked_at, looks = len(told.looked_at), sum(each.looks for each in told.looked_at)
    of_all = f"{looked_at:,} of {_number(told.configured, 'source')} {'was' if looked_at == 1 else 'were'} looked at"
    sentences = [
        f"From {at(told.since)} to {at(told.until)}, {of_all}, {_number(looks, 'time')} in all.",
        _articles(told),
    ]
    if told.silent:
        names = (f"{each.id} (since {at(each.silent_since)})" for each in told.silent if each.silent_since)
        sentences.append(_list("silent beyond what is usual", names))
    if told.failing:
        names = (f"{each.id}" + (f" ({each.error})" if each.error else "") for each in told.failing)
        sentences.append(_list("failing, with no look that could read anything", names))
    if told.not_looked_at:
        sentences.append(_list("not looked at", (each.id for each in told.not_looked_at)))
    if told.unreadable:
        sentences.append(_unreadable(told))
    if not told.silence_known:
        sentences.append("Whether a source is silent beyond what is usual is not known: nobody watches over that now.")
    elif not (told.silent or told.failing or told.not_looked_at):
        sentences.append("None is silent beyond what is usual, and none fails.")
    if told.looks_from:
        sentences.append(f"Looks before {at(told.looks_from)} are forgotten, and not counted.")
    return " ".join(sentences)


def _articles(told: Coverage) -> str:
    if not told.articles:
        return "No article came."
    sources = _number(sum(1 for each in told.sources if each.articles), "source")
    countries, languages = _number(len(told.countries), "country"), _number(len(told.languages), "language")
    return f"{_number(told.articles, 'article')} came from {sources} in {countries} and {languages}."


def _unreadable(told: Coverage) -> str:
    parts = []
    for outcome, count in told.unreadable.items():
        part = f"{count:,} {_IN_WORDS[outcome]}"
        by_status = [
            f"{status}: {many:,}"
            for status, many in sorted(told.refused.items(), key=lambda each: (-each[1], each[0]))
            if status != OTHER_REFUSAL
        ]
        if outcome is LinkOutcome.REFUSED and by_status:
            part += f" ({', '.join(by_status)})"
        parts.append(part)
    return f"Links that came to nothing, counted at each look: {', '.join(parts)}."


def _list(what: str, names: Iterable[str]) -> str:
    listed = list(names)
    more = f", and {len(listed) - _MOST:,} more" if len(listed) > _MOST else ""
    return f"{len(listed):,} {'is' if len(listed) == 1 else 'are'} {what}: {', '.join(listed[:_MOST])}{more}."


def _number(count: int, noun: str) -> str:
    plural = f"{noun.removesuffix('y')}ies" if noun.endswith("y") else f"{noun}s"
    return f"{count:,} {noun if count == 1 else plural}"
