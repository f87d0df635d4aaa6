"""The formats of the config as pydantic models. Each checks one entry, and with `Known` its references to others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Annotated, ClassVar, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, InstanceOf, ValidationInfo
from pydantic_core import PydanticCustomError

from presswatch.configuration import values
from presswatch.configuration.apprise_addresses import apprise_address
from presswatch.configuration.codes import wrong_country, wrong_language
from presswatch.configuration.known import Known
from presswatch.configuration.problems import did_you_mean, quoted
from presswatch.configuration.queries import query
from presswatch.rules import Query
from presswatch.sources import SourceKind

T = TypeVar("T")
_Loc = tuple[str | int, ...]


def _wrong(*messages: str) -> PydanticCustomError:
    """An error whose texts are ready for the operator, and left alone by pydantic: braces in them hold no places."""
    return PydanticCustomError("presswatch", "see the context", {"messages": messages})


def _read(how: Callable[[str], T]) -> Callable[[str], T]:
    def read(text: str) -> T:
        try:
            return how(text)
        except values.WrongValueError as error:
            raise _wrong(*error.args) from error

    return read


def _read_known(how: Callable[[str, Known], T]) -> Callable[[str, ValidationInfo], T]:
    def read(text: str, info: ValidationInfo) -> T:
        known: Known = info.context  # type: ignore[assignment]  # `check` always gives one
        try:
            return how(text, known)
        except values.WrongValueError as error:
            raise _wrong(*error.args) from error

    return read


def _text_first(how: Callable[[str], T]) -> Callable[[object], object]:
    """For values that are no text in the end: what is no text stays as it is, and is told as the wrong type."""
    read = _read(how)
    return lambda given: read(given) if isinstance(given, str) else given


def _text_first_known(how: Callable[[str, Known], T]) -> Callable[[object, ValidationInfo], object]:
    read = _read_known(how)

    def first(given: object, info: ValidationInfo) -> object:
        if isinstance(given, str):
            return read(given, info)
        raise PydanticCustomError("string_type", "not text")

    return first


def _kind(text: str) -> SourceKind:
    if text in set(SourceKind):
        return SourceKind(text)
    kinds = ", ".join(SourceKind)
    raise values.WrongValueError(f"{quoted(text)} is none of {kinds}{did_you_mean(text, SourceKind)}")


def _country(text: str, info: ValidationInfo) -> str:
    clues = f"{info.data.get('id', '')} {info.data.get('name', '')}"
    if wrong := wrong_country(text, clues=clues):
        raise _wrong(wrong)
    return text


def _language(text: str) -> str:
    if wrong := wrong_language(text):
        raise values.WrongValueError(wrong)
    return text


def _office_id(text: str) -> str:
    role, slash, country = text.partition("/")
    if not slash:
        raise values.WrongValueError(f"{quoted(text)} is no id of an office; write its role and country: {text}/CN")
    values.identifier(role)
    if wrong := wrong_country(country):
        raise values.WrongValueError(wrong)
    return text


def _not_before(until: date | None, info: ValidationInfo) -> date | None:
    since: date | None = info.data.get("since")
    if until and since and until < since:
        raise _wrong(f"{until} is before the term begins, on {since}")
    return until


def _names(names: list[str]) -> list[str]:
    if not names:
        raise _wrong("is empty; write a name or leave the language out")
    return names


def _some(names: dict[str, list[str]]) -> dict[str, list[str]]:
    if not names:
        raise _wrong("is empty; write names by language, like {en: [Wang Yi]}")
    return names


def _refers(section: str) -> Callable[[str, Known], str]:
    def check(text: str, known: Known) -> str:
        if wrong := known.missing(text, section):
            raise values.WrongValueError(wrong)
        return text

    return check


Id = Annotated[str, AfterValidator(_read(values.identifier))]
OfficeId = Annotated[str, AfterValidator(_read(_office_id))]
Text = Annotated[str, AfterValidator(_read(values.nonempty))]
Country = Annotated[str, AfterValidator(_country)]
Language = Annotated[str, AfterValidator(_read(_language))]
Kind = Annotated[SourceKind, BeforeValidator(_text_first(_kind))]
Every = Annotated[timedelta, BeforeValidator(_text_first(values.duration))]
Day = Annotated[date, BeforeValidator(_text_first(values.day))]
YesOrNo = Annotated[bool, BeforeValidator(_text_first(values.yes_or_no))]
Pattern = Annotated[str, AfterValidator(_read(values.pattern))]
DateFormat = Annotated[str, AfterValidator(_read(values.date_format))]
TimeZone = Annotated[str, AfterValidator(_read(values.time_zone))]
Selector = Annotated[str, AfterValidator(_read(values.selector))]
WebAddress = Annotated[str, AfterValidator(_read_known(lambda text, known: values.web_address(text, known.environ)))]
Webhook = Annotated[str, AfterValidator(_read_known(lambda text, known: values.webhook(text, known.environ)))]
Apprise = Annotated[str, AfterValidator(_read_known(lambda text, known: apprise_address(text, known.environ)))]
File = Annotated[str, AfterValidator(_read_known(lambda text, known: values.file_name(text, known.environ)))]
Secret = Annotated[str, AfterValidator(_read_known(lambda text, known: values.secret(text, known.environ)))]
Names = Annotated[
    dict[Language, Annotated[list[Annotated[str, AfterValidator(_read(values.name))]], AfterValidator(_names)]],
    AfterValidator(_some),
]
Sentences = dict[Language, list[Text]]
RuleQuery = Annotated[InstanceOf[Query], BeforeValidator(_text_first_known(query))]
TopicQuery = Annotated[
    InstanceOf[Query], BeforeValidator(_text_first_known(lambda text, known: query(text, known, topics=False)))
]


class Entry(BaseModel):
    """`nested` has the models of lists within, by key; `examples` what a key that is missing could say."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)
    nested: ClassVar[Mapping[str, type[Entry]]] = {}
    examples: ClassVar[Mapping[str, str]] = {}

    @classmethod
    def amiss(cls, given: Mapping[str, object]) -> list[tuple[_Loc, str]]:
        """What is wrong between the keys of an entry, whose values may be wrong themselves: where, and what."""
        del given
        return []


