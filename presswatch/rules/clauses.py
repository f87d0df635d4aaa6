"""What one clause of a query means: a word, a phrase, a prefix, a field, a reference."""

from __future__ import annotations

import difflib

from presswatch.rules.errors import QueryError
from presswatch.rules.tree import Exact, Keyword, Leaf, Near, Phrase, Prefix, Scope, Word, Written
from presswatch.text import query_stems, tokens

FIELDS = ("title", "lang", "source", "kind", "country", "from", "about", "topic")
SHORTEST_PREFIX = 3
FARTHEST = 100  # words apart

_UPPER = frozenset({"country", "from", "about"})
_LOWER = frozenset({"lang", "kind"})


def clause(kind: str, text: str, start: int, scope: Scope) -> Leaf:
    """The leaf for a token of the grammar. Raises `QueryError`."""
    written = Written(start, start + len(text))
    match kind:
        case "PHRASE":
            return _phrase(text.strip('"'), scope, written)
        case "EXACT" | "EXACT_PHRASE":
            return _exact(text, scope, written)
        case "NEAR":
            return _near(text, scope, written)
        case "REFERENCE":
            return _reference(text, scope, written)
        case "FIELD" if not _is_clock(text):
            return _field(text, scope, written)
        case _:
            return _word(text, scope, written)


def _word(text: str, scope: Scope, written: Written) -> Leaf:
    if text.endswith("*"):
        return _prefix(text[:-1], scope, written)
    if "*" in text:
        raise QueryError(
            f"a * stands only at the end of a word, not inside {text!r}",
            column=written.start + 1,
            suggestion=f"write {text.partition('*')[0]}*" if len(text.partition("*")[0]) >= SHORTEST_PREFIX else "",
        )
    words = tokens(text).folded
    if not words:
        raise QueryError(f"{text!r} has no letter or digit to search for", column=written.start + 1)
    if len(words) == 1:
        return Word(words[0], query_stems(words[0]), scope, written)
    return Phrase(tuple(words), scope, written)


def _prefix(text: str, scope: Scope, written: Written) -> Leaf:
    words = tokens(text).folded
    if not words:
        raise QueryError("a * alone would match everything", column=written.start + 1, suggestion="write sanction*")
    if len(words) > 1:
        raise QueryError(
            f"a prefix is one word, and {text!r} is {len(words)}",
            column=written.start + 1,
            suggestion=f"write {text}, without the *",
        )
    if len(words[0]) < SHORTEST_PREFIX:
        raise QueryError(
            f"a prefix needs {SHORTEST_PREFIX} letters or more, and {text!r} has {len(words[0])}",
            column=written.start + 1,
        )
    return Prefix(words[0], scope, written)


def _phrase(text: str, scope: Scope, written: Written) -> Leaf:
    words = tokens(text).folded
    if not words:
        raise QueryError("this phrase has no letter or digit to search for", column=written.start + 1)
    return Phrase(tuple(words), scope, written)


def _exact(text: str, scope: Scope, written: Written) -> Leaf:
    words = tokens(text[1:].strip('"')).cased
    if not words:
        raise QueryError(
            f"nothing to search for stands after =: {text!r}",
            column=written.start + 1,
            suggestion='write =SCO or ="Wang Yi"',
        )
    return Exact(tuple(words), scope, written)


def _near(text: str, scope: Scope, written: Written) -> Leaf:
    inside, _, number = text.rpartition("~")
    words = tuple(dict.fromkeys(tokens(inside).folded))
    if not number:
        raise QueryError("~ needs a number of words", column=written.end, suggestion=f"write {text}8")
    distance = int(number[:9])
    if len(words) < 2:
        raise QueryError(
            "near needs two words or more", column=written.start + 1, suggestion='write "Lavrov Beijing"~8'
        )
    if not len(words) - 1 <= distance <= FARTHEST:
        raise QueryError(
            f"{len(words)} words can't be within {number}: the distance is from {len(words) - 1} to {FARTHEST}",
            column=written.start + len(inside) + 2,
        )
    return Near(words, distance, scope, written)


def _reference(text: str, scope: Scope, written: Written) -> Leaf:
    if len(text) < 2:
        raise QueryError("@ needs the id of a watchlist entry", column=written.start + 1, suggestion="write @sco")
    return Keyword(text, _not_in_title(text, scope, written))


def _field(text: str, scope: Scope, written: Written) -> Leaf:
    name, _, value = text.partition(":")
    value = value.strip('"')
    field = name.lower()
    if field not in FIELDS:
        close = difflib.get_close_matches(field, FIELDS, 1)
        hint = f"did you mean {close[0]}:?" if close else f"the fields are {', '.join(FIELDS)}; a text goes in quotes"
        raise QueryError(f"{name}: is no field", column=written.start + 1, suggestion=hint)
    if not value:
        raise QueryError(f"{field}: needs a value right after it", column=written.end)
    if field in _UPPER:
        value = value.upper()
    elif field in _LOWER:
        value = value.lower()
    return Keyword(f"{field}:{value}", _not_in_title(text, scope, written))


def _not_in_title(text: str, scope: Scope, written: Written) -> Written:
    if scope is Scope.TITLE:
        raise QueryError(f"{text} says something of the article, not of its title", column=written.start + 1)
    return written


def _is_clock(text: str) -> bool:
    return text[:1].isdigit()
