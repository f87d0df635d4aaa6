"""Commands that look at what there is: search, alerts, sources, rules test, quarantine list."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from presswatch.cli.context import settings_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presswatch.articles import Article, Counts, Facets
    from presswatch.bootstrap import App
    from presswatch.rules import Highlight, Query

_DAYS, _VALUES = 31, 15  # of a facet, in a table

Json = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


def _since(now: datetime, days: float | None) -> datetime | None:
    if days is None:
        return None
    try:
        return now - timedelta(days=days)
    except OverflowError:  # before there were years
        return datetime.min.replace(tzinfo=UTC)


def search(  # noqa: PLR0917 - options of the command line
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="In the rule language; '' finds all.")],
    days: Annotated[float | None, typer.Option(help="Only articles first seen in the last so many days.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="How many at most, newest first.")] = 20,
    facets: Annotated[
        bool, typer.Option("--facets", help="Count all of them by day, source, country, topic and language instead.")
    ] = False,
    highlights: Annotated[bool, typer.Option("--highlights", help="Show the sentences that say why, too.")] = False,
    json: Json = False,
) -> None:
    """Find articles.

    A facet's count is what the search finds with its value asked for as well: country:KZ, topic:security, lang:ru.

    \b
    presswatch search '@sco AND "foreign ministers"'
    presswatch search 'title:summit lang:ru' --days 7 --json
    presswatch search '@sco' --highlights --json | jq -r '.highlights[].sentence'
    presswatch search '@sco' --days 30 --facets
    """
    from presswatch.bootstrap import App, now
    from presswatch.cli import show
    from presswatch.cli.query import wrong_references
    from presswatch.errors import ConfigurationError
    from presswatch.rules import parse

    asked = parse(query) if query.strip() else None
    with App(settings_of(context)) as app:
        since = _since(now(), days)
        page = app.engine.search(asked, since=since, limit=0 if facets else limit, facets=facets)
        if not page.total:
            with suppress(ConfigurationError):  # what was archived can be searched under any config
                for doubt in wrong_references(app.configuration, query) if query.strip() else ():
                    typer.echo(f"warning: {doubt}", err=True)
    if page.facets is not None:
        _show_facets(page.facets, page.total, json=json)
        return
    why = asked if highlights else None
    if json:
        show.lines(show.article(article) | _why(why, article) for article in page.articles)
        return
    show.table(
        ("seen", "source", "lang", "title", "url", *(["why"] if why else [])),
        (
            (
                show.time(article.first_seen_at),
                article.source,
                article.language,
                f"(removed) {article.title}" if article.removed_at else article.title,
                article.url,
                *(map(show.marked, _highlights(why, article)[:1]) if why else ()),
            )
            for article in page.articles
        ),
        empty="No article matches.",
    )
    if page.total > len(page.articles):
        typer.echo(f"{len(page.articles)} of {page.total}; --limit shows more.")


def _highlights(query: Query, article: Article) -> list[Highlight]:
    from presswatch.rules import Document, highlights

    return highlights(query, Document.of(article))


def _why(query: Query | None, article: Article) -> dict[str, Any]:
    from presswatch.messages import plain

    return {"highlights": [plain(each) for each in _highlights(query, article)]} if query else {}


def _show_facets(facets: Facets, total: int, *, json: bool) -> None:
    """Of people who look the commonest of each, of programs all."""
    from presswatch.cli import show

    counts: dict[str, Counts] = {
        "day": tuple((day.isoformat(), count) for day, count in facets.days),
        "source": facets.sources,
        "country": facets.countries,
        "topic": facets.topics,
        "lang": facets.languages,
    }
    rows = [(facet, value, count) for facet, found in counts.items() for value, count in found]
    if json:
        show.lines({"facet": facet, "value": value, "articles": count} for facet, value, count in rows)
        return
    shown = {"day": counts["day"][-_DAYS:]} | {
        facet: found[:_VALUES] for facet, found in counts.items() if facet != "day"
    }
    show.table(
        ("facet", "value", "articles"),
        ((facet, value, count) for facet, found in shown.items() for value, count in found),
        empty="No article matches.",
    )
    left = len(rows) - sum(map(len, shown.values()))
    if total:
        typer.echo(f"{total} articles in all" + (f"; {left} more values with --json." if left else "."))


def alerts(
    context: typer.Context,
    rule: Annotated[str | None, typer.Option(help="Only those of this rule.")] = None,
    days: Annotated[float | None, typer.Option(help="Only those of the last so many days.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="How many at most, newest first.")] = 100,
    json: Json = False,
) -> None:
    """List alerts, with the sentence that says why and the state of their deliveries.

    \b
    presswatch alerts --rule sco --days 1
    presswatch alerts --json | jq -r .why.sentence
    """
    from presswatch.bootstrap import App, now
    from presswatch.cli import show

    with App(settings_of(context)) as app:
        since = _since(now(), days)
        found = app.engine.alerts(since=since, rule=rule, limit=limit)
    if json:
        show.lines(map(show.alert, found))
        return
    show.table(
        ("at", "rule", "articles", "why", "deliveries"),
        (
            (
                show.time(alert.created_at),
                alert.rule,
                len(alert.articles),
                show.shorten(alert.why.sentence or alert.why.clause, 160),
                ", ".join(
                    f"{each.channel}: {each.state}" + (f" ({each.error})" if each.error else "")
                    for each in alert.deliveries
                ),
            )
            for alert in found
        ),
        empty="No alerts.",
    )


def sources(context: typer.Context, json: Json = False) -> None:
    """List the sources: what the last look at each came to, when the next is due, and what is amiss.

    What is amiss is found every quarter of an hour while presswatch runs; channels with `operator: true` are told once.

    \b
    presswatch sources --json | jq 'select(.amiss != [])'
    presswatch sources --json | jq 'select(.state != "ok")'
    presswatch sources add https://example.org
    presswatch sources check mfa-kz
    """
    if context.invoked_subcommand:
        return
    from presswatch.bootstrap import App
    from presswatch.cli import show
    from presswatch.cli.checking_sources import known_amiss
    from presswatch.messages import plain
    from presswatch.sources import SourceRecord

    with App(settings_of(context)) as app:
        records = app.engine.records()
        known = [records.get(source, SourceRecord(id=source)) for source in app.configuration.sources]
        amiss = known_amiss(app) or {}
    if json:
        show.lines(show.source(each) | {"amiss": [plain(found) for found in amiss.get(each.id, ())]} for each in known)
        return
    show.table(
        ("source", "state", "last look", "last new", "next due", "articles", "amiss", "error"),
        (
            (
                r.id,
                r.state,
                show.time(r.last_fetch_at),
                show.time(r.last_new_at),
                show.time(r.next_due_at),
                r.articles,
                "; ".join(f"{found.kind}: {found.words}" for found in amiss.get(r.id, ())),
                r.error or ("says that it is unchanged when it is not: asked for in full" if r.lying else ""),
            )
            for r in known
        ),
        empty="No sources are configured: add some to config/sources/.",
    )


def rehearse(
    context: typer.Context,
    rule: Annotated[str, typer.Argument(help="The id of a configured rule, or a query.")],
    days: Annotated[float, typer.Option(min=0, help="How far to look back.")] = 7,
    limit: Annotated[int, typer.Option(min=1, help="How many alerts at most.")] = 1000,
    json: Json = False,
) -> None:
    """Show what a rule would have alerted on: one alert a story, newest first.

    \b
    presswatch rules test sco --days 30
    presswatch rules test '"foreign ministers" AND @sco' --days 7
    """
    from presswatch.bootstrap import App, now
    from presswatch.cli import show
    from presswatch.cli.query import rule_or_query

    with App(settings_of(context)) as app:
        query = rule_or_query(app.configuration, rule)
        found = list(_would_alert(app, rule, query, _since(now(), days), limit))
    if json:
        show.lines(found)
        return
    show.table(
        ("first seen", "articles", "source", "title", "why"),
        (
            (
                each["created_at"][:16],
                len(each["articles"]),
                each["source"],
                each["title"],
                show.shorten(each["why"]["sentence"], 160),
            )
            for each in found
        ),
        empty="It would not have alerted.",
    )


def _would_alert(app: App, rule: str, query: Query, since: Any, limit: int) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    from presswatch.cli import show
    from presswatch.rules import Document, explain

    stories: dict[str, list[Article]] = {}
    after = None
    while True:
        page = app.engine.search(query, since=since, limit=500, after=after)
        for article in page.articles:
            stories.setdefault(article.story, []).append(article)
        after = page.after
        if after is None or len(stories) > limit:
            break
    for story, articles in list(stories.items())[:limit]:
        first = articles[-1]  # pages come newest first
        why = explain(query, Document.of(first))
        yield {
            "rule": rule,
            "story": story,
            "articles": [article.id for article in reversed(articles)],
            "created_at": show.article(first)["first_seen_at"],
            "source": first.source,
            "title": first.title,
            "url": first.url,
            "why": {"clause": why.clause, "sentence": why.sentence, "article": why.article} if why else None,
        }


def list_quarantine(context: typer.Context, json: Json = False) -> None:
    """List the messages that could not be processed, with the reason.

    \b
    presswatch quarantine list
    presswatch quarantine list --json | jq -r .reason
    """
    from presswatch.bootstrap import App
    from presswatch.cli import show
    from presswatch.messages import plain

    with App(settings_of(context)) as app:
        messages = app.engine.messages()
    if json:
        show.lines(map(plain, messages))
        return
    show.table(
        ("id", "task", "since", "reason"),
        ((m.id, m.task, show.time(m.at), m.reason.strip().splitlines()[-1]) for m in messages),
        empty="Nothing is in quarantine.",
    )
