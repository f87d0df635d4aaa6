import hashlib
from pathlib import Path

import pytest

from workers.steps.language import LanguageStep

TEXTS = {
    "en": "The ministers of foreign affairs met in Moscow to prepare the summit of the heads of state.",
    "ru": "Министры иностранных дел встретились в Москве, чтобы подготовить саммит глав государств.",
    "kk": "Сыртқы істер министрлері мемлекет басшыларының саммитін дайындау үшін Мәскеуде кездесті.",
    "ky": "Тышкы иштер министрлери мамлекет башчыларынын саммитин даярдоо үчүн Москвада жолугушту.",
    "uz": "Tashqi ishlar vazirlari davlat rahbarlari sammitini tayyorlash uchun Moskvada uchrashdilar.",
    "tg": "Вазирони корҳои хориҷӣ барои омода кардани нишасти сарони давлатҳо дар Маскав мулоқот карданд.",
    "mn": "Гадаад хэргийн сайд нар төрийн тэргүүн нарын дээд хэмжээний уулзалтыг бэлтгэхээр Москвад уулзлаа.",
    "fa": "وزیران امور خارجه برای آماده کردن نشست سران کشورها در مسکو دیدار کردند.",
    "zh": "各国外交部长在莫斯科会晤，为国家元首峰会做准备。",
    "de": "Die Außenminister trafen sich in Moskau, um den Gipfel der Staatschefs vorzubereiten.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_languages_of_the_region(language: str) -> None:
    assert LanguageStep(TEXTS)("", TEXTS[language]) == language
    assert LanguageStep([])("", TEXTS[language]) == language


def test_a_plain_text_in_a_language_that_nobody_configured_is_not_called_another() -> None:
    assert LanguageStep(["en", "ru", "kk"])("", TEXTS["de"]) == "de"


def test_a_short_title_is_in_a_configured_language() -> None:
    assert LanguageStep(["en", "ru", "kk", "zh"])("Ministers meet in Moscow", "") == "en"


def test_what_is_declared_tips_the_scale_and_does_not_overrule_the_text() -> None:
    assert LanguageStep([])("Ministers meet in Moscow", "", declared="en-GB") == "en"
    assert LanguageStep([])("", TEXTS["ru"], declared="en") == "ru"
    assert LanguageStep([])("2020", "10:30", declared="kk") == "kk"
    assert LanguageStep([])("", "") == ""


TITLES = [
    tuple(line.split(" ", 1))
    for line in (Path(__file__).parent / "titles.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
CONFIGURED = ("az", "be", "en", "fa", "hi", "hy", "kk", "ky", "mn", "ru", "tg", "tr", "uz", "zh")


def held_back(title: str) -> bool:
    """One half of the titles, by hash, was looked at when the step was made; this is the other."""
    return hashlib.sha256(title.encode()).digest()[0] % 2 == 1


@pytest.mark.parametrize(("languages", "least"), [((), 0.92), (CONFIGURED, 0.96)])
@pytest.mark.parametrize("half", [False, True])
def test_short_titles_of_the_region(languages: tuple[str, ...], least: float, half: bool) -> None:
    step = LanguageStep(languages)
    titles = [each for each in TITLES if held_back(each[1]) is half and (each[0] in languages or not languages)]
    wrong = [(language, step(title, ""), title) for language, title in titles if step(title, "") != language]
    assert len(titles) > 100
    assert 1 - len(wrong) / len(titles) >= least, wrong


def test_kazakh_in_latin_letters_is_told_from_turkish_and_crimean() -> None:
    step = LanguageStep([])
    assert step("", "Qazaqstan Prezidentı memleket basşylarymen kelıssöz jürgızdı.") == "kk"
    assert step("", "Cumhurbaşkanı yıllık toplantıda Sydney'den gelen heyeti kabul etti.") == "tr"
    assert LanguageStep(["tr", "en"])("Ükımet jiyny öttı", "") == "tr"  # nobody expects Kazakh


def test_names_in_another_alphabet_do_not_change_the_language() -> None:
    text = "Президент встретился с писателем Әбіш Кекілбайұлы. " + TEXTS["ru"] * 5
    assert LanguageStep([])("", text) == "ru"


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        (("kk", "ru"), ("kk", ("ru",))),
        (("ru", "ru", "ru", "kk"), ("ru", ("kk",))),
        (("en",) * 8 + ("ru",), ("en", ())),
        (("mn", "en", "mn"), ("mn", ("en",))),
        (("uz",), ("uz", ())),
        ((), ("", ())),
    ],
)
def test_a_text_in_two_languages_says_so(paragraphs: tuple[str, ...], expected: tuple[str, tuple[str, ...]]) -> None:
    assert LanguageStep([]).both("", "\n".join(TEXTS[each] for each in paragraphs)) == expected
