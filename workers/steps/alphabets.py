"""What a text's letters and its commonest words say of its language: likelihoods beside those of byte n-grams.

Languages that share a script differ in some letters. A letter that a language doesn't have speaks against it (a name
may have one, a text doesn't), and so does a text, the longer the more, in which none of the language's own letters
occurs: in `_OWN` stands how often they do, as a share of all letters. Words that only one of near languages has speak
for it.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Collection
from functools import lru_cache

import regex

_RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_ALPHABETS = {
    "ru": _RUSSIAN, "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", "be": "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
    "bg": "абвгдежзийклмнопрстуфхцчшщъьюя", "sr": "абвгдђежзијклљмнњопрстћуфхцчџшabcčćdđefghijklmnoprsštuvzž",
    "mk": "абвгдѓежзѕијклљмнњопрстќуфхцчџш", "kk": _RUSSIAN + "әғқңөұүһі", "ky": _RUSSIAN + "ңөү",
    "mn": _RUSSIAN + "өү", "tt": _RUSSIAN + "әөүҗңһ", "ba": _RUSSIAN + "әөүғҡңҙҫһ",
    "tg": "абвгғдеёжзиӣйкқлмнопрстуӯфхҳчҷшъэюя", "uz": "абвгдеёжзийклмнопрстуфхцчшъьэюяўқғҳ",
    "tr": "abcçdefgğhıijklmnoöprsştuüvyzâîû", "az": "abcçdeəfgğhxıijkqlmnoöprsştuüvyz",
    "tk": "abçdeäfghijžklmnňoöprsştuüwyýz", "fa": "اآبپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیءأؤئةۀ",
    "ar": "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهويى", "ur": "اآبپتٹثجچحخدڈذرڑزژسشصضطظعغفقکگلمنںوہھءیےئؤۂۓ",
    "ps": "اآبپتټثجځچڅحخدډذرړزژږسشښصضطظعغفقکګلمنڼوهيیېۍئء",
}  # fmt: skip
_UZBEK_LATIN = "abdefghijklmnopqrstuvxyzc"
_SCRIPTS = {
    "Cyrillic": "ru uk be bg sr mk kk ky mn tt ba tg uz".split(), "Latin": "tr az tk sr uz".split(),
    "Arabic": "fa ar ur ps".split(),
}  # fmt: skip
_OWN = {  # letters that a language has beside its neighbours', and their share of its texts' letters
    "kk": ("әғқңөұүһі", 0.14), "ky": ("ңөү", 0.07), "mn": ("өү", 0.06), "tt": ("әөүҗңһ", 0.1),
    "ba": ("ғҡңҙҫһ", 0.08), "tg": ("ғӣқӯҳҷ", 0.06), "uz": ("ўқғҳ", 0.05), "uk": ("іїєґ", 0.08), "be": ("іў", 0.09),
    "sr": ("ђјљњћџčćđšž", 0.05), "mk": ("ѓѕјљњќџ", 0.03), "ru": ("ыэё", 0.025), "bg": ("ъ", 0.017),
    "az": ("əxq", 0.1), "tk": ("äňýžw", 0.06), "ur": ("ٹڈڑںہھے", 0.15), "ps": ("ټځڅډړږښڼېۍګ", 0.08),
    "ar": ("ةأإىكي", 0.09), "fa": ("پچژگکی", 0.13),
}  # fmt: skip
_WORDS = {
    "ru": "и в на не что с по для из за о об от при это как его их был были год года после",
    "en": "the of and to in for on with is are by from at as",
    "uk": "і в у на не що з та для із за про від при це як його до після буде",
    "be": "і ў у на не што з для за пра ад пры гэта як яго да пасля ці аб",
    "bg": "и в на не че с за от при това как да се ще са",
    "uz": "ва билан учун икки янги бу ҳам деб бўлди бўлиб va bilan uchun ikki yangi bu ham deb boʻldi boʻlib davom "
    "boʻyicha bekor",
    "tg": "ва дар бо аз ба ки барои ду ин он нав шуд кард карданд буд бораи",
    "kk": "мен және екі жаңа бұл үшін туралы деп бойынша еді болды да де",
    "ky": "менен жана эки жаңы бул үчүн жөнүндө деп боюнча кийин кол",
    "mn": "ба нь хоёр шинэ энэ болон гэж байна улсын тухай нар хийв",
    "tt": "һәм белән ике яңа бу өчен турында дип буенча ил",
    "ba": "һәм менән ике яңы был өсөн тураһында тип буйынса",
    "tr": "ve ile için iki yeni bu bir da de mi mı var olarak",
    "az": "və ilə üçün iki yeni bu bir da də haqqında edir",
    "tk": "we bilen üçin iki täze bu bir baradaky hem boýunça",
    "fa": "و در به از که این را با برای شد است می",
    "ar": "في من على إلى عن مع أن هذا التي بين",
    "ur": "کے کی کا میں سے نے پر کو اور ہے ہیں گئی گیا",
    "ps": "د په چې سره ته له کې او شي دي شو نه",
}  # fmt: skip
_WORDS_OF = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_LEAST_SHARE = 0.005  # of a text's letters, for one to count: a name's don't
_LETTER_MISSING = 0.15  # for each of up to `_MOST_MISSING` letters that a language doesn't have
_MOST_MISSING = 4
_LEAST_BY_ABSENCE = 0.002  # however long a text without a language's own letters: it may be all acronyms
_WORD_FOUND = 2.5  # for each distinct one of up to `_MOST_WORDS`
_MOST_WORDS = 4
_SCRIPT_OF = {name: regex.compile(rf"\p{{{name}}}") for name in _SCRIPTS}
# The languages that something is known of, by the script of the sample.
_KNOWN = {name: tuple(dict.fromkeys((*languages, *_WORDS_OF))) for name, languages in _SCRIPTS.items()}
_TOKEN = regex.compile(r"[\p{L}\p{M}ʻʼ]+")
# The Kazakh Latin alphabet of 2021, which no model has been taught: a front vowel before ı, which is a front vowel
# there and a back one in all other Turkic languages, and y as a vowel in words with its letters.
_KAZAKH_LATIN = regex.compile(
    r"\b\w*(?:[eöüä][^aeıioöuüyäū\W]{1,3}ı|[ıñğūşqä]\w*[^aeıioöuüyäū\W]y(?![aeıoöuü])"
    r"|[^aeıioöuüyäū\W]y\w*[ıñğūşqä])\w*",
    regex.IGNORECASE,
)
_NOT_KAZAKH = regex.compile("[çəýňžâîûw]")
_KAZAKH_SHARE = 0.2  # of the words that have such letters in a text that is Kazakh


def likelihoods(sample: str, languages: Collection[str]) -> dict[str, float]:
    """How likely the letters and words of a sample are in each of these languages, against one another; languages that
    nothing is known of are left out and stand at 1."""
    lower = unicodedata.normalize("NFC", sample).lower().replace("i̇", "i")
    script, counts = _main_script(Counter(lower))
    length = counts.total()
    if not length:
        return {}
    words = set(_TOKEN.findall(lower.replace("‘", "ʻ").replace("’", "ʻ").replace("'", "ʻ")))
    present = {letter for letter, count in counts.items() if count >= length * _LEAST_SHARE}
    found = {}
    for language in _KNOWN[script]:
        if language not in languages:
            continue
        factor = 1.0
        if language in _SCRIPTS[script]:
            alphabet = _UZBEK_LATIN if (language, script) == ("uz", "Latin") else _ALPHABETS[language]
            missing = len(present.difference(alphabet))
            factor *= _LETTER_MISSING ** min(missing, _MOST_MISSING)
            own, rate = _OWN.get(language, ("", 0.0))
            if own and _script(own[0]) == script and not present.intersection(own):
                factor *= max((1 - rate) ** length, _LEAST_BY_ABSENCE)
        known = _WORDS_OF.get(language, frozenset())
        factor *= _WORD_FOUND ** min(len(words & known), _MOST_WORDS)
        found[language] = factor
    return found


def is_kazakh_latin(sample: str) -> bool:
    """Whether a text is Kazakh in Latin letters."""
    lower = sample.lower()
    if _NOT_KAZAKH.search(lower):
        return False
    words = _TOKEN.findall(lower)
    if not words:
        return False
    found = sum(1 for _ in _KAZAKH_LATIN.finditer(lower))
    return found / len(words) >= _KAZAKH_SHARE


def _main_script(characters: Counter[str]) -> tuple[str, Counter[str]]:
    """The script of most letters, where it is one that several of our languages share, and the letters in it."""
    letters: dict[str, Counter[str]] = {name: Counter() for name in _SCRIPTS}
    for character, count in characters.items():
        if name := _script(character):
            letters[name][character] = count
    return max(letters.items(), key=lambda each: each[1].total())


@lru_cache(maxsize=4096)
def _script(character: str) -> str:
    """Which of our scripts a character is of; empty for none."""
    return next((name for name, pattern in _SCRIPT_OF.items() if pattern.match(character)), "")
