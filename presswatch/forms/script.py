"""What Arabic, Persian and Chinese do to a name in running text, and spellings of Latin ones."""

from __future__ import annotations

from collections.abc import Iterator

import regex

PROCLITICS = (
    "و",
    "ف",
    "ب",
    "ل",
    "ک",
    "ال",
    "وال",
    "بال",
    "لل",
    "فال",
    "کال",
    "وب",
    "ول",
    "وک",
    "فب",
    "فل",
    "ولل",
    "وبال",
)
"""Written together with the next word (Arabic): and, so, in, for, like, the, and their sequences; as tokens are folded.
"""
_ZWNJ = "\u200c"
_HAN_NAME = regex.compile(r"\p{Han}{2,4}")
_HAN_TITLES = {
    "foreign-minister": ("外长", "外長", "外交部长", "外交部長", "外相"),
    "head-of-state": ("主席", "总统", "總統"),
    "head-of-government": ("总理", "總理", "首相"),
}
_TWO_SYLLABLES = ("欧阳", "司马", "诸葛", "上官", "司徒", "东方", "夏侯", "南宫")
# Endings of Latin spellings that the press uses side by side for the same Cyrillic name, each pair both ways.
_SIDE_BY_SIDE = (
    ("ergey", "ergei"), ("ndrey", "ndrei"), ("lexey", "lexei"), ("leksey", "leksei"), ("ikolay", "ikolai"), ("itry",
        "itri"),
    ("Yury", "Yuri"), ("italy", "itali"), ("natoly", "natoli"), ("alery", "aleri"), ("eorgy", "eorgi"),
        ("Alexander", "Aleksandr"),
    ("Maxim", "Maksim"), ("ayev", "aev"), ("oyev", "oev"), ("iyev", "iev"), ("eyev", "eev"), ("ayeva", "aeva"),
    ("iyeva", "ieva"),
)  # fmt: skip


def joined(name: str) -> Iterator[str]:
    """A Persian name without the joints that it may be written with or without (علی‌اف, علیاف)."""
    if _ZWNJ in name:
        yield name.replace(_ZWNJ, "")


def titled(name: str, roles: frozenset[str]) -> Iterator[str]:
    """A Chinese person's surname with the titles of the offices: 王外长. Not of names from other languages."""
    if _HAN_NAME.fullmatch(name):
        surname = name[:2] if name.startswith(_TWO_SYLLABLES) else name[:1]
        if len(name) - len(surname) in {1, 2}:
            for role in roles:
                yield from (surname + title for title in _HAN_TITLES.get(role, ()))


def spellings(name: str) -> Iterator[str]:
    """A Latin name as others spell it: Sergei for Sergey, Tokaev for Tokayev."""
    words = []
    for word in name.split():
        other = word
        for one, two in _SIDE_BY_SIDE:
            if word.endswith(one):
                other = word.removesuffix(one) + two
                break
            if word.endswith(two):
                other = word.removesuffix(two) + one
                break
        words.append((word, other) if other != word else (word,))
    made = [""]
    for choices in words:
        made = [f"{before} {choice}".strip() for before in made for choice in choices][:8]
    yield from (each for each in made if each != " ".join(name.split()))
