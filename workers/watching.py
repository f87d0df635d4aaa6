"""Honest silence: find what is amiss with each source, and tell the operator once until it is well again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from presswatch.alerts import Channel
from presswatch.bootstrap import App
from presswatch.delivery.operator import Notice, tell
from presswatch.errors import PresswatchError
from presswatch.rules import parse
from presswatch.sources import Amiss, Source, SourceRecord
from presswatch.state.amiss import RedisTroubles, Trouble
from workers.steps.rhythm import rhythm_from_json
from workers.steps.watch import BEFORE, NEWEST, Figures, amiss, links_since

CHECKING = timedelta(minutes=10)  # a check takes no longer; one that was killed keeps others off for so long

log = structlog.get_logger()


def watch(app: App, *, at: datetime) -> None:
    """Check all sources. Does nothing while another process does.

    A channel that doesn't accept is told the next time, with the same key; so it is when this process dies between
    telling and noting that.
    """
    troubles = RedisTroubles(app.redis)
    if not troubles.begin(within=CHECKING):
        return
    try:
        _watch(app, troubles, at)
    finally:
        troubles.end()


def _watch(app: App, troubles: RedisTroubles, at: datetime) -> None:
    known = {(trouble.source, trouble.amiss.kind): trouble for trouble in troubles.all()}
    operators = [channel for channel in app.configuration.channels.values() if channel.operator]
    for source, found in check_sources(app, troubles, at=at):
        for each in found:
            before = known.pop((source.id, each.kind), None)
            trouble = Trouble(source=source.id, amiss=each, since=before.since if before else at)
            trouble = replace(trouble, told=before.told if before else ())
            troubles.put(trouble)
            if before is None:
                log.warning("source_amiss", outcome=each.kind, source=source.id, words=each.words)
            for channel in operators:
                if channel.id not in trouble.told and _told(app, trouble, source.name, channel, well=False):
                    trouble = replace(trouble, told=(*trouble.told, channel.id))
                    troubles.put(trouble)
    for trouble in known.values():
        _well(app, troubles, trouble, operators)


def check_sources(app: App, troubles: RedisTroubles, *, at: datetime) -> Iterator[tuple[Source, tuple[Amiss, ...]]]:
    """What is amiss with each source that was looked at."""
    records, links = app.engine.records(), troubles.links()
    for source in app.configuration.sources.values():
        record = records.get(source.id)
        if record is None:
            continue
        rhythm = rhythm_from_json(app.rhythms.get(source.id))
        before = links_since(record.links, links.get(source.id, {}))
        if before != links.get(source.id, {}):
            troubles.keep_links(source.id, before)
        yield source, amiss(source, record, rhythm, _figures(app, record), links_before=before, now=at)


def _figures(app: App, record: SourceRecord) -> Figures:
    if not record.articles:
        return Figures()
    newest = app.engine.search(parse(f'source:"{record.id}"'), limit=NEWEST + BEFORE).articles
    return Figures(
        lengths=tuple(len(article.text) for article in newest),
        seen_at=tuple(article.first_seen_at for article in newest),
    )


def _well(app: App, troubles: RedisTroubles, trouble: Trouble, operators: list[Channel]) -> None:
    """Those who were told are told that it is over; of a source that the config has no more, nobody is."""
    source = app.configuration.sources.get(trouble.source)
    for channel in operators if source else ():
        if source and channel.id in trouble.told:
            if not _told(app, trouble, source.name, channel, well=True):
                return
            trouble = replace(trouble, told=tuple(each for each in trouble.told if each != channel.id))
            troubles.put(trouble)
    troubles.remove(trouble)
    log.info("source_well", outcome="well", source=trouble.source, amiss=trouble.amiss.kind)


def _told(app: App, trouble: Trouble, name: str, channel: Channel, *, well: bool) -> bool:
    notice = Notice(source=trouble.source, name=name, amiss=trouble.amiss, since=trouble.since, well=well)
    try:
        tell(notice, channel, data=app.settings.data)
    except PresswatchError as error:
        log.warning("operator_not_told", outcome="tried_again", channel=channel.id, error=str(error))
        return False
    return True
