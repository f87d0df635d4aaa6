"""Whom an article credits: "(TASS)", "Reuters reported", «сообщает Казинформ», 新华社…电; or a canonical address.

Names are the world's news agencies, in the scripts that they are credited in, and the wires of the configuration. A
credit is looked for where it stands: at the beginning, and at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlsplit

import regex

from presswatch.articles import Article
from presswatch.sources import Source, SourceKind

_BEGINNING = 400  # characters
_END = 250

_AGENCIES = {
    "TASS": "TASS ITAR-TASS ТАСС тасс 塔斯社 تاس",
    "Reuters": "Reuters Рейтер Рейтерс 路透社 رويترز رویترز",
    "AFP": "AFP АФП 法新社 فرانس٬برس",
    "AP": "AP Associated٬Press 美联社",
    "dpa": "dpa DPA 德新社",
    "EFE": "EFE 埃菲社",
    "ANSA": "ANSA Ansa",
    "Xinhua": "Xinhua Синьхуа 新华社 新華社 شینهوا شينخوا",
    "China News Service": "中新社 中新网",
    "Kyodo": "Kyodo Киодо 共同社 共同通信",
    "Yonhap": "Yonhap Ёнхап 연합뉴스 韩联社",
    "KCNA": "KCNA ЦТАК 조선중앙통신 朝中社",
    "Interfax": "Interfax Интерфакс 国际文传电讯社",
    "RIA Novosti": "RIA٬Novosti РИА٬Новости 俄新社",
    "BelTA": "BelTA БелТА БЕЛТА",
    "Ukrinform": "Ukrinform Укринформ Укрінформ",
    "Kazinform": "Kazinform KAZINFORM Казинформ КАЗИНФОРМ ҚазАқпарат Қазақпарат",
    "Kabar": "Kabar Кабар КАБАР",
    "UzA": "UzA УзА ЎзА",
    "Khovar": "Khovar Ховар",
    "Montsame": "Montsame MONTSAME Монцамэ МОНЦАМЭ",
    "Azertac": "Azertac AZERTAC Азертадж АЗЕРТАДЖ AZƏRTAC",
    "Trend": "Trend٬News٬Agency Тренд",
    "Armenpress": "Armenpress Арменпресс Արմենպրես",
    "Anadolu": "Anadolu Анадолу AA الأناضول",
    "IRNA": "IRNA ИРНА ایرنا إرنا",
    "ISNA": "ISNA ایسنا",
    "Mehr": "Mehr٬News خبرگزاری٬مهر",
    "Tasnim": "Tasnim تسنیم تسنيم",
    "PTI": "PTI",
    "ANI": "ANI",
    "APP": "APP",
    "Bakhtar": "Bakhtar باختر",
    "SPA": "SPA واس",
    "WAM": "WAM وام",
    "Bloomberg": "Bloomberg Блумберг 彭博社",
}
_VERBS_AFTER = (
    "(?:news )?(?:agency )?(?:reports|reported)|сообщает|сообщил[аои]?|передаёт|передает|повідомляє|паведамляе|"
    "хабарлайды|хабарлады|кабарлайт|билдирет|xabar ber(?:adi|di)|хабар (?:медиҳад|дод)|мэдээлэв|мэдээлж байна|"
    "['’]?n[ıiuü]n haberine göre|berichtet|meldet|rapporte|informó|informa|报道|消息|讯"
)
_VERBS_BEFORE = (
    "according to|reported by|citing|сообщает|сообщил[аои]?|передаёт|передает|пишет|со ссылкой на|по сообщению|"
    "по информации|повідомляє|з посиланням на|паведамляе|деп хабарлайды|laut|selon|d['’]après|según|segundo|"
    "به گزارش|نقلت|ذكرت|أفادت|据"
)
_NOUNS = "(?:the |state |news |agency |агентств[оауе]м? |МИА |ИА |خبرگزاری |وكالة (?:أنباء )?)*+"


class CreditStep:
    """Finds credits, under one configuration. A pure function once it is built."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sources = sources
        self._names: dict[str, str] = {
            name.replace("٬", " "): agency for agency, names in _AGENCIES.items() for name in names.split(" ")
        }
        for source in sources.values():
            if source.kind is SourceKind.WIRE and len(source.name) > 2:
                self._names.setdefault(source.name, source.name)
        name = f"(?P<name>{'|'.join(_pattern(each) for each in sorted(self._names, key=len, reverse=True))})"
        self._credits = [
            regex.compile(pattern, regex.VERSION1)
            for pattern in (
                rf"[(\[/（【]\s*{name}\s*[)\]/）】]",
                rf"^[^\n]{{0,60}}?(?<![\p{{L}}\p{{N}}]){name}(?:\s+[—–-]+\s|[^\n。]{{0,14}}电)",
                rf"[—–-]\s*{name}\s*\.?\s*$",
                rf"(?:{_VERBS_BEFORE})\s*{_NOUNS}[«\"“]?{name}",
                rf"(?<![\p{{L}}\p{{N}}]){name}[»\"”]?\s*(?:{_VERBS_AFTER})",
            )
        ]

    def __call__(self, article: Article) -> str:
        """Who published first and how that is known: "TASS; credit: (TASS)", "other.example; canonical: https://…"."""
        for agency, evidence in self._found(article):
            if not self._is_its_own(article, agency):
                return f"{agency}; credit: {evidence}"
        host = urlsplit(article.canonical_hint).hostname
        return f"{host}; canonical: {article.canonical_hint}" if host else ""

    def _found(self, article: Article) -> Iterator[tuple[str, str]]:
        for part in _parts(article.text):
            for credit in self._credits:
                if found := credit.search(part):
                    yield self._agency(found["name"]), " ".join(found.group().split())

    def _agency(self, written: str) -> str:
        if written in self._names:
            return self._names[written]
        return next(agency for name, agency in self._names.items() if written.startswith(name))  # an inflected name

    def _is_its_own(self, article: Article, agency: str) -> bool:
        source = self._sources.get(article.source)
        of = (article.source, urlsplit(article.url).hostname or "", source.name if source else "")
        return any(agency.casefold() in each.casefold() for each in of)


def _parts(text: str) -> Iterable[str]:
    return (text[:_BEGINNING].strip(), text[-_END:].strip()) if len(text) > _BEGINNING else (text.strip(),)


def _pattern(name: str) -> str:
    """A name as it is written, a Cyrillic one with any case ending; words of Chinese have no ends to be seen."""
    if regex.search(r"\p{Han}$", name):
        return regex.escape(name)
    return regex.escape(name) + (r"\p{Cyrillic}{0,3}" if regex.search(r"\p{Cyrillic}$", name) else "") + r"(?!\p{L})"
