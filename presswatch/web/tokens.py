"""Who may read the feeds: a token stands for a desk, and for the rules that the desk may hear of."""

from __future__ import annotations

import hmac
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from presswatch.errors import ConfigurationError

TOKENS = "PRESSWATCH_WEB_TOKENS"
TOKENS_FILE = "PRESSWATCH_WEB_TOKENS_FILE"

_SHORTEST = 20  # characters; of random letters and digits that is beyond guessing


@dataclass(frozen=True, slots=True)
class Reader:
    """A desk that has a token. Without `rules` it may read all of them, and the metrics."""

    desk: str
    rules: frozenset[str] = frozenset()

    def may_read(self, rule: str) -> bool:
        return not self.rules or rule in self.rules


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens, which are secrets, with their readers."""

    readers: Mapping[bytes, Reader] = field(default_factory=dict, repr=False)

    def __bool__(self) -> bool:
        return bool(self.readers)

    def reader(self, token: str) -> Reader | None:
        """Who has this token. Takes as long for a wrong one as for a right one, and compares with every token, so
        that the time of an answer tells nothing of them."""
        given = token.encode("utf-8", "replace")
        found = None
        for known, reader in self.readers.items():
            if hmac.compare_digest(known, given):
                found = reader
        return found


def read_tokens(environ: Mapping[str, str], *, rules: Collection[str]) -> Tokens:
    """The tokens of PRESSWATCH_WEB_TOKENS or of the file that PRESSWATCH_WEB_TOKENS_FILE names.

    A line is `DESK TOKEN [RULE …]`; in the variable a semicolon ends one too, and `#` begins a comment. Raises
    `ConfigurationError` for a line that is none, an unknown rule, a short token; no token is in its text.
    """
    file = environ.get(TOKENS_FILE)
    if not file:
        return Tokens(_parsed(environ.get(TOKENS, "").replace(";", "\n"), TOKENS, rules))
    try:
        text = Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{TOKENS_FILE}: {file} can't be read: {error}") from None
    return Tokens(_parsed(text, file, rules))


def _parsed(text: str, place: str, rules: Collection[str]) -> dict[bytes, Reader]:
    readers: dict[bytes, Reader] = {}
    problems = []
    for number, line in enumerate(text.splitlines(), 1):
        match line.partition("#")[0].split():
            case []:
                continue
            case [_]:
                problems.append(f"{place}:{number}: write DESK TOKEN, and the rules that it may read if not all")
            case [desk, token, *named]:
                if len(token) < _SHORTEST:
                    problems.append(f"{place}:{number}: the token of {desk} is shorter than {_SHORTEST} characters")
                if token.encode() in readers:
                    problems.append(f"{place}:{number}: the token of {desk} is another desk's too")
                problems += [f"{place}:{number}: there is no rule {rule!r}" for rule in named if rule not in rules]
                readers[token.encode()] = Reader(desk, frozenset(named))
    if problems:
        raise ConfigurationError("\n".join(problems))
    return readers
