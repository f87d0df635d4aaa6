from datetime import date

import pytest

from presswatch.articles import MentionKind
from presswatch.watchlist import Office, Organisation, Person, Term, Watchlist
from tests.make import article
from workers.steps.mentions import MentionStep, entries

WATCHLIST = Watchlist(
    people=(
        Person(id="wang-yi", names={"en": ("Wang Yi",), "zh": ("王毅",)}),
        Person(id="qin-gang", names={"en": ("Qin Gang",)}),
    ),
    organisations=(
        Organisation(id="sco", names={"en": ("=SCO", "Shanghai Cooperation Organisation"), "zh": ("上合组织",)}),
        Organisation(id="sco-secretariat", names={"en": ("Shanghai Cooperation Organisation Secretariat",)}),
        Organisation(id="who", names={"en": ("=WHO",)}),
    ),
    offices=(
        Office(
            id="foreign-minister/CN",
            title="Foreign Minister of China",
            names={"en": ("foreign minister of China", "Chinese foreign minister")},
            holders=(
                Term(person="wang-yi", since=date(2013, 3, 16), until=date(2022, 12, 29)),
                Term(person="qin-gang", since=date(2022, 12, 30), until=date(2023, 7, 25)),
            ),
        ),
    ),
)
STEP = MentionStep(WATCHLIST, ["en", "ru", "zh"])
DAY = date(2020, 9, 10)


def found(text: str, kind: MentionKind, day: date = DAY, title: str = "") -> tuple[str, ...]:
    return entries(STEP(article(title=title, text=text), day), kind)


@pytest.mark.parametrize("text", ["WANG YI spoke", "王毅在莫斯科", "He met Wang  Yi.", "Wáng Yì"])
def test_a_person_is_found_in_any_script_and_case(text: str) -> None:
    assert found(text, MentionKind.PERSON) == ("wang-yi",)


def test_an_acronym_is_found_as_written_only() -> None:
    assert found("The SCO and the WHO", MentionKind.ORGANISATION) == ("sco", "who")
    assert found("Those who know the sco", MentionKind.ORGANISATION) == ()


def test_an_organ_is_also_its_organisation() -> None:
    text = "the Shanghai Cooperation Organisation Secretariat"
    assert set(found(text, MentionKind.ORGANISATION)) == {"sco", "sco-secretariat"}


@pytest.mark.parametrize(
    ("day", "people"), [(DAY, ("wang-yi",)), (date(2023, 5, 1), ("qin-gang",)), (date(2024, 1, 1), ())]
)
def test_an_office_names_its_holder_of_that_day(day: date, people: tuple[str, ...]) -> None:
    assert found("the Chinese foreign minister said", MentionKind.PERSON, day) == people
    assert found("the Chinese foreign minister said", MentionKind.OFFICE, day) == ("foreign-minister/CN",)


def test_a_holder_names_the_office_while_in_it() -> None:
    assert found("Wang Yi said", MentionKind.OFFICE) == ("foreign-minister/CN",)
    assert found("Wang Yi said", MentionKind.OFFICE, date(2023, 5, 1)) == ()


@pytest.mark.parametrize(
    "text",
    [
        "the former foreign minister of China said",
        "an ex-Chinese foreign minister",
        "Deputy Foreign Minister of China Ma Zhaoxu",
        "First Deputy Chinese Foreign Minister",
    ],
)
def test_a_deputy_and_a_former_holder_are_not_the_office(text: str) -> None:
    assert found(text, MentionKind.OFFICE) == ()
    assert found(text, MentionKind.PERSON) == ()


def test_countries_are_written_with_a_capital_and_taken_whole() -> None:
    assert found("Turkey and Papua New Guinea", MentionKind.COUNTRY) == ("TR", "PG")
    assert found("a turkey for dinner", MentionKind.COUNTRY) == ()
    assert found("президент Казахстана прибыл в Монголию", MentionKind.COUNTRY) == ("KZ", "MN")
    assert found("中国和哈萨克斯坦", MentionKind.COUNTRY) == ("CN", "KZ")


def test_offsets_slice_the_name_out_of_its_field() -> None:
    read = article(title="上合组织 meets", text="Then Wang Yi left.")
    slices = {(m.entry, {"title": read.title, "text": read.text}[m.field][m.start : m.end]) for m in STEP(read, DAY)}
    assert {("sco", "上合组织"), ("wang-yi", "Wang Yi"), ("foreign-minister/CN", "Wang Yi")} <= slices
