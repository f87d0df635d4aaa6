"""What a name looks like in texts: one form, and what may be written onto it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import regex

from presswatch.forms import suffixes
from presswatch.forms.script import PROCLITICS

_LAST_WORD = regex.compile(r"[^\s\p{P}]+(?=\P{L}*$)")


class MadeBy(StrEnum):
    """How a form came to be; nothing: it stands in the config."""

    GIVEN = ""
    DECLENSION = "declension"
    ENDING = "ending"
    TRANSLITERATION = "transliteration"
    SPELLING = "spelling"
    SURNAME = "surname"
    TITLE = "title"
    COMPOSITION = "composition"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One form of an entry's name.

    `text` begins with "=" where it counts as written only. `suffixed` are the languages whose endings its last word may
    take, `proclitics` whether Arabic's particles may stand before it. A `lone` form is a surname (or one with a title)
    that counts only with support: what supports it is the affair of whoever finds it.
    """

    text: str
    language: str
    made_by: MadeBy = MadeBy.GIVEN
    of: str = ""  # a surname in the nominative, of its other cases
    suffixed: tuple[str, ...] = ()
    proclitics: bool = False
    lone: bool = False

    @property
    def endings(self) -> frozenset[str]:
        """What the last token may end in beside the form itself; as written where the form counts as written."""
        return suffixes.folded(_last_word(self.text), self.suffixed, as_written=self.text.startswith("="))

    def spelled(self) -> Iterator[tuple[str, str, MadeBy]]:
        """Every text that the form finds, with its language and how it was made; the form itself first."""
        yield self.text, self.language, self.made_by
        for language in self.suffixed:
            for ending in suffixes.endings(_last_word(self.text), language):
                yield self.text + ending, language, MadeBy.ENDING
        if self.proclitics:
            for particle in PROCLITICS:
                yield particle + self.text, self.language, MadeBy.ENDING


def _last_word(text: str) -> str:
    found = _LAST_WORD.search(text)
    return found.group() if found else ""
