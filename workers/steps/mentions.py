"""Who is named: people, organisations, offices and countries of an article, with where.

An office stands for its holder on the article's day and the other way round: "the foreign minister of China" names that
person, and the person's name names the office. The day is that of publication, or of first sight where that is not
known. A surname by itself counts as `surnames` says, and its mention tells why.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date

from presswatch.articles import Article, Mention, MentionKind
from presswatch.forms import Form, MadeBy, of_office, of_organisation, of_person
from presswatch.forms.capitals import capital_forms
from presswatch.forms.countries import country_forms
from presswatch.forms.demonyms import demonym_forms, short_forms
from presswatch.forms.namesakes import longer
from presswatch.text import Tokens, fold, tokens
from presswatch.watchlist import Office, Person, Watchlist
from workers.steps.countries import Called, Verdict, in_a_place, is_settled, verdict, written_as_name
from workers.steps.names import Names
from workers.steps.surnames import COMMON, Around, Support, Surnames, country_beside, of_a_longer_name

_Key = tuple[MentionKind, str, str]
"""Kind, entry ("" for what only looks like a country), and how it is called: of people "lone" where the name counts
only with support, of countries what `Called` lists."""
_LONE = "lone"
_TITLED = "titled"  # 王外长: the title is in it
_DEMONYMS_WITH_CAPITAL = frozenset({"en", "tr", "az"})
# A deputy of an office, and somebody who held it once, are not the office: beginnings of the folded token before its
# name, and of the one after it where that is where the language says so.
_DEPUTY_OR_FORMER = (
    "deputy", "vice", "former", "assistant", "заместител", "замминистр", "замглав", "вице", "бывш", "экс", "прежн",
    "колишн", "заступник", "былы", "намеснік", "бұрынғы", "бурынғы", "мурдагы", "мурунку", "собиқ", "sobiq", "муовин",
    "хуучин", "eski", "sabiq", "kecmis", "ancien", "ehemalig", "fruher", "antigu", "معاون", "سابق", "نائب", "نایب",
    "مساعد", "وکیل", "पूर्व", "उप", "副", "前", "元", "전",
)  # fmt: skip
_ITS_DEPUTY_OR_FORMER = (
    "orinbosar", "уринбосар", "ўринбосар", "орынбасар", "орунбасар", "سابق", "پیشین", "اسبق", "السابق", "yardimci",
    "muavin", "асан", "собиқ",
)  # fmt: skip
# 此前, 之前, 日前: before, lately; not "former".
_NOT_FORMER_BEFORE = frozenset("此之日先目以年天月当眼早午赛会")


class MentionStep:
    """Finds mentions; built once for a watchlist and the languages in use (empty: all)."""

    def __init__(self, watchlist: Watchlist, languages: Collection[str]) -> None:
        self._offices = {office.id: office for office in watchlist.offices}
        self._held: dict[str, list[Office]] = {}
        for office in watchlist.offices:
            for person in {term.person for term in office.holders}:
                self._held.setdefault(person, []).append(office)
        roles = {
            person: frozenset(office.id.partition("/")[0] for office in offices)
            for person, offices in self._held.items()
        }
        people = [
            (person, of_person(person, roles.get(person.id, frozenset()), languages)) for person in watchlist.people
        ]
        self._surnames = Surnames(people, roles)
        self._shared = _shared(people)
        self._names: Names[_Key] = Names(_all_names(watchlist, people, languages))

    def __call__(self, article: Article, day: date) -> tuple[Mention, ...]:
        """All mentions, in order of title and text; `day` says who holds the offices."""
        fields = [_Field(self, name, text) for name, text in (("title", article.title), ("text", article.text))]
        certain = frozenset(code for field in fields for code in field.countries)
        persons = fields[0].persons | fields[1].persons
        for field in fields:
            field.settle(certain)
            if persons:
                field.drop(persons)
        named = {mention.entry for field in fields for mention in field.found if mention.kind is MentionKind.PERSON}
        for field in fields:
            named.update(field.alone(day))
        for field in fields:
            field.elsewhere(day, frozenset(named))
        found = [mention for field in fields for mention in field.found]
        others = {(mention.field, mention.start): mention for mention in found if mention.kind is MentionKind.PERSON}
        mentions = list(dict.fromkeys(each for mention in found for each in self._with_office(mention, day, others)))
        mentions.sort(key=lambda mention: (mention.field != "title", mention.start, mention.kind, mention.entry))
        return tuple(mentions)

    def _with_office(self, mention: Mention, day: date, people: dict[tuple[str, int], Mention]) -> Iterator[Mention]:
        yield mention
        if mention.kind is MentionKind.PERSON:
            for office in self._held.get(mention.entry, ()):
                if office.holder(day) == mention.entry:
                    yield replace(mention, kind=MentionKind.OFFICE, entry=office.id)
        elif mention.kind is MentionKind.OFFICE:
            office = self._offices[mention.entry]
            holder = office.holder(day)
            named = people.get((mention.field, mention.end + 1)) or people.get((mention.field, mention.end))
            if holder and not (named and named.entry != holder and _held(office, named.entry)):
                yield replace(mention, kind=MentionKind.PERSON, entry=holder)


class _Field:
    """The mentions of one field. What needs the whole article (a surname's full name elsewhere) is found in steps."""

    def __init__(self, step: MentionStep, name: str, text: str) -> None:
        self._step, self._name = step, name
        self._around = Around(tokens(text), text)
        self.found: list[Mention] = []
        self._alone: dict[tuple[int, int], list[str]] = defaultdict(list)
        self._titled: set[tuple[int, int]] = set()
        self._covered: dict[MentionKind, int] = {}
        self._country = (-1, -1)
        self._doubtful: list[tuple[Verdict, str, bool, int, int]] = []
        self.countries: set[str] = set()
        self.persons: set[str] = set()
        hits = sorted(step._names.find(self._around.read), key=lambda hit: (hit[1], -hit[2]))  # noqa: SLF001 - one class in two
        self._full_names = [(first, last) for (_, _, called), first, last in hits if called is Called.NAME]
        for (kind, entry, called), first, last in hits:
            if isinstance(called, Called):
                self._take_country(entry, called, first, last)
            else:
                self._take(kind, entry, first, last)
        self._people(hits)

    def _take_country(self, entry: str, called: Called, first: int, last: int) -> None:
        both = called is Called.SHORT and self._country == (first, last)  # 中俄 are two
        if last < self._covered.get(MentionKind.COUNTRY, -1) and not both:
            return
        if called is Called.SHORT and any(first < begin <= last < end for begin, end in self._full_names):
            return  # 其中 + 美国, no 中美
        if entry:
            around = self._around
            judged = verdict(around.read, around.text, first, last, called, self._step._surnames.is_given)  # noqa: SLF001
            if judged is Verdict.PERSON:
                self.persons.add(around.read.folded[first])
            if judged is Verdict.PERSON or judged is Verdict.NO:
                return
            if judged is Verdict.YES:
                self._is_country(entry, called is not Called.CAPITAL, first, last)
            else:
                self._doubtful.append((judged, entry, called is not Called.CAPITAL, first, last))
        self._country = (first, last)
        self._covered[MentionKind.COUNTRY] = last + 1

    def _is_country(self, entry: str, supports: bool, first: int, last: int) -> None:
        """A capital doesn't support a surname near it: most of who is named there is nobody's minister."""
        if supports:
            self._around.countries.append((entry, first, last))
        self.countries.add(entry)
        self._add(MentionKind.COUNTRY, entry, first, last)

    def settle(self, certain: frozenset[str]) -> None:
        """Take the countries in doubt that the rest speaks for; `certain` are those named in the article beyond it."""
        beside = self._others() if self._doubtful else []
        for doubt, entry, supports, first, last in self._doubtful:
            around = self._around
            elsewhere = entry in certain
            if is_settled(
                around.read, around.text, (first, last), doubt=doubt, beside=beside, same_elsewhere=elsewhere
            ):
                self._is_country(entry, supports, first, last)

    def drop(self, persons: set[str]) -> None:
        """Drop the countries and capitals that are called as somebody in the article is, but for those in which
        something is: Kenny Washington. Washington scored."""
        read = self._around.read
        for mention in [each for each in self.found if each.kind is MentionKind.COUNTRY]:
            span = self._span(mention)
            if len(span) == 1 and read.folded[span[0]] in persons and not in_a_place(read, span[0]):
                self.found.remove(mention)

    def _others(self) -> list[tuple[int, int]]:
        spans = (self._span(mention) for mention in self.found if mention.kind is not MentionKind.PERSON)
        return [(span[0], span[-1]) for span in spans]

    def _take(self, kind: MentionKind, entry: str, first: int, last: int) -> None:
        read = self._around.read
        if kind is MentionKind.OFFICE:
            inside = self._country[0] < first <= self._country[1]  # 白俄罗斯外长 is not of 俄罗斯
            same = bool(self._around.offices) and self._around.offices[-1][1:] == (
                first,
                last,
            )  # one name of two offices
            within = last < self._covered.get(kind, -1) and not same
            if inside or within or _of_deputy_or_former(read, first, last):
                return
            self._around.offices.append((entry, first, last))
        elif kind is MentionKind.PERSON:
            return
        self._covered[kind] = last + 1
        self._add(kind, entry, first, last)

    def _people(self, hits: list[tuple[_Key, int, int]]) -> None:
        """Full names, and surnames that need no support; the others are kept."""
        end = -1
        taken_as = (-1, -1)
        ends = {at for (kind, _, _), *span in hits if kind is MentionKind.PERSON for at in span}
        for (kind, entry, called), first, last in hits:
            if kind is not MentionKind.PERSON or (last < end and (first, last) != taken_as):
                continue
            if of_a_longer_name(self._around, first, last, ends):
                continue
            read = self._around.read
            alone = first == last
            if called or (alone and (read.folded[first] in self._step._shared or read.folded[first] in COMMON)):  # noqa: SLF001
                if not written_as_name(read.cased[first]):
                    continue
                self._alone[first, last].append(entry)
                if called == _TITLED:
                    self._titled.add((first, last))
                continue
            if alone:
                heard = self._step._surnames.beside(entry, self._around, first, last)  # noqa: SLF001
                if heard.against:
                    continue
                first, last = heard.first, heard.last  # noqa: PLW2901 - with the given name or initials
            end, taken_as = last + 1, (first, last)
            self._add(MentionKind.PERSON, entry, first, last)
        taken = {at for one in self.found if one.kind is MentionKind.PERSON for at in self._span(one)}
        self._alone = defaultdict(list, {at: all_ for at, all_ in self._alone.items() if at[0] not in taken})

    def alone(self, day: date) -> set[str]:
        """Take the surnames that the words beside them support; whose they are."""
        taken = set()
        for (first, last), people in list(self._alone.items()):
            heard = {person: self._step._surnames.beside(person, self._around, first, last) for person in people}  # noqa: SLF001
            del self._alone[first, last]
            left = [person for person in dict.fromkeys(people) if not heard[person].against]
            if (first, last) in self._titled:
                heard = {person: replace(each, support=Support.TITLE) for person, each in heard.items()}
            for support in (Support.NAME, Support.INITIALS, Support.TITLE):
                chosen = self._one([person for person in left if heard[person].support is support], day)
                if chosen:
                    self._add(MentionKind.PERSON, chosen, heard[chosen].first, heard[chosen].last, support)
                    taken.add(chosen)
                    left = []
                    break
            if left:
                self._alone[first, last] = left
        return taken

    def elsewhere(self, day: date, named: frozenset[str]) -> None:
        """Take those whose full name stands elsewhere in the article, or whose country stands near."""
        for (first, last), people in self._alone.items():
            known = [person for person in people if person in named]
            support = Support.FULL_NAME
            if not known:
                support = Support.COUNTRY
                known = [
                    person
                    for person in people
                    if country_beside(self._around, self._countries(person, day), first, last)
                ]
            if chosen := self._one(known, day):
                self._add(MentionKind.PERSON, chosen, first, last, support)

    def _one(self, people: list[str], day: date) -> str | None:
        """The one of them, or the one of them in office; None where it can't be told."""
        if len(people) > 1:
            people = [person for person in people if self._countries(person, day)]
        return people[0] if len(people) == 1 else None

    def _countries(self, person: str, day: date) -> frozenset[str]:
        """Of the offices that the person holds."""
        held = self._step._held.get(person, ())  # noqa: SLF001
        return frozenset(office.id.partition("/")[2] for office in held if office.holder(day) == person)

    def _span(self, mention: Mention) -> range:
        read = self._around.read
        return range(bisect_left(read.starts, mention.start), bisect_left(read.starts, mention.end))

    def _add(self, kind: MentionKind, entry: str, first: int, last: int, support: str = "") -> None:
        read = self._around.read
        start, end = read.starts[first], read.ends[last]
        self.found.append(Mention(entry=entry, kind=kind, field=self._name, start=start, end=end, support=str(support)))


def _held(office: Office, person: str) -> bool:
    return any(term.person == person for term in office.holders)


def _of_deputy_or_former(read: Tokens, first: int, last: int) -> bool:
    before = read.folded[first - 1] if first else ""
    after = read.folded[last + 1] if last + 1 < len(read) else ""
    if before == "前" and first > 1 and read.folded[first - 2] in _NOT_FORMER_BEFORE:
        return False
    return before == "ex" or before.startswith(_DEPUTY_OR_FORMER) or after.startswith(_ITS_DEPUTY_OR_FORMER)


def entries(mentions: Iterable[Mention], kind: MentionKind) -> tuple[str, ...]:
    """The entries of one kind, each once, in order of their first mention."""
    return tuple(dict.fromkeys(mention.entry for mention in mentions if mention.kind is kind))


def _shared(people: Iterable[tuple[Person, tuple[Form, ...]]]) -> frozenset[str]:
    """Surnames, folded, that are of two people by themselves."""
    bearers: dict[str, str] = {}
    shared = set()
    for person, forms in people:
        for text in {form.text for form in forms if form.text.isalpha()}:
            word = fold(text)
            if bearers.setdefault(word, person.id) != person.id:
                shared.add(word)
    return frozenset(shared)


def _called(form: Form) -> str:
    if not form.lone:
        return ""
    return _TITLED if form.made_by is MadeBy.TITLE else _LONE


def _all_names(
    watchlist: Watchlist, people: Iterable[tuple[Person, tuple[Form, ...]]], languages: Collection[str]
) -> Iterator[tuple[Form, _Key]]:
    key: _Key  # one for all the forms of an entry: there are hundreds of thousands
    for person, forms in people:
        keys = {called: (MentionKind.PERSON, person.id, called) for called in ("", _LONE, _TITLED)}
        yield from ((form, keys[_called(form)]) for form in forms)
    for organisation in watchlist.organisations:
        key = (MentionKind.ORGANISATION, organisation.id, "")
        yield from ((form, key) for form in of_organisation(organisation))
    for office in watchlist.offices:
        key = (MentionKind.OFFICE, office.id, "")
        yield from ((form, key) for form in of_office(office, languages))
    called: tuple[tuple[Called, Iterable[tuple[Form, str]]], ...] = (
        (Called.NAME, country_forms(languages)),
        (Called.NAME, longer()),
        (Called.CAPITAL, capital_forms(languages)),
        (Called.ADJECTIVE, demonym_forms(languages)),
        (Called.SHORT, short_forms()),
    )
    for how, forms_of in called:
        for form, code in forms_of:
            capital = how is Called.ADJECTIVE and form.language in _DEMONYMS_WITH_CAPITAL
            yield form, (MentionKind.COUNTRY, code, Called.DEMONYM if capital else how)
