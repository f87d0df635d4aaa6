"""Capitals, demonyms, short forms and what only looks like a country, in sentences of our own: each rule both ways."""

from datetime import date

import pytest

from presswatch.articles import MentionKind
from presswatch.watchlist import Organisation, Watchlist
from tests.make import article
from workers.steps.mentions import MentionStep, entries

STEP = MentionStep(Watchlist(organisations=(Organisation(id="un", names={"en": ("=UN",)}),)), [])


def countries(text: str, title: str = "") -> tuple[str, ...]:
    return entries(STEP(article(title=title, text=text), date(2024, 5, 1)), MentionKind.COUNTRY)


CAPITALS = {
    "Tashkent said it would join.": "UZ",
    "Talks in New Delhi and Islamabad": "IN PK",
    "BEIJING, May 1 - officials": "CN",
    "a Canberra-based analyst": "AU",
    "Kyiv's allies in Brasília": "UA BR",
    "Ташкент выступил против": "UZ",
    "в Душанбе и Астане": "TJ KZ",
    "между Анкарой и Абу-Даби": "TR AE",
    "поездка в Улан-Батор, из Улан-Батора": "MN",
    "у Києві та Варшаві": "UA PL",
    "з Пекіном": "CN",
    "у Мінску і Маскве": "BY RU",
    "Ташкентте кездесті, Мәскеуге ұшты": "UZ RU",
    "Бишкекте жана Москвада": "KG RU",
    "Toshkentda, Moskvadan, Pekinga": "UZ RU CN",
    "Тошкентда ва Пекинга": "UZ CN",
    "дар Душанбе": "TJ",
    "Улаанбаатарт болов": "MN",
    "Ankara'da, Taşkent'e, Pekin'den": "TR UZ CN",
    "Bakıda və Daşkənddə": "AZ UZ",
    "سفر به تاشکند و پکن": "UZ CN",
    "واشنگتن و تهران": "US IR",
    "في طهران وموسكو وبكين": "IR RU CN",
    "从塔什干飞往北京": "UZ CN",
    "नई दिल्ली में": "IN",
    "Տաշքենդ և Մոսկվա": "UZ RU",
    "თბილისში და მოსკოვიდან": "GE RU",
    "in Moskau und Peking": "RU CN",
    "à Moscou et à Pékin": "RU CN",
    "de Moscú a Pekín": "RU CN",
    "Сингапур, Панама и Люксембург": "SG PA LU",
}
DEMONYMS = {
    "الوفد الصيني والقوات الروسية": "CN RU",
    "والإيرانيين والباكستانية": "IR PK",
    "دیپلمات‌های چینی و روسی": "CN RU",
    "هیئت پاکستانی": "PK",
    "китайської та іранського": "CN IR",
    "расійскага і кітайскай": "RU CN",
    "Çinli ve Rus yetkililer": "CN RU",
    "қазақстандық және қытайлық": "KZ CN",
    "xitoylik va rossiyalik": "CN RU",
    "中方表示，俄方同意": "CN RU",
    "伊朗方面": "IR",
    "中吉乌铁路": "CN KG UZ",
    "美日韩会谈": "US JP KR",
}
TRAPS = {
    # a word, and the country where something says so
    "Чад стоял над городом.": "",
    "Чад осудил нападение.": "TD",
    "Чад и Нигер договорились.": "TD NE",
    "Президент Чада прибыл.": "TD",
    "Куба со стороной три сантиметра.": "",
    "Куба заявила протест.": "CU",
    "Того же мнения придерживается Россия.": "RU",
    "Власти Того ждут.": "TG",
    "Того и Бенин подписали договор.": "TG BJ",
    "Мали рацію Україна і Польща.": "UA PL",
    "У столиці Малі спокійно.": "ML",
    "Перу писателя принадлежит роман о Чили.": "CL",
    "Доха из соболя дорога.": "",
    "Доха призвала стороны.": "QA",
    "Turkey with cranberry sauce": "",
    "Turkey condemns the attack": "TR",
    "Turkey and Greece": "TR GR",
    "Best Turkey Recipes for Christmas Dinner": "",
    "He flew to Turkey yesterday.": "TR",
    "Mali kriz büyüyor.": "",
    "Mali'deki çatışmalar sürüyor.": "ML",
    "Mısır unu ile kek": "",
    "Mısır'da seçim": "EG",
    "Katar katar geçen vagonlar": "",
    "Katar, Mısır ve İran": "QA EG IR",
    # people and places of the name
    "George Washington crossed the Delaware.": "",
    "Actor Denzel Washington spoke. Washington won.": "",
    "Washington said on Monday.": "US",
    "in Washington Monday": "US",
    "the Washington Post reported": "",
    "Adriana Lima walked.": "",
    "a summit in Lima": "PE",
    "Sofia Coppola came.": "",
    "a meeting in Sofia": "BG",
    "Paris Hilton came.": "",
    "talks in Paris": "FR",
    "Joseph Muscat resigned.": "",
    "London, Ontario": "",
    "Moscow, Idaho": "",
    "Moscow, Russia": "RU",
    "Athens, Georgia": "",
    "Atlanta and the rest of Georgia; Florida": "",
    "Georgia's Senate race": "",
    "Georgia, Armenia and Azerbaijan": "GE AM AZ",
    "Tbilisi: Georgia votes": "GE",
    "New Jersey and New Mexico": "",
    "Mexico signs": "MX",
    "Latin American and Native American": "",
    "American officials": "US",
    "the Indian Ocean": "",
    "Indian officials": "IN",
    "Индийского океана": "",
    "индийского посла": "IN",
    "Северной Ирландии": "GB",
    "Irakli spoke.": "",
    # Monday
    "روز دوشنبه در تهران": "IR",
    "دوشنبه گذشته وزیر گفت": "",
    "شهر دوشنبه": "TJ",
    "رئیس جمهور تاجیکستان در دوشنبه گفت": "TJ",
    "рӯзи душанбе": "",
    # written together with its neighbours
    "其中国有企业": "",
    "发展中国家": "",
    "中国企业": "CN",
    "沿海地区和上海地区": "",
    "海地政府": "HT",
    "内蒙古": "CN",
    "蒙古国": "MN",
    "马里兰州": "",
    "马里政府": "ML",
    "会谈中美国代表": "US",
    "中美关系": "CN US",
    "北京时间三点": "",
    "كيف حالك": "",
    "مسقط رأسه": "",
    "زيارة إلى مسقط": "OM",
    "در آستانه انتخابات": "",
    "اليد اليمنى": "",
    "Riad Salameh, Sam Altman and FAS": "",
}


@pytest.mark.parametrize(("text", "codes"), [*CAPITALS.items(), *DEMONYMS.items(), *TRAPS.items()])
def test_countries_are_told_from_words_people_and_other_places(text: str, codes: str) -> None:
    assert sorted(countries(text)) == sorted(codes.split())


def test_a_word_at_the_beginning_is_the_country_that_the_rest_of_the_article_names() -> None:
    assert countries("Mediators met in Chad, and in N'Djamena.", title="Chad: what next") == ("TD",)
    assert countries("Смог и гарь. Жители кашляют.", title="Чад: что дальше") == ()
    assert countries("The UN and Oman agreed.", title="Oman") == ("OM",)


def test_an_offset_is_the_capitals() -> None:
    read = article(title="", text="سافر إلى طهران ثم وموسكو")
    assert [read.text[m.start : m.end] for m in STEP(read, date(2024, 5, 1))] == ["طهران", "وموسكو"]
