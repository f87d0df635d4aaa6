"""The text leaves of a rule as FTS5 expressions (https://www.sqlite.org/fts5.html#full_text_query_syntax)."""

from __future__ import annotations

from collections.abc import Iterable

from presswatch.engines.sqlite.streams import indexed
from presswatch.rules.tree import Exact, Near, Phrase, Prefix, Scope, Word

TextLeaf = Word | Phrase | Exact | Prefix | Near


def expression(leaf: TextLeaf) -> tuple[str, ...]:
    """FTS5 expressions of which one must be met; none where nothing can meet the leaf.

    A phrase and a near are met within one column, so they never reach from the title into the text.
    """
    match leaf:
        case Word(folded, stems, scope):
            met = [_in("folded", scope, _phrase((folded,)))] if folded else []
            return (*met, *(_in("stemmed", scope, _phrase((stem,))) for stem in sorted(stems) if stem))
        case Phrase(tokens, scope):
            return (_in("folded", scope, _phrase(tokens)),) if tokens else ()
        case Exact(tokens, scope):
            return (_in("cased", scope, _phrase(tokens)),) if tokens else ()
        case Prefix(prefix, scope):
            return (_in("folded", scope, f"{_phrase((prefix,))} *"),) if prefix else ()
        case Near(tokens, distance, scope):
            return _near(tokens, distance, scope)


def _near(tokens: tuple[str, ...], distance: int, scope: Scope) -> tuple[str, ...]:
    """`distance` is from the first word to the last, FTS5 counts the words between them: one less."""
    if len(tokens) == 1:
        return (_in("folded", scope, _phrase(tokens)),)
    if not tokens or distance < 1:
        return ()
    words = " ".join(_phrase((token,)) for token in tokens)
    between = min(distance - 1, 1_000_000)  # FTS5 reads an int; no text is so long
    return (_in("folded", scope, f"NEAR({words}, {between})"),)


def _in(stream: str, scope: Scope, expression: str) -> str:
    columns = f"title_{stream}" if scope is Scope.TITLE else f"title_{stream} text_{stream}"
    return f"{{{columns}}} : {expression}"


def _phrase(tokens: Iterable[str]) -> str:
    """`indexed` leaves no quotation mark in a token."""
    return f'"{" ".join(map(indexed, tokens))}"'
