"""What one clause of a query means: a word, a phrase, a prefix, a field, a reference."""

from __future__ import annotations

import difflib

import regex

from presswatch.rules.errors import QueryError
from presswatch.rules.tree import Exact, Keyword, Leaf, Near, Phrase, Prefix, Scope, Word, Written
from presswatch.text import query_stems, tokens

FIELDS = ("title", "lang", "source", "kind", "country", "from", "about", "topic", "adds")
SHORTEST_PREFIX = 3
FARTHEST = 100  # words apart
MOST_WORDS = 50  # in one phrase

_UPPER = frozenset({"country", "from", "about"})
_LOWER = frozenset({"lang", "kind"})
_IDENTIFIER = regex.compile(r"[\p{L}\p{M}\p{N}_./-]+", regex.VERSION1)
_LETTER = regex.compile(r"\p{Hangul}|[\p{L}\p{N}]", regex.VERSION1)
_HANGUL = regex.compile(r"\p{Hangul}", regex.VERSION1)
_PREFIX_IN_PHRASE = regex.compile(r"(?<=[\p{L}\p{N}])\*", regex.VERSION1)
_INSIDE_WORD = regex.compile(r"\*|(?<=\S)[\^~]|(?<=\p{L})\?(?=\p{L})", regex.VERSION1)
_EXAMPLES = {
    "title": ("summit", "ministers"),
    "lang": ("ru", "kk"),
    "source": ("mfa-kz", "mfa-cn"),
    "kind": ("official", "state"),
    "country": ("KZ", "CN"),
    "from": ("KZ", "CN"),
    "about": ("KZ", "CN"),
    "topic": ("security", "trade"),
    "adds": ("official", "country/KZ"),
}
# What other query languages write, and what it is here.
_FOREIGN = {"&&": "AND", "&": "AND", "||": "OR", "|": "OR", "!": "NOT"}


def clause(kind: str, text: str, start: int, scope: Scope) -> Leaf:
    """The leaf for a token of the grammar. Raises `QueryError`."""
    written = Written(start, start + len(text))
    match kind:
        case "PHRASE":
            _check_stars(text, written)
            return Phrase(_several(tokens(text).folded, written), scope, written)
        case "EXACT" | "EXACT_PHRASE":
            return _exact(text, scope, written)
        case "NEAR":
            return _near(text, scope, written)
        case "REFERENCE":
            return _reference(text, scope, written)
        case "FIELD":
            return _field(text, scope, written)
        case _:
            return _word(text, scope, written)


def _word(text: str, scope: Scope, written: Written) -> Leaf:
    _check_signs(text, written)
    if text.endswith("*"):
        return _prefix(text[:-1], scope, written)
    words = tokens(text).folded
    if not words:
        raise QueryError(
            f"{_shown(text)!r} has no letter or digit to search for",
            column=written.start + 1,
            suggestion="leave it out",
        )
    if len(words) == 1:
        return Word(words[0], query_stems(words[0]), scope, written)
    return Phrase(_several(words, written), scope, written)


def _check_signs(text: str, written: Written) -> None:
    """Signs that mean something in other query languages, and would silently mean nothing here."""
    column = written.start + 1
    if text in _FOREIGN:
        raise QueryError(f"{text} is no operator", column=column, suggestion=f"write {_FOREIGN[text]}")
    if text[0] in "!–—−" and len(text) > 1:
        raise QueryError(f"{text[0]} excludes nothing", column=column, suggestion=f"write -{_shown(text[1:])}")
    if text[0] == "~":
        raise QueryError("~ belongs right after a quote", column=column, suggestion='write "Lavrov Beijing"~8')
    sign = _INSIDE_WORD.search(text.removesuffix("*"))
    if sign is None or not text.strip("*"):
        return
    before = text[: sign.start()]
    if sign.group() in "*?":
        raise QueryError(
            f"a {sign.group()} can't stand inside a word ({_shown(text)}); only a * at its end is a prefix",
            column=column + sign.start(),
            suggestion=f"write {_shown(before)}*" if _letters(before) >= SHORTEST_PREFIX else "",
        )
    meaning = '; near is "Lavrov Beijing"~8' if sign.group() == "~" else ""
    raise QueryError(
        f"{sign.group()} means nothing after a word{meaning}",
        column=column + sign.start(),
        suggestion=f"write {_shown(before)}",
    )


def _check_stars(text: str, written: Written) -> None:
    if star := _PREFIX_IN_PHRASE.search(text):
        raise QueryError(
            "a * can't stand in a phrase",
            column=written.start + star.start() + 1,
            suggestion="write the prefix as a word of its own, outside the quotes",
        )