class ListingEntry(Entry):
    url: WebAddress
    links: Selector
    next: Selector = ""

    examples = {"url": "https://example.org/news", "links": "main h2 a"}


class ReadingEntry(Entry):
    title: Selector = ""
    text: Selector = ""
    date: Selector = ""
    author: Selector = ""
    section: Selector = ""
    drop: list[Selector] = []
    date_formats: list[DateFormat] = []
    language: Language = ""
    timezone: TimeZone = ""
    skip: list[Pattern] = []
    only: list[Pattern] = []

    examples = {"text": ".article-body", "drop": "[.related]"}


class SourceEntry(Entry):
    id: Id
    name: Text
    country: Country
    kind: Kind
    languages: list[Language] = []
    feeds: list[WebAddress] = []
    sitemaps: list[WebAddress] = []
    listings: list[ListingEntry] = []
    every: Every = timedelta(minutes=15)
    reading: ReadingEntry = ReadingEntry()
    browser: YesOrNo = False

    nested = {"listings": ListingEntry, "reading": ReadingEntry}
    examples = {
        "id": "mfa-kz",
        "name": "Ministry of Foreign Affairs of Kazakhstan",
        "country": "KZ",
        "kind": "official",
    }

    @classmethod
    def amiss(cls, given: Mapping[str, object]) -> list[tuple[_Loc, str]]:
        rules = given.get("reading")
        if isinstance(rules, dict) and rules.get("date_formats") and rules.get("date") is None:
            return [
                (("reading", "date_formats"), "are of what the selector date meets; write one, like date: .published")
            ]
        return []


class PersonEntry(Entry):
    id: Id
    names: Names

    examples = {"id": "wang-yi", "names": "{en: [Wang Yi], zh: [王毅]}"}


class OrganisationEntry(Entry):
    id: Id
    names: Names

    examples = {"id": "sco", "names": '{en: ["=SCO"], ru: ["=ШОС"]}'}


