"""Names in another script, as that language's press would write them.

From Cyrillic to Latin, which has standards and usage: English (BGN/PCGN without its signs), German, French and Turkish;
between the two scripts of Uzbek and of Kazakh (the official alphabets of 1995 and 2021). Never from Latin to Chinese,
where each name is a matter of choice. What the tokeniser folds (marks, apostrophes) isn't told apart.
"""

from __future__ import annotations

import regex

_CYRILLIC = regex.compile(r"[\p{Cyrillic}\s.'ʼ-]+")
_LATIN = regex.compile(r"[\p{Latin}\s.'ʻ’ʼ‘`-]+")
# A name that Russian writes as its bearers do, so that it may be written over letter by letter: not Ван И.
_OF_CYRILLIC = regex.compile(r"(?:[оеё]в|[оеё]ва|[иы]н|[иы]на|ск(?:ий|ая)|ко|ян|ич|ук|юк|[ау]лы|бай|бек)$")
_CAPITALS = regex.compile(r"^\p{Ll}|(?<=[\s.-])\p{Ll}")

_PLAIN = dict(zip("абвгдзиклмнопрстуф", "abvgdziklmnoprstuf", strict=True)) | {"ъ": "", "ь": "", "ы": "y", "э": "e"}
_TABLES: dict[str, dict[str, str]] = {
    "en": {"е": "e", "ё": "yo", "ж": "zh", "й": "y", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu",
           "я": "ya", "ый": "y", "ий": "y"},
    "de": {"е": "e", "ё": "jo", "ж": "sch", "й": "i", "х": "ch", "ц": "z", "ч": "tsch", "ш": "sch", "щ": "schtsch",
           "ю": "ju", "я": "ja", "в": "w", "з": "s", "ый": "y", "ий": "i", "кс": "x", "ей": "ej"},
    "fr": {"е": "e", "ё": "io", "ж": "j", "й": "ï", "х": "kh", "ц": "ts", "ч": "tch", "ш": "ch", "щ": "chtch",
           "ю": "iou", "я": "ia", "у": "ou", "ый": "y", "ий": "i"},
    "tr": {"е": "e", "ё": "yo", "ж": "j", "й": "y", "х": "h", "ц": "ts", "ч": "ç", "ш": "ş", "щ": "şç", "ы": "ı",
           "ю": "yu", "я": "ya", "ый": "ıy", "ий": "iy"},
}  # fmt: skip
_TO_UZBEK = {"а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "yo", "ж": "j", "з": "z", "и": "i",
             "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t",
             "у": "u", "ф": "f", "х": "x", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "ʼ", "ы": "i", "ь": "",
             "э": "e", "ю": "yu", "я": "ya", "ў": "oʻ", "қ": "q", "ғ": "gʻ", "ҳ": "h"}  # fmt: skip
_FROM_UZBEK = {"oʻ": "ў", "gʻ": "ғ", "sh": "ш", "ch": "ч", "yo": "ё", "yu": "ю", "ya": "я", "ye": "е", "ts": "ц",
               "a": "а", "b": "б", "d": "д", "e": "е", "f": "ф", "g": "г", "h": "ҳ", "i": "и", "j": "ж", "k": "к",
               "l": "л", "m": "м", "n": "н", "o": "о", "p": "п", "q": "қ", "r": "р", "s": "с", "t": "т", "u": "у",
               "v": "в", "x": "х", "y": "й", "z": "з", "ʼ": "ъ"}  # fmt: skip
_TO_KAZAKH = {"а": "a", "ә": "ä", "б": "b", "в": "v", "г": "g", "ғ": "ğ", "д": "d", "е": "e", "ё": "io", "ж": "j",
              "з": "z", "и": "i", "й": "i", "к": "k", "қ": "q", "л": "l", "м": "m", "н": "n", "ң": "ñ", "о": "o",
              "ө": "ö", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ұ": "ū", "ү": "ü", "ф": "f", "х": "h",
              "һ": "h", "ц": "ts", "ч": "ch", "ш": "ş", "щ": "şş", "ъ": "", "ы": "y", "і": "ı", "ь": "", "э": "e",
              "ю": "iu", "я": "ia"}  # fmt: skip
_MOST_VARIANTS = 6
_SLAVIC_ENDING = 2  # letters
_APOSTROPHES = regex.compile("(?<=[og])['’‘`ʼ]")


