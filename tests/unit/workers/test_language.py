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