class HolderEntry(Entry):
    person: Annotated[str, AfterValidator(_read_known(_refers("people")))]
    since: Day = Field(alias="from")
    until: Annotated[Day | None, AfterValidator(_not_before)] = Field(default=None, alias="to")

    examples = {"person": "wang-yi", "from": "2013-03-16"}


class OfficeEntry(Entry):
    id: OfficeId
    title: Text
    names: Names | None = None
    holders: list[HolderEntry] = []

    nested = {"holders": HolderEntry}
    examples = {"id": "foreign-minister/CN", "title": "Foreign Minister of China"}

    def overlaps(self) -> list[tuple[_Loc, str]]:
        """An office has one holder at a time; the day on which one leaves and the next begins may be the same."""
        wrong: list[tuple[_Loc, str]] = []
        last: HolderEntry | None = None  # of those so far, the one who stays longest
        for index, term in sorted(enumerate(self.holders), key=lambda each: each[1].since):
            if last and (last.until is None or term.since < last.until):
                end = f"ends on {last.until}" if last.until else 'has no end: write its "to"'
                wrong.append((("holders", index, "from"), f"is within the term of {last.person}, which {end}"))
            if last is None or last.until is None or term.until is None or term.until > last.until:
                last = term
        return wrong


class TopicEntry(Entry):
    id: Id
    title: Text
    description: Text = ""
    group: Id = "subjects"
    parts: list[Annotated[str, AfterValidator(_read_known(_refers("topics")))]] = []
    query: TopicQuery | None = None
    sentences: Sentences = Field(default={}, alias="examples")
    near_misses: Sentences = Field(default={}, alias="not")

    examples = {"id": "security", "title": "Security and defence"}

    @classmethod
    def amiss(cls, given: Mapping[str, object]) -> list[tuple[_Loc, str]]:
        wrong: list[tuple[_Loc, str]] = []
        if all(given.get(key) is None for key in ("query", "examples", "parts")):
            wrong.append(((), "finds nothing; give it a query, examples or parts"))
        parts, itself = given.get("parts"), given.get("id")
        if isinstance(parts, list) and itself is not None and itself in parts:
            wrong.append((("parts", parts.index(itself)), "is the topic itself; remove it"))
        examples = {text for _, text in _sentences(given.get("examples"))}
        for loc, text in _sentences(given.get("not")):
            if text in examples:
                wrong.append((("not", *loc), f"{quoted(text)} is also one of its examples; remove it from either"))
        return wrong


def _sentences(given: object) -> Iterator[tuple[_Loc, str]]:
    """The sentences by language that an entry has, whatever else is wrong with it."""
    for language, texts in given.items() if isinstance(given, dict) else ():
        for index, text in enumerate(texts if isinstance(texts, list) else ()):
            if isinstance(text, str):
                yield (language, index), " ".join(text.split())


class ChannelEntry(Entry):
    id: Id
    url: Apprise | None = None
    webhook: Webhook | None = None
    secret: Secret | None = None
    file: File | None = None
    operator: YesOrNo = False

    examples = {"id": "log"}

    @classmethod
    def amiss(cls, given: Mapping[str, object]) -> list[tuple[_Loc, str]]:
        ways = [way for way in ("url", "webhook", "file") if given.get(way) is not None]
        wrong: list[tuple[_Loc, str]] = []
        if not ways:
            wrong.append(((), "leads nowhere; give it one of url, webhook and file"))
        if len(ways) > 1:
            wrong.append(
                ((ways[1],), f"is one way too many beside {ways[0]}; a channel has one of url, webhook and file")
            )
        if given.get("secret") is not None and "webhook" not in ways:
            wrong.append((("secret",), "signs webhooks alone; remove it"))
        return wrong


class RuleEntry(Entry):
    id: Id
    title: Text
    query: RuleQuery
    channels: list[Annotated[str, AfterValidator(_read_known(_refers("channels")))]] = []

    examples = {"id": "sco", "title": "Shanghai Cooperation Organization", "query": "'@sco'"}


ENTRIES: Mapping[str, type[Entry]] = {
    "sources": SourceEntry,
    "people": PersonEntry,
    "organisations": OrganisationEntry,
    "offices": OfficeEntry,
    "topics": TopicEntry,
    "channels": ChannelEntry,
    "rules": RuleEntry,
}
