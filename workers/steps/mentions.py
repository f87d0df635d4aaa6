"""Who is named: people, organisations, offices and countries of an article, with where.

An office stands for its holder on the article's day and the other way round: "the foreign minister of China" names
that person, and the person's name names the office. The day is that of publication, or of first sight where that is
not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from presswatch.articles import Article, Mention, MentionKind
from presswatch.text import Tokens, tokens
from presswatch.watchlist import Office, Watchlist
from workers.steps.countries import country_names, written_as_name
from workers.steps.names import Names

_Key = tuple[MentionKind, str]
# The longest of them counts: "Papua New Guinea" is not Guinea. An organ of the SCO, though, is also the SCO.
_LONGEST_ONLY = (MentionKind.COUNTRY, MentionKind.PERSON, MentionKind.OFFICE)
# A deputy of an office, and somebody who held it once, are not the office: beginnings of the folded token before its
# name, and of the one after it where that is where the language says so.
_DEPUTY_OR_FORMER = (
    "deputy", "vice", "former", "assistant", "заместител", "замминистр", "вице", "бывш", "экс", "колишн", "намеснік",
    "бурынғы", "мурдагы", "собиқ", "sobiq", "муовин", "معاون", "eski", "副",
)  # fmt: skip
_ITS_DEPUTY_OR_FORMER = ("orinbosar", "уринбосар", "ўринбосар", "орынбасар", "орунбасар", "سابق", "پیشین", "yardimci")


class MentionStep:
    """Finds mentions; built once for a watchlist and the languages in use (empty: all)."""

    def __init__(self, watchlist: Watchlist, languages: Iterable[str]) -> None:
        self._offices = {office.id: office for office in watchlist.offices}
        self._held: dict[str, list[Office]] = {}
        for office in watchlist.offices:
            for person in {term.person for term in office.holders}:
                self._held.setdefault(person, []).append(office)
        self._names: Names[_Key] = Names(_all_names(watchlist, languages))

    def __call__(self, article: Article, day: date) -> tuple[Mention, ...]:
        """All mentions, in order of title and text; `day` says who holds the offices."""
        found = [
            mention
            for field, text in (("title", article.title), ("text", article.text))
            for mention in self._in(field, text)
        ]
        mentions = list(dict.fromkeys(each for mention in found for each in self._with_office(mention, day)))
        mentions.sort(key=lambda mention: (mention.field != "title", mention.start, mention.kind, mention.entry))
        return tuple(mentions)

    def _in(self, field: str, text: str) -> list[Mention]:
        read = tokens(text)
        found: list[Mention] = []
        covered: dict[MentionKind, int] = {}  # up to which token the last one of a kind reaches
        for (kind, entry), first, last in self._names.find(read):
            if kind is MentionKind.COUNTRY and not written_as_name(read.cased[first]):
                continue
            if kind is MentionKind.OFFICE and _of_deputy_or_former(read, first, last):
                continue
            if kind in _LONGEST_ONLY:
                if last < covered.get(kind, -1):
                    continue
                covered[kind] = last + 1
            found.append(_mention(kind, entry, field, read, first, last))
        return found

    def _with_office(self, mention: Mention, day: date) -> Iterator[Mention]:
        yield mention
        if mention.kind is MentionKind.PERSON:
            for office in self._held.get(mention.entry, ()):
                if office.holder(day) == mention.entry:
                    yield _moved(mention, MentionKind.OFFICE, office.id)
        elif mention.kind is MentionKind.OFFICE:
            holder = self._offices[mention.entry].holder(day)
            if holder:
                yield _moved(mention, MentionKind.PERSON, holder)


def _of_deputy_or_former(read: Tokens, first: int, last: int) -> bool:
    before = read.folded[first - 1] if first else ""
    after = read.folded[last + 1] if last + 1 < len(read) else ""
    return before == "ex" or before.startswith(_DEPUTY_OR_FORMER) or after.startswith(_ITS_DEPUTY_OR_FORMER)


def entries(mentions: Iterable[Mention], kind: MentionKind) -> tuple[str, ...]:
    """The entries of one kind, each once, in order of their first mention."""
    return tuple(dict.fromkeys(mention.entry for mention in mentions if mention.kind is kind))


def _all_names(watchlist: Watchlist, languages: Iterable[str]) -> Iterator[tuple[str, _Key]]:
    for kind, group in (
        (MentionKind.PERSON, watchlist.people),
        (MentionKind.ORGANISATION, watchlist.organisations),
        (MentionKind.OFFICE, watchlist.offices),
    ):
        for entry in group:
            for names in entry.names.values():
                for name in names:
                    yield name, (kind, entry.id)
    for name, code in country_names(languages):
        yield name, (MentionKind.COUNTRY, code)


def _mention(kind: MentionKind, entry: str, field: str, read: Tokens, first: int, last: int) -> Mention:
    return Mention(entry=entry, kind=kind, field=field, start=read.starts[first], end=read.ends[last])


def _moved(mention: Mention, kind: MentionKind, entry: str) -> Mention:
    return Mention(entry=entry, kind=kind, field=mention.field, start=mention.start, end=mention.end)
