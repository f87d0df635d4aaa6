"""People whom the config names in one language, in others'; and names that are parts of longer ones."""

from datetime import date

import pytest

from presswatch.articles import Mention, MentionKind
from presswatch.forms.transliteration import belarusian, ukrainian
from presswatch.watchlist import Office, Organisation, Person, Term, Watchlist
from tests.make import article
from workers.steps.mentions import MentionStep

SINCE = Term(person="", since=date(2020, 1, 1)).since
STEP = MentionStep(
    Watchlist(
        people=(
            Person(id="lavrov", names={"en": ("Sergey Lavrov", "Lavrov"), "ru": ("Сергей Лавров", "Лавров")}),
            Person(id="putin", names={"en": ("Vladimir Putin", "Putin"), "ru": ("Владимир Путин", "Путин")}),
            Person(id="tokayev", names={"ru": ("Касым-Жомарт Токаев",)}),
            Person(id="xi", names={"en": ("Xi Jinping",), "ru": ("Си Цзиньпин",), "zh": ("习近平",)}),
            Person(id="wang", names={"en": ("Wang Yi",), "zh": ("王毅",), "ar": ("وانغ يي",)}),
            Person(id="modi", names={"en": ("Narendra Modi",), "zh": ("纳伦德拉·莫迪",)}),
            Person(id="pezeshkian", names={"en": ("Masoud Pezeshkian",), "zh": ("马苏德·佩泽希齐扬",)}),
            Person(id="johnson", names={"en": ("Boris Johnson",), "zh": ("鲍里斯·约翰逊",)}),
            Person(id="fidan", names={"en": ("Hakan Fidan",), "tr": ("Hakan Fidan",)}),
            Person(id="rubio", names={"en": ("Marco Rubio", "Rubio")}),
        ),
        organisations=(Organisation(id="nato", names={"en": ("=NATO",)}),),
        offices=tuple(
            Office(id=office, title="", holders=(Term(person=person, since=SINCE),))
            for office, person in (
                ("foreign-minister/CN", "wang"),
                ("head-of-government/IN", "modi"),
                ("foreign-minister/TR", "fidan"),
                ("foreign-minister/RU", "lavrov"),
                ("head-of-state/KZ", "tokayev"),
            )
        ),
    ),
    [],
)


def found(text: str, kind: MentionKind = MentionKind.PERSON) -> list[Mention]:
    return [mention for mention in STEP(article(title="", text=text), date(2024, 5, 1)) if mention.kind is kind]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        # Ukrainian and Belarusian from Russian
        ("Сергій Лавров заявив", "lavrov"),
        ("з Сергієм Лавровим і Володимиром Путіним", "lavrov putin"),
        ("Касим-Жомарта Токаєва", "tokayev"),
        ("Президент Токаєв прибув", "tokayev"),
        ("зустріч із Сі Цзіньпіном", "xi"),
        ("Уладзіміру Пуціну", "putin"),
        ("Сяргея Лаўрова", "lavrov"),
        ("Сергій Лаврович", ""),
        # in Turkish, with a title and an ending
        ("Dışişleri Bakanı Fidan'ın açıklaması", "fidan"),
        ("Bakan Fidan, soruları yanıtladı", "fidan"),
        ("Ayşe Fidan yarışmayı kazandı", ""),
        ("Fidan dikme kampanyası", ""),
        ("Rubio'nun ziyareti", "rubio"),
        # lone surnames in Chinese
        ("印度总理莫迪表示", "modi"),
        ("总理莫迪表示", "modi"),
        ("莫迪表示", ""),
        ("佩泽希齐扬表示", "pezeshkian"),
        ("约翰逊表示", ""),
        ("尼拉夫·莫迪总理", ""),
        # offices with Arabic demonyms
        ("وزير الخارجية الصيني في زيارة", "wang"),
        ("ووزير الخارجية الروسي", "lavrov"),
        ("رئيس الوزراء الهندي", "modi"),
        ("وزير الدفاع الصيني", ""),
        ("китайський міністр закордонних справ", "wang"),
        # parts of longer names
        ("Лавров-Вишневский победил", ""),
        ("Вишневский-Лавров победил", ""),
        ("Anna Putin-Müller", ""),
        ("Putin-Müller and Wang-Smith", ""),
        ("a Putin-backed plan", "putin"),
        ("экс-Лавров", "lavrov"),
        ("the Lavrov-Smith talks", "lavrov"),
        ("переговоры Путин-Трамп", "putin"),
        ("Lavrov-Rubio", "lavrov rubio"),
        ("Lavrov – Putin", "lavrov putin"),
    ],
)
def test_people_in_other_languages_and_in_longer_names(text: str, people: str) -> None:
    assert sorted({each.entry for each in found(text)}) == people.split()


def test_an_acronym_that_ends_in_o_takes_turkish_endings() -> None:
    for text in ("NATO'nun kararı", "NATO’ya", "NATO"):
        assert [each.entry for each in found(text, MentionKind.ORGANISATION)] == ["nato"]
    assert found("nato'nun", MentionKind.ORGANISATION) == []


@pytest.mark.parametrize(
    ("russian", "written"),
    [
        ("Шавкат Мирзиёев", "Шавкат Мірзійоєв"),
        ("Дмитрий Медведев", "Дмитро Медведєв"),
        ("Дмитрий Песков", "Дмитро Пєсков"),
        ("Александр Вучич", "Олександр Вучич"),
        ("Реджеп Тайип Эрдоган", "Реджеп Таїп Ердоган"),
        ("Хакан Фидан", "Гакан Фідан"),
        ("Максим Рыженков", "Максим Риженков"),
        ("Евгений Примаковский", "Євген Прімаковський"),
    ],
)
def test_ukrainian_follows_from_russian(russian: str, written: str) -> None:
    assert written in ukrainian(russian)


@pytest.mark.parametrize(
    ("russian", "written"),
    [
        ("Сергей Лавров", "Сяргей Лаўроў"),
        ("Михаил Мишустин", "Міхаіл Мішусцін"),
        ("Касым-Жомарт Токаев", "Касым-Жамарт Такаеў"),
        ("Александр Лукашенко", "Аляксандр Лукашэнка"),
    ],
)
def test_belarusian_follows_from_russian(russian: str, written: str) -> None:
    assert written in belarusian(russian)


def test_what_is_not_russian_is_not_written_over() -> None:
    assert ukrainian("Sergey Lavrov") == belarusian("Sergey Lavrov") == ukrainian("") == ()
