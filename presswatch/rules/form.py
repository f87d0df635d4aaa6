"""The outer form of a query: its length, its quotes, its parentheses.

Looked at before the grammar reads it: here a person is told "this quote is never closed", where a parser could only say
that it did not expect the end. The marks of other keyboards become those of the grammar, each in its place, so that
columns stay true.
"""

from __future__ import annotations

import re

from presswatch.rules.errors import QueryError

LONGEST = 20_000  # characters
DEEPEST = 50  # parentheses in parentheses

# A quotation mark, and those that may close it: “English”, „German“, ”Swedish”, «French», »Danish«, and what results
# when only one of the two was typed by hand.
_CURLY = '“”„‟"＂'
_ANGLED = "«»"
_CLOSES = {'"': '"', "＂": '"＂', **dict.fromkeys("“”„‟", _CURLY), **dict.fromkeys(_ANGLED, _ANGLED)}
_SIGNS = str.maketrans({"（": "(", "）": ")", "：": ":", "＝": "=", "＊": "*", "＠": "@", "～": "~", "－": "-"})
_QUOTE = re.compile(f"[{''.join(_CLOSES)}]")
_PARENTHESIS = re.compile(r'"[^"]*"|[()]')
_AFTER_QUOTE = re.compile(r"(?:~[0-9]*)?(?=[\s)]|$)")
_BEFORE_QUOTE = re.compile(r"(?:^|[\s(=:-]|(?<![^\s()])(?:AND|OR|NOT))$")


def plain_form(text: str) -> str:
    """The query with `"` and `()` in their plain form, of the same length. Raises `QueryError`."""
    if len(text) > LONGEST:
        raise QueryError(
            f"the query has {len(text)} characters, more than {LONGEST}", column=1, suggestion="split it into rules"
        )
    if not text.strip():
        raise QueryError("the query is empty", column=1, suggestion='write a word, a "phrase" or a @reference')
    parts: list[str] = []
    at = 0
    while opening := _QUOTE.search(text, at):
        start = opening.start()
        end = _closing(text, start)
        parts += (text[at:start].translate(_SIGNS), '"', _QUOTE.sub(" ", text[start + 1 : end]), '"')
        at = end + 1
        _check_around(text, start, at)
    parts.append(text[at:].translate(_SIGNS))
    plain = "".join(parts)
    _check_parentheses(plain)
    return plain


def _closing(text: str, start: int) -> int:
    closing = _CLOSES[text[start]]
    for at in range(start + 1, len(text)):
        if text[at] in closing:
            return at
    missing = {"«": "»", "»": "«"}.get(text[start], '"')
    raise QueryError("this quote is never closed", column=start + 1, suggestion=f"add a closing {missing}")


def _check_around(text: str, start: int, end: int) -> None:
    """A quote that touches a word was meant otherwise: `"Wang Yi"SCO`, `5" gun`."""
    if not _BEFORE_QUOTE.search(text[max(0, start - 8) : start].translate(_SIGNS)):
        raise QueryError("this quote touches the word before it", column=start + 1, suggestion="put a space before it")
    after = text[end : end + 12].translate(_SIGNS)
    if after.startswith("*"):
        raise QueryError(
            "a * after a quote means nothing", column=end + 1, suggestion="write it after a word: sanction*"
        )
    if after.startswith("~") and not _AFTER_QUOTE.match(after):
        raise QueryError("~ needs a number of words", column=end + 1, suggestion=f"write {text[start:end]}~8")
    if not _AFTER_QUOTE.match(after):
        raise QueryError("this quote touches what stands after it", column=end, suggestion="put a space after it")


def _check_parentheses(text: str) -> None:
    opened: list[int] = []
    for found in _PARENTHESIS.finditer(text):
        at, mark = found.start(), found.group()
        if mark == "(":
            opened.append(at)
            if len(opened) > DEEPEST:
                raise QueryError(
                    f"more than {DEEPEST} parentheses inside each other", column=at + 1, suggestion="leave some out"
                )
        elif mark == ")" and not opened:
            raise QueryError("this parenthesis was never opened", column=at + 1, suggestion="leave it out")
        elif mark == ")":
            start = opened.pop()
            if not text[start + 1 : at].strip():
                raise QueryError("nothing stands between these parentheses", column=start + 1)
    if opened:
        raise QueryError("this parenthesis is never closed", column=opened[-1] + 1, suggestion="add a closing )")
