from datetime import date

import pytest

from presswatch.forms import Form, MadeBy, is_chinese, of_office, of_organisation, of_person
from presswatch.forms.transliteration import latin, other_script
from presswatch.watchlist import Office, Organisation, Person, Term


def spelled(forms: tuple[Form, ...]) -> dict[str, str]:
    """Each text with how it was first made."""
    found: dict[str, str] = {}
    for form in forms:
        for text, _, made in form.spelled():
            found.setdefault(text, made.value)
    return found


def test_a_form_says_how_it_was_made() -> None:
    made = spelled(of_person(Person(id="p", names={"en": ("Sergey Lavrov",), "ru": ("Сергей Лавров", "Лавров")})))
    assert made["Сергей Лавров"] == made["Лавров"] == ""
    assert made["Сергея Лаврова"] == "declension"
    assert made["Сергей Лавровтың"] == "ending"
    assert made["Sergei Lavrov"] == "spelling"
    assert made["Sergej Lawrow"] == "transliteration"
    assert made["Lavrov"] == "surname"


def test_a_surname_that_is_given_by_itself_counts_by_itself_in_all_its_cases() -> None:
    alone = of_person(Person(id="p", names={"ru": ("Сергей Лавров", "Лавров")}))
    assert not next(form for form in alone if form.text == "Лаврову").lone
    full = of_person(Person(id="p", names={"ru": ("Сергей Лавров",)}))
    assert next(form for form in full if form.text == "Лаврову").lone


def test_a_given_name_that_is_a_form_of_another_is_not_declined_again() -> None:
    old = of_person(Person(id="p", names={"ru": ("Сергей Лавров", "Лавров", "Лаврова"), "kk": ("Лавровтың",)}))
    texts = spelled(old)
    assert "Лаврова" in texts
    assert "Лавровой" not in texts  # she would be another person
    assert "Лавровтыңда" not in texts


def test_short_names_take_no_endings() -> None:
    texts = spelled(of_person(Person(id="p", names={"ru": ("Ли", "=Ван И"), "zh": ("王毅",), "en": ("Wang Yi",)})))
    assert "Лига" not in texts
    assert "=Ван Ин" not in texts


def test_acronyms_stay_as_written_with_endings_or_without() -> None:
    forms = of_organisation(Organisation(id="sco", names={"ky": ("=ШКУ",), "fa": ("سازمان همکاری‌های شانگهای",)}))
    assert {"=ШКУ", "=ШКУнун", "=ШКУга", "سازمان همکاریهای شانگهای"} <= set(spelled(forms))


def test_a_chinese_surname_stands_first_and_goes_with_titles() -> None:
    names = {"en": ("Wang Yi",), "zh": ("王毅",)}
    assert is_chinese(names)
    assert not is_chinese({"en": ("Hakan Fidan",), "zh": ("费丹",)})
    forms = of_person(Person(id="wang-yi", names=names), frozenset({"foreign-minister"}))
    titled = [form for form in forms if form.text == "王外长"]
    assert titled[0].made_by is MadeBy.TITLE
    assert titled[0].lone
    assert "Wang" in spelled(forms)
    assert "Yi" not in spelled(forms)


@pytest.mark.parametrize(
    ("name", "language", "written"),
    [
        ("Сергей Лавров", "en", "Sergey Lavrov"),
        ("Касым-Жомарт Токаев", "en", "Kasym-Zhomart Tokayev"),
        ("Сергей Лавров", "de", "Sergej Lawrow"),
        ("Владимир Путин", "fr", "Vladimir Poutine"),
        ("Александр Лукашенко", "tr", "Aleksandr Lukaşenko"),
    ],
)
def test_russian_names_are_written_as_the_press_does(name: str, language: str, written: str) -> None:
    assert written in latin(name, language)


def test_only_names_of_cyrillic_origin_are_written_over() -> None:
    assert latin("Ван И", "de") == ()
    assert latin("Wang Yi", "de") == ()


def test_uzbek_and_kazakh_have_both_scripts() -> None:
    assert other_script("Shavkat Mirziyoyev", "uz") == "Шавкат Мирзиёев"
    assert other_script("Ўткир Ғозиев", "uz") == "Oʻtkir Gʻoziyev"
    assert other_script("Қасым-Жомарт Тоқаев", "kk") == "Qasym-Jomart Toqaev"


@pytest.mark.parametrize(
    "name",
    [
        "foreign minister of Kazakhstan", "Kazakh foreign minister", "=Kazakhstan's FM", "главой МИД Казахстана",
        "казахстанского министра иностранных дел", "哈萨克斯坦外长", "Қазақстанның Сыртқы істер министріне",
        "Казакстандын тышкы иштер министри", "Qozogʻiston tashqi ishlar vazirining", "вазири корҳои хориҷии Қазоқистон",
        "وزیر خارجه قزاقستان", "Kazakistan Dışişleri Bakanı", "Казахстаны Гадаад хэргийн сайд", "міністра закордонних справ Казахстану",
    ],
)  # fmt: skip
def test_an_office_has_the_names_of_its_role_and_country(name: str) -> None:
    office = Office(id="foreign-minister/KZ", title="", holders=(Term(person="p", since=date(2020, 1, 1)),))
    assert name in spelled(of_office(office))


def test_an_office_of_a_role_of_its_own_has_its_given_names_only() -> None:
    office = Office(id="sco-secretary-general/CN", title="", names={"ru": ("генсек ШОС",)})
    assert set(spelled(of_office(office))) == {
        "генсек ШОС",
        "генсека ШОС",
        "генсеку ШОС",
        "генсеком ШОС",
        "генсеке ШОС",
    }
