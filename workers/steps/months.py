"""Names of the months in many languages, in all forms that CLDR has: what follows a day's number, not a quantity."""

from __future__ import annotations

from functools import cache

from babel import Locale

from presswatch.text import tokens

_LANGUAGES = (
    "ar az be bg cs da de el en es fa fi fr he hi hu hy id it ja ka kk ko ky mn nl no pl pt ro ru sr sv tg tk tr uk ur "
    "uz vi zh"
)


@cache
def months() -> frozenset[str]:
    """As tokens are folded."""
    found: set[str] = set()
    for language in _LANGUAGES.split():
        for context in Locale.parse(language).months.values():
            for names in context.values():
                for name in names.values():
                    words = tokens(str(name)).folded
                    found.update(word for word in words if not word[0].isdecimal())
    return frozenset(found)
