"""The queries of rules and topics: do they parse, and is there what they refer to."""

from __future__ import annotations

from collections.abc import Iterator

from presswatch.articles import ADDITIONS
from presswatch.configuration.codes import wrong_country, wrong_language
from presswatch.configuration.known import WATCHLIST, Known
from presswatch.configuration.problems import did_you_mean, quoted
from presswatch.configuration.values import WrongValueError
from presswatch.rules import Query, QueryError, parse
from presswatch.rules.tree import Keyword
from presswatch.sources import SourceKind


def query(text: str, known: Known, *, topics: bool = True) -> Query:
    """The parsed query. `topics` False refuses what is known only after topics are found, one by one."""
    try:
        read = parse(text)
    except QueryError as error:
        hint = f"; {error.suggestion}" if error.suggestion else ""
        raise WrongValueError(f"{error.message}{hint} {_column(text, error.column)}") from error
    wrong = list(dict.fromkeys(_wrong_references(read, known, topics=topics)))
    if wrong:
        raise WrongValueError(*wrong)
    return read


def _column(text: str, column: int) -> str:
    """Where in a query, with what stands there: in a query of several lines, columns are hard to count."""
    rest = text[column - 1 :].strip()
    return f"(column {column} of the query, at {quoted(rest, most=20)})" if rest else f"(column {column} of the query)"


def _wrong_references(read: Query, known: Known, *, topics: bool) -> Iterator[str]:
    for leaf in read.leaves():
        if isinstance(leaf, Keyword):
            problem = _wrong_reference(leaf.keyword, known, topics=topics)
            if problem:
                yield f"{problem} (column {leaf.written.start + 1} of the query)"


def _wrong_reference(keyword: str, known: Known, *, topics: bool) -> str | None:
    if keyword.startswith("@"):
        return known.missing(keyword[1:], *WATCHLIST)
    field, _, value = keyword.partition(":")
    match field:
        case "topic" if not topics:
            return "a topic can't ask for topics; write its words here"
        case "adds" if not topics:
            return "a topic can't ask what an article adds to its story: topics are found before that"
        case "topic":
            return known.missing(value, "topics")
        case "source":
            return known.missing(value, "sources")
        case _:
            return _wrong_value(field, value)


def _wrong_value(field: str, value: str) -> str | None:
    match field:
        case "lang":
            return wrong_language(value)
        case "country" | "from" | "about":
            return wrong_country(value)
        case "kind" if value not in set(SourceKind):
            return f"{quoted(value)} is no kind of source: {', '.join(SourceKind)}{did_you_mean(value, SourceKind)}"
        case "adds" if (what := value.partition("/")[0]) not in ADDITIONS:
            return (
                f"{quoted(what)} is nothing that an article adds to its story: {', '.join(ADDITIONS)}"
                + did_you_mean(what, ADDITIONS)
            )
        case _:
            return None