def _prefix(text: str, scope: Scope, written: Written) -> Leaf:
    words = tokens(text).folded
    if not words:
        raise QueryError("a * alone would match everything", column=written.start + 1, suggestion="write sanction*")
    if len(words) > 1:
        raise QueryError(
            f"a prefix is one word, and {_shown(text)!r} is {len(words)}",
            column=written.start + 1,
            suggestion=f"write {_shown(text)}, without the *",
        )
    if _letters(words[0]) < SHORTEST_PREFIX:
        raise QueryError(
            f"a prefix needs {SHORTEST_PREFIX} letters or more, and {_shown(text)!r} has {_letters(words[0])}",
            column=written.start + 1,
        )
    return Prefix(words[0], scope, written)


def _letters(word: str) -> int:
    """How many letters a prefix has. A Hangul syllable is written with two or more: 외교* is long enough."""
    found = _LETTER.findall(word)
    return len(found) + (1 if len(found) > 1 and _HANGUL.search(word) else 0)


def _several(words: list[str], written: Written) -> tuple[str, ...]:
    if not words:
        raise QueryError("this phrase has no letter or digit to search for", column=written.start + 1)
    if len(words) > MOST_WORDS:
        raise QueryError(
            f"this phrase has {len(words)} words, more than {MOST_WORDS}",
            column=written.start + 1,
            suggestion="shorten it",
        )
    return tuple(words)


def _exact(text: str, scope: Scope, written: Written) -> Leaf:
    quoted, tilde, _ = text[1:].rpartition("~")
    if tilde and quoted.endswith('"'):
        raise QueryError(
            "= and ~ don't go together: near is found in any case",
            column=written.start + 1,
            suggestion=f"write {text[1:]}",
        )
    if text.endswith("*"):
        raise QueryError(
            "= and * don't go together: a prefix is found in any case",
            column=written.start + 1,
            suggestion=f"write {text[1:]} or {text[:-1]}",
        )
    _check_stars(text, written)
    words = tokens(text[1:]).cased
    if not words:
        raise QueryError(
            f"nothing to search for stands after =: {_shown(text)!r}",
            column=written.start + 1,
            suggestion='write =SCO or ="Wang Yi"',
        )
    return Exact(_several(words, written), scope, written)


def _near(text: str, scope: Scope, written: Written) -> Leaf:
    _check_stars(text, written)
    inside, _, number = text.rpartition("~")
    words = tuple(dict.fromkeys(_several(tokens(inside).folded, written)))
    if not number:
        raise QueryError("~ needs a number of words", column=written.end, suggestion=f"write {text}8")
    distance = int(number[:9])
    if len(words) < 2:
        raise QueryError(
            "near needs two different words or more", column=written.start + 1, suggestion='write "Lavrov Beijing"~8'
        )
    if not len(words) - 1 <= distance <= FARTHEST:
        raise QueryError(
            f"{len(words)} words can't be within {distance}: the distance is from {len(words) - 1} to {FARTHEST}",
            column=written.start + len(inside) + 2,
            suggestion=f"write {inside}~{max(8, len(words) - 1) if distance < FARTHEST else FARTHEST}",
        )
    return Near(words, distance, scope, written)


def _reference(text: str, scope: Scope, written: Written) -> Leaf:
    if len(text) < 2:
        raise QueryError("@ needs the id of a watchlist entry", column=written.start + 1, suggestion="write @sco")
    _check_identifier(text[1:], text, written)
    return Keyword(text, _not_in_title(text, scope, written))


def _field(text: str, scope: Scope, written: Written) -> Leaf:
    name, _, value = text.partition(":")
    value = value.strip('"').strip()
    field = name.lower()
    if field not in FIELDS:
        close = difflib.get_close_matches(field, FIELDS, 1)
        hint = f"did you mean {close[0]}:?" if close else f"the fields are {', '.join(FIELDS)}; a text goes in quotes"
        raise QueryError(f"{_shown(name)}: is no field", column=written.start + 1, suggestion=hint)
    if not value:
        raise QueryError(f"{field}: needs a value right after it", column=written.end, suggestion=_example(field))
    _check_identifier(value, text, written)
    if field in _UPPER:
        value = value.upper()
    elif field in _LOWER:
        value = value.lower()
    return Keyword(f"{field}:{value}", _not_in_title(text, scope, written))


def _example(field: str) -> str:
    one, other = _EXAMPLES[field]
    if field == "title":
        return f"write title:{one} or title:({one} OR {other})"
    return f"write {field}:{one}, of several each: ({field}:{one} OR {field}:{other})"


def _shown(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"


def _check_identifier(value: str, text: str, written: Written) -> None:
    good = _IDENTIFIER.match(value)
    if good is None or good.end() < len(value):
        wrong = value[good.end() if good else 0]
        raise QueryError(
            f"{wrong!r} can't stand in {_shown(text)!r}: ids have letters, digits and - _ / .",
            column=written.start + text.index(wrong, text.index(value)) + 1,
            suggestion="join several with OR" if wrong in ",;|" else "",
        )


def _not_in_title(text: str, scope: Scope, written: Written) -> Written:
    if scope is Scope.TITLE:
        raise QueryError(
            f"{_shown(text)} says something of the article, not of its title",
            column=written.start + 1,
            suggestion="write it outside title:",
        )
    return written
