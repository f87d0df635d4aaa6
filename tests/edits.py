"""Edits for tests: those that matter and those that are boring, made of texts in many languages.

The texts are our own. Whatever stands on pages beside an article's text is made up here in each language, so that
nothing in the program can know its words.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from presswatch.changes import Wording
from presswatch.text import sentences


@dataclass(frozen=True, slots=True)
class Sample:
    language: str
    title: str
    paragraphs: tuple[str, ...]
    negation: str
    views: str  # a counter's label
    updated: str
    byline: str
    follow: str
    advert: str
    also: str
    others: tuple[str, ...]  # titles of other articles

    @property
    def wording(self) -> Wording:
        return Wording(self.title, "\n".join(self.paragraphs))


SAMPLES = (
    Sample(
        "en",
        "Ministers agree on a timetable for border talks",
        (
            "The foreign ministers of four countries met in Almaty on Thursday and agreed on a timetable for talks on their shared borders.",
            "“We have signed 14 documents,” the host told reporters. The ministers spoke for 3 hours, and they will meet again on 21 November.",
            "What comes next",
            "Two working groups will draw maps of 1,270 kilometres of the border. One of them is led by a general, the other by a diplomat.",
            "Observers from 6 states were in the room. They may speak at the next meeting, which is to be held at the end of the autumn.",
            "Trade across the border grew by 5.4% last year. The ministers said that they want it to double by 2025.",
        ),
        "not", "Views:", "Updated", "By Ann Author", "Follow us on social media", "Advertisement", "Read also",
        ("Rain closes mountain passes", "A bridge that nobody crosses", "New envoy arrives in the capital", "Harvest is late this year"),
    ),
    Sample(
        "ru",
        "Министры договорились о графике переговоров",
        (
            "Министры иностранных дел четырёх стран провели в четверг встречу в Алма-Ате и согласовали график переговоров о границе.",
            "«Мы подписали 14 документов», — сообщил журналистам министр. Переговоры длились 3 часа, следующая встреча намечена на 21 ноября.",
            "Что будет дальше",
            "Две рабочие группы составят карты 1270 км границы. Одну из них возглавит генерал, другую — дипломат.",
            "На встрече присутствовали наблюдатели из 6 государств. Они смогут выступить на следующем заседании, которое пройдёт осенью.",
            "Торговля через границу выросла за год на 5,4%. Министры хотят удвоить её к 2025 году.",
        ),
        "не", "Просмотров:", "Обновлено", "Автор: Анна Петрова", "Подписывайтесь на наш канал", "Реклама", "Читайте также",
        ("Дождь закрыл перевалы", "Мост, по которому никто не ходит", "Новый посол прибыл в столицу", "Урожай запаздывает"),
    ),
    Sample(
        "fr",
        "Les ministres fixent un calendrier pour la frontière",
        (
            "Les ministres des affaires étrangères de quatre pays se sont réunis jeudi à Almaty et ont fixé un calendrier de négociations.",
            "« Nous avons signé 14 documents », a dit l'hôte aux journalistes. Les entretiens ont duré 3 heures ; ils reprendront le 21 novembre.",
            "Deux groupes de travail dresseront les cartes de 1 270 kilomètres de frontière. L'un est dirigé par un général.",
            "Des observateurs de 6 États étaient présents. Ils pourront prendre la parole à la prochaine réunion, prévue à la fin de l'automne.",
            "Le commerce a progressé de 5,4 % en un an. Les ministres souhaitent qu'il double d'ici à 2025.",
        ),
        "jamais", "Vues :", "Mis à jour le", "Par Anne Auteur", "Suivez-nous sur les réseaux", "Publicité", "À lire aussi",
        ("La pluie ferme les cols", "Un pont que nul ne traverse", "La nouvelle ambassadrice est arrivée", "Moisson tardive"),
    ),
    Sample(
        "de",
        "Minister einigen sich auf Zeitplan für Grenzgespräche",
        (
            "Die Außenminister von vier Staaten haben sich am Donnerstag in Almaty auf einen Zeitplan für Gespräche über ihre Grenzen geeinigt.",
            "„Wir haben 14 Dokumente unterzeichnet“, sagte der Gastgeber. Die Gespräche dauerten 3 Stunden und gehen am 21. November weiter.",
            "Zwei Arbeitsgruppen sollen 1.270 Kilometer Grenze vermessen. Eine leitet ein General, die andere eine Diplomatin.",
            "Beobachter aus 6 Staaten waren im Saal. Sie dürfen bei der nächsten Sitzung sprechen, die im Herbst stattfinden soll.",
            "Der Handel wuchs im vergangenen Jahr um 5,4 Prozent. Bis 2025 soll er sich verdoppeln.",
        ),
        "nicht", "Aufrufe:", "Aktualisiert am", "Von Anna Autorin", "Folgen Sie uns", "Anzeige", "Lesen Sie auch",
        ("Regen sperrt die Pässe", "Eine Brücke für niemanden", "Neuer Botschafter eingetroffen", "Die Ernte kommt spät"),
    ),
    Sample(
        "es",
        "Los ministros acuerdan un calendario sobre la frontera",
        (
            "Los ministros de Exteriores de cuatro países se reunieron el jueves en Almatý y acordaron un calendario de conversaciones.",
            "«Hemos firmado 14 documentos», dijo el anfitrión. Las conversaciones duraron 3 horas y seguirán el 21 de noviembre.",
            "Dos grupos de trabajo trazarán mapas de 1.270 kilómetros de frontera. Uno lo dirige un general, el otro una diplomática.",
            "Asistieron observadores de 6 Estados. Podrán hablar en la próxima reunión, que se celebrará a finales de otoño.",
            "El comercio creció un 5,4 % el año pasado. Los ministros quieren que se duplique antes de 2025.",
        ),
        "no", "Visitas:", "Actualizado el", "Por Ana Autora", "Síganos en las redes", "Publicidad", "Lea también",
        ("La lluvia cierra los puertos", "Un puente que nadie cruza", "Llega la nueva embajadora", "Una cosecha tardía"),
    ),
    Sample(
        "zh",
        "四国外长就边界谈判时间表达成一致",
        (
            "四国外交部长星期四在阿拉木图举行会晤，就边界谈判的时间表达成一致，并发表了联合公报。",
            "“我们签署了14份文件。”东道国外长对记者说。会谈持续了3个小时，下一次会晤定于11月21日举行。",
            "两个工作组将绘制1270公里边界的地图。其中一个由将军领导，另一个由外交官领导。",
            "来自6个国家的观察员出席了会议。他们可以在下一次会议上发言，会议将在秋末举行。",
            "去年边境贸易增长了5.4%。部长们希望到2025年贸易额翻一番。",
        ),
        "不", "阅读", "更新时间：", "记者 王安", "关注我们的公众号", "广告", "相关阅读",
        ("大雨封闭山口", "无人走过的桥", "新任大使抵达首都", "今年秋收推迟"),
    ),
    Sample(
        "ar",
        "الوزراء يتفقون على جدول زمني لمحادثات الحدود",
        (
            "اجتمع وزراء خارجية أربع دول يوم الخميس في ألماتي واتفقوا على جدول زمني للمحادثات بشأن حدودهم المشتركة.",
            "قال الوزير المضيف للصحفيين: «وقعنا 14 وثيقة». واستمرت المحادثات 3 ساعات وستستأنف في 21 نوفمبر.",
            "سترسم مجموعتا عمل خرائط 1270 كيلومترا من الحدود. يقود إحداهما جنرال والأخرى دبلوماسي.",
            "حضر الاجتماع مراقبون من 6 دول. ويمكنهم التحدث في الاجتماع المقبل الذي سيعقد في نهاية الخريف.",
            "نمت التجارة عبر الحدود بنسبة 5.4% في العام الماضي. ويريد الوزراء مضاعفتها بحلول عام 2025.",
        ),
        "لا", "المشاهدات:", "آخر تحديث:", "بقلم آنا الكاتبة", "تابعونا على مواقع التواصل", "إعلان", "اقرأ أيضا",
        ("المطر يغلق الممرات الجبلية", "جسر لا يعبره أحد", "السفير الجديد يصل إلى العاصمة", "الحصاد يتأخر هذا العام"),
    ),
    Sample(
        "kk",
        "Министрлер шекара келіссөздерінің кестесін бекітті",
        (
            "Төрт елдің сыртқы істер министрлері бейсенбіде Алматыда кездесіп, ортақ шекара жөніндегі келіссөздердің кестесін бекітті.",
            "«Біз 14 құжатқа қол қойдық», — деді министр журналистерге. Келіссөз 3 сағатқа созылды, келесі кездесу 21 қарашада өтеді.",
            "Екі жұмыс тобы 1270 шақырым шекараның картасын жасайды. Біреуін генерал, екіншісін дипломат басқарады.",
            "Кездесуге 6 мемлекеттен бақылаушылар қатысты. Олар күздің соңында өтетін келесі отырыста сөйлей алады.",
            "Былтыр шекара арқылы сауда 5,4% өсті. Министрлер оны 2025 жылға дейін екі есе арттырғысы келеді.",
        ),
        "емес", "Қаралды:", "Жаңартылды", "Авторы: Анна Авторова", "Арнамызға жазылыңыз", "Жарнама", "Тағы оқыңыз",
        ("Жаңбыр асуларды жапты", "Ешкім өтпейтін көпір", "Жаңа елші астанаға келді", "Егін биыл кешікті"),
    ),
    Sample(
        "hi",
        "मंत्रियों ने सीमा वार्ता के कार्यक्रम पर सहमति जताई",
        (
            "चार देशों के विदेश मंत्रियों ने गुरुवार को अल्माटी में मुलाकात की और अपनी साझा सीमाओं पर वार्ता के कार्यक्रम पर सहमति जताई।",
            "मेज़बान मंत्री ने पत्रकारों से कहा कि 14 दस्तावेज़ों पर हस्ताक्षर हुए। वार्ता 3 घंटे चली और 21 नवंबर को फिर होगी।",
            "दो कार्य समूह 1270 किलोमीटर सीमा के नक्शे बनाएंगे। एक का नेतृत्व जनरल करेंगे और दूसरे का एक राजनयिक।",
            "बैठक में 6 देशों के पर्यवेक्षक मौजूद थे। वे शरद ऋतु के अंत में होने वाली अगली बैठक में बोल सकते हैं।",
            "पिछले साल सीमा पार व्यापार 5.4% बढ़ा। मंत्री चाहते हैं कि यह 2025 तक दोगुना हो जाए।",
        ),
        "नहीं", "देखा गया:", "अपडेट:", "लेखिका: अन्ना", "हमें फ़ॉलो करें", "विज्ञापन", "यह भी पढ़ें",
        ("बारिश से दर्रे बंद", "पुल जिसे कोई पार नहीं करता", "नए राजदूत राजधानी पहुँचे", "इस साल फ़सल देर से"),
    ),
    Sample(
        "tr",
        "Bakanlar sınır görüşmelerinin takvimi üzerinde anlaştı",
        (
            "Dört ülkenin dışişleri bakanları perşembe günü Almatı'da bir araya geldi ve ortak sınırlarına ilişkin görüşmelerin takvimi üzerinde anlaştı.",
            "Ev sahibi bakan gazetecilere “14 belge imzaladık” dedi. Görüşmeler 3 saat sürdü ve 21 Kasım'da yeniden başlayacak.",
            "İki çalışma grubu 1.270 kilometrelik sınırın haritasını çıkaracak. Birini bir general, diğerini bir diplomat yönetiyor.",
            "Toplantıya 6 devletten gözlemciler katıldı. Sonbaharın sonunda yapılacak toplantıda söz alabilecekler.",
            "Sınır ticareti geçen yıl yüzde 5,4 büyüdü. Bakanlar bunun 2025'e kadar iki katına çıkmasını istiyor.",
        ),
        "değil", "Görüntülenme:", "Güncelleme:", "Yazan: Ayşe Yazar", "Bizi takip edin", "Reklam", "Ayrıca okuyun",
        ("Yağmur geçitleri kapattı", "Kimsenin geçmediği köprü", "Yeni büyükelçi başkentte", "Hasat bu yıl gecikti"),
    ),
)  # fmt: skip

_WORD = re.compile(r"[^\W\d_]{3,}")
_NUMBER = re.compile(r"\d+")
_SPACELESS = frozenset(("zh", "ja", "th"))


# Edits that matter: each takes paragraphs and answers others, or None where the text has nothing to edit so.


def another_word(paragraphs: list[str], sample: Sample, chance: random.Random) -> list[str] | None:
    words = list(dict.fromkeys(_WORD.findall(" ".join(paragraphs))))
    at, found = _somewhere(paragraphs, _WORD, chance)
    if found is None:
        return None
    other = chance.choice([word for word in words if word.casefold() != found[0].casefold()])
    return _replaced(paragraphs, at, found, other[:2] if sample.language in _SPACELESS else other)


def another_number(paragraphs: list[str], _: Sample, chance: random.Random) -> list[str] | None:
    at, found = _somewhere(paragraphs, _NUMBER, chance)
    return None if found is None else _replaced(paragraphs, at, found, str(int(found[0]) + chance.choice((1, 2, 10))))


def a_negation(paragraphs: list[str], sample: Sample, chance: random.Random) -> list[str] | None:
    at, found = _somewhere(paragraphs, _WORD, chance)
    if found is None:
        return None
    space = "" if sample.language in _SPACELESS else " "
    return _replaced(paragraphs, at, found, f"{sample.negation}{space}{found[0]}")


def a_sentence_less(paragraphs: list[str], _: Sample, chance: random.Random) -> list[str] | None:
    at = chance.choice(_long(paragraphs))
    start, end = chance.choice(sentences(paragraphs[at]))
    left = f"{paragraphs[at][:start]}{paragraphs[at][end:]}".strip()
    return [*paragraphs[:at], *([left] if left else []), *paragraphs[at + 1 :]]


def a_paragraph_elsewhere(paragraphs: list[str], _: Sample, chance: random.Random) -> list[str] | None:
    at = chance.choice(_long(paragraphs))
    rest = [*paragraphs[:at], *paragraphs[at + 1 :]]
    places = [n for n in range(len(rest) + 1) if n != at]
    if not places:
        return None
    to = chance.choice(places)
    return [*rest[:to], paragraphs[at], *rest[to:]]


def _long(paragraphs: list[str]) -> list[int]:
    """Paragraphs of sentences: all that ends with a stop."""
    return [n for n, each in enumerate(paragraphs) if re.search(r"[.!?。।۔؟…][»”\"']?$", each)] or [0]


def _somewhere(
    paragraphs: list[str], pattern: re.Pattern[str], chance: random.Random
) -> tuple[int, re.Match[str] | None]:
    found = [(at, match) for at in _long(paragraphs) for match in pattern.finditer(paragraphs[at])]
    return chance.choice(found) if found else (0, None)


def _replaced(paragraphs: list[str], at: int, found: re.Match[str], other: str) -> list[str]:
    paragraph = paragraphs[at]
    return [*paragraphs[:at], paragraph[: found.start()] + other + paragraph[found.end() :], *paragraphs[at + 1 :]]


# Boring ones: each makes what the page had before and what it has then.


def white_space(paragraphs: list[str], _: Sample, chance: random.Random) -> tuple[list[str], list[str]]:
    spaced = [
        re.sub(" ", lambda _: chance.choice((" ", "  ", "\u00a0", "\u2009", " \u200b")), each) for each in paragraphs
    ]
    return paragraphs, [f" {each} " for each in spaced]


def other_paragraphs(paragraphs: list[str], _: Sample, chance: random.Random) -> tuple[list[str], list[str]]:
    """The same sentences, a line each."""
    del chance
    return paragraphs, [each[start:end] for each in paragraphs for start, end in sentences(each)]


def typography(paragraphs: list[str], _: Sample, chance: random.Random) -> tuple[list[str], list[str]]:
    quotes, dash = chance.choice(('""', "“”", "„“", "«»")), chance.choice("-–—")
    table = str.maketrans(
        {"«": quotes[0], "»": quotes[1], "“": quotes[0], "”": quotes[1], "„": quotes[0], "'": "’", "—": dash}
    )
    return paragraphs, [each.translate(table) for each in paragraphs]


def other_unicode(paragraphs: list[str], _: Sample, chance: random.Random) -> tuple[list[str], list[str]]:
    form = chance.choice(("NFD", "NFC", "NFKC"))
    return paragraphs, [unicodedata.normalize(form, each).replace(" ", "\u00ad ", 2) for each in paragraphs]


def a_counter(paragraphs: list[str], sample: Sample, chance: random.Random) -> tuple[list[str], list[str]]:
    first = chance.randrange(3000)
    at = chance.choice((0, len(paragraphs) // 2, len(paragraphs)))
    return _both(paragraphs, at, f"{sample.views} {first}", f"{sample.views} {first + chance.randrange(1, 900)}")


def an_update(paragraphs: list[str], sample: Sample, chance: random.Random) -> tuple[list[str], list[str]]:
    day, hour = chance.randrange(1, 28), chance.randrange(10, 20)
    written = chance.choice(("{:02}.09.2020 {}:40", "2020-09-{:02} {}:05", "{:02}/09/2020, {}:15"))
    stamps = [f"{sample.updated} {written.format(day, each)}" for each in (hour, hour + chance.randrange(1, 4))]
    return _both(paragraphs, chance.choice((0, len(paragraphs))), *stamps)


def a_bylines_time(paragraphs: list[str], sample: Sample, chance: random.Random) -> tuple[list[str], list[str]]:
    hour = chance.randrange(1, 12)
    return _both(paragraphs, 0, f"{sample.byline} | {hour}:20", f"{sample.byline} | {hour + 9}:45")


def related_links(paragraphs: list[str], sample: Sample, chance: random.Random) -> tuple[list[str], list[str]]:
    """A list of others after the text, that has gone on; or one between two paragraphs."""
    if chance.random() < 0.5:
        before, after = (chance.sample(sample.others, 3) for _ in range(2))
        return [*paragraphs, sample.also, *before], [*paragraphs, sample.also, *after]
    one, other = chance.sample(sample.others, 2)
    return _both(paragraphs, chance.randrange(1, len(paragraphs)), f"{sample.also}: {one}", f"{sample.also}: {other}")


def an_appeal(paragraphs: list[str], sample: Sample, chance: random.Random) -> tuple[list[str], list[str]]:
    return _one_more(paragraphs, sample.follow, chance)


def an_advert(paragraphs: list[str], sample: Sample, chance: random.Random) -> tuple[list[str], list[str]]:
    return _one_more(paragraphs, sample.advert, chance)


def a_captions_counter(paragraphs: list[str], _: Sample, chance: random.Random) -> tuple[list[str], list[str]]:
    every = chance.randrange(5, 20)
    return _both(paragraphs, len(paragraphs) // 2, f"1 / {every}", f"{chance.randrange(2, every)} / {every}")


def _both(paragraphs: list[str], at: int, before: str, after: str) -> tuple[list[str], list[str]]:
    first, second = ([*paragraphs[:at], line, *paragraphs[at:]] for line in (before, after))
    return first, second


def _one_more(paragraphs: list[str], line: str, chance: random.Random) -> tuple[list[str], list[str]]:
    """A line that comes, or one that goes."""
    at = chance.randrange(1, len(paragraphs) + 1)
    more = [*paragraphs[:at], line, *paragraphs[at:]]
    return (paragraphs, more) if chance.random() < 0.5 else (more, paragraphs)


EDITS: tuple[Callable[[list[str], Sample, random.Random], list[str] | None], ...] = (
    another_word,
    another_number,
    a_negation,
    a_sentence_less,
    a_paragraph_elsewhere,
)
BORING: tuple[Callable[[list[str], Sample, random.Random], tuple[list[str], list[str]]], ...] = (
    white_space,
    other_paragraphs,
    typography,
    other_unicode,
    a_counter,
    an_update,
    a_bylines_time,
    related_links,
    an_appeal,
    an_advert,
    a_captions_counter,
)
