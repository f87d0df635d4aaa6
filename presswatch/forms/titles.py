"""Titles that stand before or after a surname, by language, and the role that each is of.

"minister" is any minister, "" any office at all. They support a surname by itself (FM Lavrov, президент Жапаров); what
everyone is called (Mr, господин, 先生) supports nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from presswatch.forms import declension
from presswatch.text import tokens

_FM, _HS, _HG = "foreign-minister", "head-of-state", "head-of-government"
_BEFORE: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        _FM: ("foreign minister", "FM", "minister of foreign affairs", "secretary of state", "top diplomat",
            "secretary",
              "foreign secretary", "chief diplomat"),
        _HS: ("president", "leader", "head of state"), _HG: ("prime minister", "PM", "premier", "chairman",
            "chancellor"),
        "minister": ("minister",), "": ("secretary-general", "secretary general", "director", "high representative",
            "chief"),
    },
    "ru": {
        _FM: ("министр иностранных дел", "глава МИД", "глава МИДа", "мининдел", "госсекретарь", "глава дипломатии"),
        _HS: ("президент", "глава государства", "лидер", "председатель"),
        _HG: ("премьер-министр", "премьер", "глава правительства", "председатель правительства", "канцлер"),
        "minister": ("министр",), "": ("генеральный секретарь", "генсек", "глава", "директор",
            "верховный представитель"),
    },
    "uk": {
        _FM: ("міністр закордонних справ", "глава МЗС", "очільник МЗС", "держсекретар"), _HS: ("президент",),
        _HG: ("прем'єр-міністр", "прем'єр"), "minister": ("міністр",), "": ("генеральний секретар", "генсек"),
    },
    "be": {_FM: ("міністр замежных спраў",), _HS: ("прэзідэнт",), _HG: ("прэм'ер-міністр",), "minister": ("міністр",)},
    "kk": {_FM: ("сыртқы істер министрі", "СІМ басшысы"), _HS: ("президент", "президенті", "мемлекет басшысы"),
           _HG: ("премьер-министр", "премьер-министрі"), "minister": ("министр", "министрі"), "": ("бас хатшысы",
               "бас хатшы")},
    "ky": {_FM: ("тышкы иштер министри",), _HS: ("президент", "президенти", "мамлекет башчысы"),
           _HG: ("премьер-министр", "премьер-министри", "министрлер кабинетинин төрагасы"), "minister": ("министр",
               "министри")},
    "uz": {_FM: ("tashqi ishlar vaziri", "ташқи ишлар вазири", "TIV rahbari", "ТИВ раҳбари"),
           _HS: ("prezident", "prezidenti", "президент", "президенти", "davlat rahbari", "давлат раҳбари"),
           _HG: ("bosh vazir", "bosh vaziri", "бош вазир", "бош вазири"), "minister": ("vazir", "vaziri", "вазир",
               "вазири")},
    "tg": {_FM: ("вазири корҳои хориҷӣ", "вазири корҳои хориҷии"), _HS: ("президент", "президенти"),
           _HG: ("сарвазир", "сарвазири"), "minister": ("вазир", "вазири")},
    "mn": {_FM: ("гадаад хэргийн сайд", "ГХ-ийн сайд"), _HS: ("ерөнхийлөгч",), _HG: ("ерөнхий сайд",),
        "minister": ("сайд",)},
    "fa": {_FM: ("وزیر خارجه", "وزیر امور خارجه"), _HS: ("رئیس جمهور", "رییس جمهور", "رئیس جمهوری"),
           _HG: ("نخست وزیر",), "minister": ("وزیر",), "": ("دبیرکل",)},
    "ar": {_FM: ("وزير الخارجية",), _HS: ("الرئيس",), _HG: ("رئيس الوزراء",), "minister": ("الوزير",),
        "": ("الأمين العام",)},
    "ur": {_FM: ("وزیر خارجہ",), _HS: ("صدر",), _HG: ("وزیر اعظم", "وزیراعظم")},
    "hi": {_FM: ("विदेश मंत्री", "विदेशमंत्री"), _HS: ("राष्ट्रपति",), _HG: ("प्रधानमंत्री", "प्रधान मंत्री"), "minister": ("मंत्री",)},
    "tr": {_FM: ("dışişleri bakanı",), _HS: ("cumhurbaşkanı", "devlet başkanı"), _HG: ("başbakan", "başbakanı"),
        "minister": ("bakan",)},
    "az": {_FM: ("xarici işlər naziri", "XİN başçısı"), _HS: ("prezident", "prezidenti"), _HG: ("baş nazir",
        "baş naziri"),
           "minister": ("nazir",)},
    "de": {_FM: ("außenminister", "außenministerin"), _HS: ("präsident", "präsidentin", "staatschef"),
           _HG: ("ministerpräsident", "premierminister", "kanzler"), "minister": ("minister",)},
    "fr": {_FM: ("ministre des affaires étrangères", "chef de la diplomatie"), _HS: ("président", "présidente"),
           _HG: ("premier ministre", "première ministre"), "minister": ("ministre",)},
    "zh": {_FM: ("外长", "外長", "外交部长", "外相", "国务卿"), _HS: ("总统", "總統", "主席"), _HG: ("总理", "總理",
        "首相"),
           "": ("秘书长", "高级代表")},
    "hy": {_FM: ("արտգործնախարար", "արտաքին գործերի նախարար", "ԱԳ նախարար"), _HS: ("նախագահ",), _HG: ("վարչապետ",)},
}  # fmt: skip
_AFTER: dict[str, dict[str, tuple[str, ...]]] = {
    "zh": _BEFORE["zh"],
    "ja": {_FM: ("外相", "外務大臣"), _HS: ("大統領", "主席"), _HG: ("首相",)},
    "ko": {_FM: ("외무장관", "외교장관", "외교부장"), _HS: ("대통령", "주석"), _HG: ("총리",)},
}
# Given names that are common wherever the press writes in Latin; those of the watchlist are known beside them, and
# those of Russian and Ukrainian from the dictionaries.
GIVEN_NAMES = frozenset(
    """
    adam ahmad ahmed aida aigul aleksandr aleksei alex alexander alexandra alexei alexey ali alice alina amir ana
    anastasia
    anatoly andrea andrei andrey andrew angela anna anne anthony anton arman artem asel askar azamat aziz barbara ben
    bolat boris brian carlos catherine charles christian christopher daniel daniyar dana daria david denis diana dmitri
    dmitry donald edward ekaterina elena elizabeth emma eric ernst eva evgeny fatima francis francois frank galina
    george
    georgy gleb grace gulnara hamid hans hassan helen henry hussein ibrahim igor ilya irina ivan jack jacob james jan
    jane
    jason jean jennifer jessica joe john jonathan jose joseph juan julia kairat karen karim karl kate katherine kevin
    khalid kim kirill konstantin lara larisa laura leonid lev lisa louis lucas lyudmila madina maksim marat marc
    margarita
    maria marie marina mark marko martin mary masha matthew max maxim mehmet michael mikhail mohamed mohammad mohammed
    muhammad murat mustafa nadia natalia nataliya natasha nicholas nick nikita nikolai nikolay nina nurlan oleg olga
    omar
    oleksandr pablo patrick paul pavel pedro peter philip pierre polina rashid raymond richard robert roman rosa ruslan
    rustam ryan said sam samuel sara sarah saule scott semyon sergei sergey sofia sophia stanislav stefan stephen steven
    svetlana tatiana tatyana thomas tim timur tom tomas usman vadim valentina valery vasily vera viktor victor victoria
    vitaly vladimir vladislav volodymyr walter william xavier yana yulia yuri yury yusuf zara zarina zhanna
    """.split()
)


@cache
def before() -> dict[tuple[str, ...], str]:
    """The folded tokens of titles before a surname, each with its role; declined in Russian and Ukrainian."""
    return dict(_read(_BEFORE))


@cache
def after() -> dict[tuple[str, ...], str]:
    """Likewise, of titles after it."""
    return dict(_read(_AFTER))


def _read(table: dict[str, dict[str, tuple[str, ...]]]) -> Iterator[tuple[tuple[str, ...], str]]:
    for language, roles in table.items():
        for role, titles in roles.items():
            for title in titles:
                for form in declension.phrase(title, language):
                    yield tuple(tokens(form).folded), role