def latin(name: str, language: str) -> tuple[str, ...]:
    """A Russian name as the press of `language` (en, de, fr, tr) writes it; empty where it isn't of Cyrillic origin."""
    words = name.lower().split()
    if not words or not _CYRILLIC.fullmatch(name) or not _OF_CYRILLIC.search(words[-1]):
        return ()
    table = _PLAIN | _TABLES[language]
    written = _written(name.lower(), table)
    made = {_capitals(written): None}
    if language == "en":  # e after a vowel: Tokayev and Tokaev, and at the beginning
        made[
            _capitals(_written(regex.sub("(?<=[аеёиоуыэюя])е|(?<![а-яё])е", "йе", name.lower()), table | {"йе": "ye"}))
        ] = None
    elif language == "de":
        made[_capitals(regex.sub("(?<=[aeiouy])e(?=w)", "je", written))] = None
    elif language == "fr":
        made = {_capitals(regex.sub("in$", "ine", written)): None}
        made[_capitals(regex.sub("(?<=[aiouy])e(?=v)", "ïe", regex.sub("in$", "ine", written)))] = None
    elif language == "tr":
        made[_capitals(regex.sub("(?<=[aeiouıy])e(?=v)", "ye", written))] = None
    return tuple(made)


def other_script(name: str, language: str) -> str:
    """An Uzbek name in Uzbek's other script, a Kazakh one in Latin; empty where the name is in neither."""
    lower = _APOSTROPHES.sub("ʻ", name.lower())
    if language == "uz" and _CYRILLIC.fullmatch(name):
        lower = regex.sub(r"(?<![\p{L}])е|(?<=[аеёиоуэюяў])е", "ye", lower)
        return _capitals(_written(lower, _TO_UZBEK))
    if language == "uz" and _LATIN.fullmatch(name):
        lower = regex.sub(r"(?<![\p{L}])e", "э", lower)
        return _capitals(_written(lower, _FROM_UZBEK))
    if language == "kk" and _CYRILLIC.fullmatch(name):
        return _capitals(_written(lower, _TO_KAZAKH))
    return ""


# Given names that Ukrainian and Belarusian have of their own.
_GIVEN = {
    russian: (ukrainian, belarusian)
    for russian, ukrainian, belarusian in (
        row.split()
        for row in """
        александр олександр аляксандр|алексей олексій аляксей|анатолий анатолій анатоль|андрей андрій андрэй
        аркадий аркадій аркадзь|артём артем арцём|борис борис барыс|валентина валентина валянціна
        валерий валерій валерый
        василий василь васіль|виктор віктор віктар|виталий віталій віталь|владимир володимир уладзімір
        владислав владислав уладзіслаў|вячеслав в'ячеслав вячаслаў|геннадий геннадій генадзь|георгий георгій георгій
        глеб гліб глеб|григорий григорій рыгор|даниил данило даніл|денис денис дзяніс|дмитрий дмитро дзмітрый
        евгений євген яўген|екатерина катерина кацярына|елена олена алена|иван іван іван|игорь ігор ігар|илья ілля ілля
        ирина ірина ірына|кирилл кирило кірыл|константин костянтин канстанцін|леонид леонід леанід|максим максим максім
        мария марія марыя|михаил михайло міхаіл|наталья наталія наталля|никита микита мікіта|николай микола мікалай
        олег олег алег|ольга ольга вольга|павел павло павел|пётр петро пётр|роман роман раман|светлана світлана святлана
        сергей сергій сяргей|станислав станіслав станіслаў|степан степан сцяпан|татьяна тетяна таццяна|фёдор федір фёдар
        юлия юлія юлія|юрий юрій юрый|яков яків якаў
        """.replace("\n", "|").split("|")
        if row.strip()
    )
}
_UKRAINIAN = {"ё": "йо", "ы": "и", "э": "е", "ъ": "", "и": "і", "щ": "щ"}
_BELARUSIAN = {"и": "і", "щ": "шч", "ъ": ""}
_BEFORE_E = "(?<=[аеёиоуыэюяіїєйь'])"


