"""Surnames by themselves, titles, order, offices and countries in context. The config is small and of our own making."""

from datetime import date

import pytest

from presswatch.articles import Mention, MentionKind
from presswatch.watchlist import Office, Organisation, Person, Term, Watchlist
from tests.make import article
from workers.steps.mentions import MentionStep

DAY = date(2024, 5, 1)


def office(name: str, *holders: tuple[str, date, date | None]) -> Office:
    return Office(
        id=name, title="", holders=tuple(Term(person=p, since=since, until=until) for p, since, until in holders)
    )


STEP = MentionStep(
    Watchlist(
        people=(
            Person(id="lavrov", names={"en": ("Sergey Lavrov", "Lavrov"), "ru": ("Сергей Лавров", "Лавров")}),
            Person(id="wang-yi", names={"en": ("Wang Yi",), "ru": ("=Ван И",), "zh": ("王毅",)}),
            Person(
                id="bektenov", names={"en": ("Olzhas Bektenov",), "ru": ("Олжас Бектенов",), "kk": ("Олжас Бектенов",)}
            ),
            Person(id="sadyr", names={"en": ("Sadyr Japarov", "Japarov"), "ru": ("Садыр Жапаров", "Жапаров")}),
            Person(id="akylbek", names={"en": ("Akylbek Japarov", "Japarov"), "ru": ("Акылбек Жапаров", "Жапаров")}),
            Person(id="putin", names={"ar": ("فلاديمير بوتين", "بوتين"), "ko": ("푸틴",)}),
        ),
        organisations=(
            Organisation(id="sco", names={"en": ("=SCO",), "ru": ("=ШОС",), "kk": ("=ШҰУ",), "zh": ("上合组织",)}),
            Organisation(id="un", names={"ar": ("الأمم المتحدة",)}),
        ),
        offices=(
            office("foreign-minister/RU", ("lavrov", date(2004, 3, 9), None)),
            office(
                "foreign-minister/CN",
                ("wang-yi", date(2013, 3, 16), date(2022, 12, 30)),
                ("wang-yi", date(2023, 7, 26), None),
            ),
            office("head-of-government/KZ", ("bektenov", date(2024, 2, 6), None)),
            office("head-of-state/KG", ("sadyr", date(2021, 1, 29), None)),
            office("head-of-government/KG", ("akylbek", date(2021, 10, 13), date(2024, 12, 16))),
            office("foreign-minister/KZ"),
        ),
    ),
    ["en", "ru", "kk", "ky", "uz", "zh", "ar", "ko", "fa", "tr"],
)


def found(text: str, kind: MentionKind = MentionKind.PERSON, title: str = "") -> list[Mention]:
    return [mention for mention in STEP(article(title=title, text=text), DAY) if mention.kind is kind]


def people(text: str, title: str = "") -> list[tuple[str, str]]:
    return list(dict.fromkeys((mention.entry, mention.support) for mention in found(text, title=title)))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Lavrov, Sergei, spoke.", "Lavrov, Sergei"),
        ("С. В. Лавров прибыл.", "С. В. Лавров"),
        ("С.Лавров прибыл.", "С.Лавров"),
        ("Лавров Сергей Викторович", "Лавров Сергей"),
        ("Сергеем Викторовичем Лавровым", "Сергеем Викторовичем Лавровым"),
        ("Sergey V. Lavrov", "Sergey V. Lavrov"),
        ("FM Lavrov said", "Lavrov"),
        ("министр иностранных дел Лавров", "Лавров"),
        ("Лавровтың сапары", "Лавровтың"),
        ("LAVROV SAYS NO", "LAVROV"),
    ],
)
def test_a_name_is_found_in_any_order_and_taken_whole(text: str, name: str) -> None:
    assert [(each.entry, text[each.start : each.end]) for each in found(text)] == [("lavrov", name)]


@pytest.mark.parametrize(
    "text",
    [
        "Мария Лаврова победила", "Pavel Lavrov scored", "В. Лавров забил", "Анна Сергеевна Лаврова", "Лавров А. забил",
        "улица Лаврова", "лавровый лист", "Лавровск", "P. Lavrov",
    ],
)  # fmt: skip
def test_another_person_of_the_name_is_not_meant(text: str) -> None:
    assert people(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bektenov spoke.", []),
        ("Olzhas Bektenov came. Bektenov spoke.", [("bektenov", ""), ("bektenov", "full name")]),
        ("Prime Minister Bektenov spoke.", [("bektenov", "title")]),
        ("Премьер-министру Бектенову доложили", [("bektenov", "title")]),
        ("O. Bektenov spoke", [("bektenov", "initials")]),
        ("A. Bektenov spoke", []),
        ("Kazakhstan's Bektenov spoke", [("bektenov", "country")]),
        ("Kazakhstan won. A man named Bektenov spoke.", []),
        ("Kyrgyz farmer Bektenov spoke", []),
        ("Wang spoke.", []),
        ("Wang Yi came. Wang spoke.", [("wang-yi", ""), ("wang-yi", "full name")]),
        ("China's Wang spoke", [("wang-yi", "country")]),
        ("China hopes, Mr. Wang said", []),  # common, and its country not beside it
        ("Foreign Minister Wang spoke", [("wang-yi", "title")]),
        ("President Wang spoke", []),  # of a company
        ("王外长表示", [("wang-yi", "title")]),
        ("王毅外长表示", [("wang-yi", "")]),
    ],
)
def test_a_surname_by_itself_counts_with_support_and_says_which(text: str, expected: list[tuple[str, str]]) -> None:
    assert people(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Japarov spoke", []),
        ("President Japarov spoke", [("sadyr", "title")]),
        ("Премьер Жапаров", [("akylbek", "title")]),
        ("Акылбек Жапаров приехал. Жапаров сказал", [("akylbek", ""), ("akylbek", "full name")]),
        ("Sadyr Japarov met Akylbek Japarov. Japarov left", [("sadyr", ""), ("akylbek", "")]),
        ("S. Japarov", [("sadyr", "initials")]),
    ],
)
def test_a_surname_of_two_is_the_ones_that_the_text_means(text: str, expected: list[tuple[str, str]]) -> None:
    assert people(text) == expected


