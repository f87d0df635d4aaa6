"""What is written like a country or a capital and isn't it: longer names, and words of the language.

`longer()` are names that contain a country's and mean something else (New Mexico, 发展中国家), `HOMOGRAPHS` the forms
of countries and capitals that are words when they begin a sentence (Чад стоял над городом, Turkey with cranberries).
"""

from __future__ import annotations

from collections.abc import Iterator

from presswatch.forms import declension
from presswatch.forms.form import Form, MadeBy

_LONGER: dict[str, dict[str, str]] = {  # by the country that they are of; "" where they are of none
    "en": {
        "": ("New Mexico;New Jersey;Jersey City;Jersey Shore;Jersey Boys;British Columbia;Latin American;"
            "Latin Americans;South American;North American;Central American;African American;African Americans;"
            "Native American;Native Americans;American Indian;Asian American;Indian Ocean;West Indian;"
            "South China Sea;East China Sea;South China Morning Post;Sea of Japan;Gulf of Mexico;Gulf of Oman;"
            "Gulf of Guinea;guinea pig;guinea pigs;guinea fowl;Niger Delta;Niger State;Niger River;River Niger;"
            "Lake Chad;Jordan River;River Jordan;Air Jordan;Jordan Valley;Irish Sea;Washington Post;"
            "Washington Times;Washington State;State of Washington;Fort Washington;Washington Examiner;"
            "Washington University;University of Washington;Washington Wizards;Washington Capitals;"
            "Washington Nationals;Washington Commanders;Mount Washington;Port Washington;Lake Washington;"
            "Washington Heights;Paris Agreement;Paris Accord;Paris Accords;Paris Hilton;Paris Jackson;"
            "Paris Club;Vienna Convention;Rome Statute;Havana syndrome;Stockholm syndrome;Brussels sprouts;"
            "Oslo Accords;Moscow mule;Beijing time;Moscow time;London time;Berlin Philharmonic;East London;"
            "New London;Prague Spring;French fries;German shepherd;Danish pastry;Turkish delight;Real Madrid;"
            "Swiss cheese;Peking duck;Dutch oven;Greek yogurt;Greek yoghurt;turkey breast;turkey sandwich"),
        "GB": "Northern Ireland;Northern Irish",
        "CN": "Inner Mongolia;Inner Mongolian",
    },
    "ru": {
        "": ("Индийский океан;Южно-Китайское море;Восточно-Китайское море;Японское море;Мексиканский залив;"
            "Оманский залив;Нью-Мексико;Нью-Джерси;Британская Колумбия;штат Вашингтон;Вашингтон пост;"
            "Вашингтон таймс;московское время;Ирландское море;Американский континент;американские горки;"
            "Реал Мадрид;шведский стол"),
        "CN": "Внутренняя Монголия",
        "GB": "Северная Ирландия",
    },
    "uk": {
        "": "Індійський океан;Південно-Китайське море;Японське море;штат Вашингтон;Нью-Мексико",
        "CN": "Внутрішня Монголія",
        "GB": "Північна Ірландія",
    },
    "be": {
        "CN": "Унутраная Манголія",
        "GB": "Паўночная Ірландыя",
    },
    "de": {
        "": "New Mexico;New Jersey",
        "GB": "Nordirland",
        "CN": "Innere Mongolei",
    },
    "tr": {
        "": ("Güney Çin Denizi;Meksika Körfezi;Umman Körfezi;Umman Denizi;Mısır Çarşısı;mısır unu;Mali İşler;"
            "Mali Müşavir;Mali Müşavirler;Mali Suçları"),
        "GB": "Kuzey İrlanda",
        "CN": "İç Moğolistan",
    },
    "fa": {
        "": "اقیانوس هند;خلیج عمان;دریای عمان;خلیج مکزیک;دریای چین جنوبی;رباط کریم;ظروف چینی;رود اردن;گینه نو",
        "GB": "ایرلند شمالی",
        "CN": "مغولستان داخلی",
    },
    "ar": {
        "": ("المحيط الهندي;بحر الصين الجنوبي;خليج عمان;خليج المكسيك;صلاة المغرب;أذان المغرب;نهر الأردن;"
            "مسقط رأس;مسقط رأسه;مسقط رأسها;مسقط رأسهم"),
        "GB": "أيرلندا الشمالية",
    },
    "zh": {
        "": ("发展中国家;發展中國家;其中国;其中國;印度洋;日本海;南中国海;墨西哥湾;阿曼湾;几内亚湾;约旦河;"
            "约旦河西岸;上海地;沿海地;近海地;马里兰;新墨西哥;阿曼达;巴林右旗;巴林左旗;苏丹王;北京时间;北京時間;"
            "包罗万象;万象更新;运河内;黄河内;淮河内;华盛顿邮报;华盛顿州;华盛顿时报;以方便;以方式;朝方向;集中方;"
            "其中方;当中方;空中方;美方便;日方才;德方式;拉丁美洲;其中俄;其中美;其中日;其中印;其中英;其中法;"
            "其中德;集中美;集中日;集中俄"),
        "CN": "内蒙古;內蒙古",
        "GB": "北爱尔兰;北愛爾蘭",
    },
    "hi": {
        "": "हिंद महासागर",
    },
}  # fmt: skip

STRONG = frozenset(
    """
    того мали перу досі манила манили манилу дели нигер чину
    mali
    """.split()
)
"""Words so common that another country in the text says nothing."""
HOMOGRAPHS = STRONG | frozenset(
    """
    чад чада чаду чадом чаде куба кубы кубе кубу кубой кубою куби кубі доха дохи дохе доху дохой дохою
    вена вены вене вену веной веною вени вені панама панамы панаме панаму панамой панаму панами панамі
    катар катара катару катаром катаре оман оману оманом рим рима риме риму римом чин чина чином дани тога тогі
    turkey chad jordan guinea niger oman togo peru cuba
    misir katar umman fas irak tiran kuba rim vena
    """.split()
)
"""Words that are a country or a capital at the beginning of a sentence if something else in the text says so."""
ANYWHERE = frozenset("شام چک پرو گنی مالی کامرون माली гани lima santiago seul jersey".split())
"""And these wherever they stand: dinner, a cheque, financial, Ashraf Ghani, Adriana Lima."""


def longer() -> Iterator[tuple[Form, str]]:
    """Longer names with the country that they are of, or an empty code; they are found before the country in them."""
    for language, countries in _LONGER.items():
        for code, names in countries.items():
            for name in names.split(";"):
                for text in declension.phrase(name, language):
                    by = MadeBy.GIVEN if text == name else MadeBy.DECLENSION
                    yield Form(text=text, language=language, made_by=by, proclitics=language == "ar"), code