def ukrainian(name: str) -> tuple[str, ...]:
    """A Russian spelling of a name as Ukrainian writes it: by the rules for foreign names (и as і, ы as и, -ев as -єв;
    х stays, or is г for an h), its own given names where it has them."""
    first, *rest = name.lower().split(" ") if _CYRILLIC.fullmatch(name) else [""]
    if not first:
        return ()
    equivalent = _GIVEN.get(first) if rest else None
    made = [equivalent[0]] if equivalent else _ukrainian(first)
    for word in rest:
        made = [f"{before} {each}" for before in made for each in _ukrainian(word)]
    return tuple(dict.fromkeys(_capitals(each) for each in made[:_MOST_VARIANTS]))


def _ukrainian(word: str) -> list[str]:
    """One word, with its variants: Песков is Пєсков or Песков, Хакан Хакан or Гакан."""
    kept = word.endswith(("ов", "ев", "ёв", "ин", "ский")) and "и" in word[:-_SLAVIC_ENDING]  # Тихонов, Вершинін
    word = regex.sub("йи", "ї", word)
    word = regex.sub("(?<=[бвгджзклмнпрстфхцчшщ])ё", "ьо", word)
    word = regex.sub("(?<=[цс])кий$", "ький", word)
    word = regex.sub("(?<![\\p{L}])е|" + _BEFORE_E + "е|(?<=[бвгдзклмнпрстфх])е(?=в$)", "є", word)
    word = regex.sub("(?<=[аеоуиіюєя])и(?!й$)", "ї", regex.sub("ий$", "ій", word) if "ьки" not in word else word)
    ending = "ький" if word.endswith("ький") else ""
    ending = "ич" if word.endswith("ич") else ending
    stem = word.removesuffix(ending)
    plain = "".join(_UKRAINIAN.get(letter, letter) for letter in stem) + ending
    variants = [plain]
    if kept and not ending:
        begins, ends = stem[:-_SLAVIC_ENDING], stem[-_SLAVIC_ENDING:]
        russian = _UKRAINIAN | {"и": "и"}
        variants.append("".join(russian.get(letter, letter) for letter in begins) + ends.replace("и", "і"))
    if regex.match("[бвдзлмнпст]е", plain):
        variants.append(plain[0] + "є" + plain[2:])
    if plain.startswith("х"):
        variants.append("г" + plain[1:])
    return variants


def belarusian(name: str) -> tuple[str, ...]:
    """Likewise in Belarusian: Пуцін, Мішусцін, Лаўроў; where stress decides (о or а), both."""
    first, *rest = name.lower().split(" ") if _CYRILLIC.fullmatch(name) else [""]
    if not first:
        return ()
    equivalent = _GIVEN.get(first) if rest else None
    made = [equivalent[1]] if equivalent else _belarusian(first)
    for word in rest:
        made = [f"{before} {each}" for before in made for each in _belarusian(word)]
    return tuple(dict.fromkeys(_capitals(each) for each in made[:_MOST_VARIANTS]))


def _belarusian(word: str) -> list[str]:
    word = regex.sub("(?<=[цс])кий$", "кі", word)
    word = regex.sub("д(?=[еиёюяь])", "дз", regex.sub("т(?=[еиёюяь])", "ц", word))
    word = regex.sub("(?<=[ржшч])и", "ы", regex.sub("(?<=[ржшч])е", "э", word))
    word = regex.sub("(?<=[ржшч])э(?=в$)", "а", word)
    word = regex.sub("(?<=[аеёоуыэюяіи])в(?![аеёоуыэюяіи])", "ў", word)
    word = "".join(_BELARUSIAN.get(letter, letter) for letter in word)
    stem, last = (word[:-2], word[-2:]) if word.endswith("оў") else (word, "")
    akanne = stem.replace("о", "а")
    return list(dict.fromkeys((akanne + last, stem + last, akanne + last.replace("о", "а"))))


def _written(lower: str, table: dict[str, str]) -> str:
    made = []
    at = 0
    while at < len(lower):
        pair = lower[at : at + 2]
        ends = at + 2 == len(lower) or not lower[at + 2 : at + 3].isalpha()
        if len(pair) == 2 and pair in table and (ends or pair not in {"ый", "ий", "ей"}):
            made.append(table[pair])
            at += 2
        else:
            made.append(table.get(lower[at], lower[at]))
            at += 1
    return "".join(made)


def _capitals(lower: str) -> str:
    return _CAPITALS.sub(lambda found: found.group().upper(), lower)