def test_the_full_name_may_stand_in_the_title() -> None:
    assert people("Bektenov said so.", title="Olzhas Bektenov in Astana") == [
        ("bektenov", ""),
        ("bektenov", "full name"),
    ]


@pytest.mark.parametrize(
    ("text", "name"), [("وبوتين قال", "وبوتين"), ("푸틴은 말했다", "푸틴은"), ("푸틴이", "푸틴이")]
)
def test_particles_and_postpositions_belong_to_the_token(text: str, name: str) -> None:
    assert [text[each.start : each.end] for each in found(text)] == [name]


def test_the_arabic_article_after_li_is_written_together() -> None:
    for text in ("للأمم المتحدة", "والأمم المتحدة", "الامم المتحده"):
        assert [each.entry for each in found(text, MentionKind.ORGANISATION)] == ["un"]


def test_acronyms_keep_case_and_script() -> None:
    for text in ("SCO", "ШОС", "ШҰУ", "上合组织", "ШОСтун", "ШҰУ-ның"):
        assert [each.entry for each in found(f"{text} summit", MentionKind.ORGANISATION)] == ["sco"]
    for text in ("sco", "шос", "Шос", "SCOPE", "disco"):
        assert found(f"{text} summit", MentionKind.ORGANISATION) == []


@pytest.mark.parametrize(
    "text",
    [
        "the Kazakh foreign minister", "Kazakhstan's FM", "главы МИД Казахстана", "哈萨克斯坦外长", "وزیر خارجه قزاقستان",
        "казахстанский министр иностранных дел", "Қазақстан Сыртқы істер министріне", "Kazakistan Dışişleri Bakanı'nın",
    ],
)  # fmt: skip
def test_an_office_without_names_and_holder_is_found_and_stays_an_office(text: str) -> None:
    assert [each.entry for each in found(text, MentionKind.OFFICE)] == ["foreign-minister/KZ"]
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "former Chinese foreign minister", "бывший министр иностранных дел Китая", "前中国外长", "deputy foreign minister of China",
        "заместитель министра иностранных дел Китая", "eski Çin Dışişleri Bakanı", "وزیر خارجه چین سابق", "экс-глава МИД Китая",
        "бұрынғы Қытай Сыртқы істер министрі", "sobiq Xitoy tashqi ishlar vaziri",
    ],
)  # fmt: skip
def test_former_and_deputy_are_not_the_office_in_any_language(text: str) -> None:
    assert found(text, MentionKind.OFFICE) == []


def test_lately_is_not_formerly_in_chinese() -> None:
    assert [each.entry for each in found("此前中国外长表示", MentionKind.OFFICE)] == ["foreign-minister/CN"]


def test_an_office_within_a_longer_countrys_name_is_not_meant() -> None:
    assert found("白俄罗斯外长", MentionKind.OFFICE) == []
    assert [each.entry for each in found("俄罗斯外长", MentionKind.OFFICE)] == ["foreign-minister/RU"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Michael Jordan met Chad Smith in Atlanta, Georgia", []),
        ("Jordan, Chad and Georgia", ["JO", "TD", "GE"]),
        ("the Chinese and the Kazakh delegation", ["CN", "KZ"]),
        ("китайской и казахстанской делегациям", ["CN", "KZ"]),
        ("Кубатбек Боронов, Чадов и Малика", []),
        ("Қазақстанда, Қытайға, Кыргызстандын", ["KZ", "CN", "KG"]),
        ("Qozogʻistonda va Xitoyga", ["KZ", "CN"]),
        ("Саудовской Аравией и Южной Кореи", ["SA", "KR"]),
        ("Guinea-Bissau", ["GW"]),
        ("a turkey and china", []),
    ],
)
def test_countries_by_case_context_and_form(text: str, codes: list[str]) -> None:
    assert [each.entry for each in found(text, MentionKind.COUNTRY)] == codes
