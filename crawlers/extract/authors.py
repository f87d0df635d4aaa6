"""Who wrote an article, as JSON-LD, `<meta>` and marked bylines say."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from lxml import etree
from lxml.html import HtmlElement

from crawlers.extract.headings import heading_text
from crawlers.extract.jsonld import Described
from crawlers.extract.wording import bare, plain

MOST = 20
LONGEST = 100  # characters
MOST_BYLINES = 3

_META = (
    "author", "article:author", "article:author_name", "parsely-author", "sailthru.author", "dc.creator",
    "dcterms.creator", "byl", "cxenseparse:author", "citation_author",
)  # fmt: skip
# HTML's link type "author", and schema.org's property.
_MARKED = etree.XPath(
    "//*[@rel = 'author' or @itemprop = 'author']"
    "[not(self::link or ancestor::aside or ancestor::nav or ancestor::footer)]"
)
_ADDRESS = re.compile(r"\S*(?:https?:|www\.|://|@)\S*|\S+\.(?:com|org|net)/\S*", re.IGNORECASE)
_AROUND = " ,;:-–—|"
_BRACKETS = re.compile(r"\s*[(（][^()（）]*[)）]")
# What stands before a name in a byline: "by", what its bearer did, and, with a colon alone, what its bearer is.
_BY = re.compile(
    r"^(?:(?:(?:written|reported|edited|story|text|words)\s+)?by|von|par|por|di|av|door|oleh|yazan|автор:?|авторы:?"
    r"|بقلم:?|نویسنده:?)\s+(?=\S)"
    r"|^(?:text|report|reporter|editor|correspondent|haber|muhabir|muallif|текст|корреспондент|редактор|мәтін|муаллиф|文)\s*[:：]\s*"
    r"|^(?:本报|新华社|特约|责任|責任)?(?:记者|記者|作者|编辑|編輯|撰文)(?:\s*[:：]\s*|\s+|(?=[\u4e00-\u9fff]{2,4}$))",
    re.IGNORECASE,
)
_BEHIND = re.compile(r"(?<=[가-힣])\s*(?:기자|특파원|논설위원)$")
_BETWEEN = re.compile(r"\s*[;|/、،]\s*|\s*,\s+|\s+(?:and|und|et|y|e|och|og|en|и|және|ve|&)\s+")
# What people are: the end of what stands behind a name and a comma.
_ROLE = re.compile(
    r"(?:^|\s)(?:(?:correspondent|reporter|journalist|editor|columnist|staff writer|bureau chief|photographer)s?"
    r"|(?:auslands)?korrespondent(?:in)?|redakteur(?:in)?|journaliste|correspondante?|corresponsal|corrispondente"
    r"|periodista|redactora?|giornalista|envoyée? spéciale?|корреспондент|журналист|обозреватель|редактор|колумнист"
    r"|тілші|muxbir|muhabiri?|gazeteci|صحفي|صحفية|مراسل|مراسلة|خبرنگار)$",
    re.IGNORECASE,
)
# Who signs where nobody does.
_NOBODY = frozenset((
    "admin", "administrator", "webmaster", "superuser", "root", "user", "guest", "anonymous", "unknown", "null", "none",
    "undefined", "editor", "editors", "the editors", "editorial", "editorial board", "editorial staff",
    "editorial team", "desk", "news desk", "newsdesk", "web desk", "online desk", "newsroom", "staff", "news staff",
    "staff reporter", "staff reporters", "staff writer", "staff writers", "press office", "press service",
    "press release",
    "redaktion", "onlineredaktion", "online-redaktion", "die redaktion", "rédaction", "la rédaction", "redacción",
    "la redacción", "redazione", "la redazione", "redação", "da redação", "redactie", "redakcja", "redakce", "redaksi",
    "redaksiya", "tahririyat", "haber merkezi", "matbuot xizmati", "редакция", "редакция сайта", "от редакции",
    "редколлегия", "админ", "администратор", "пресс-служба", "пресс-центр", "без автора", "баспасөз қызметі",
    "编辑部", "編輯部", "編集部", "本报讯", "佚名", "管理员", "편집부", "관리자", "تحریریه", "هيئة التحرير", "المحرر",
))  # fmt: skip


def read_authors(
    meta: Mapping[str, Sequence[str]],
    described: Described,
    *,
    bylines: Sequence[str] = (),
    sites: Collection[str] = (),
) -> tuple[str, ...]:
    """Names, in order and once each: JSON-LD's, else those of `<meta>`, else of the page's `bylines`.

    Left out are addresses of profiles and mailboxes, what people are (correspondent, 记者), and the editorial staff.
    One of `sites`, the site's own names, is an author only where there is no other.
    """
    signed = [_distinct(_described(described.article.get("author") or described.article.get("creator")))]
    signed += [_distinct(part for value in meta.get(name, ()) for part in _split(value)) for name in _META]
    signed.append(authors_of(bylines))
    known = {bare(site) for site in sites}
    people = (tuple(name for name in names if bare(name) not in known) for names in signed)
    return next(filter(None, people), None) or next(filter(None, signed), ())


def read_bylines(tree: HtmlElement) -> list[str]:
    """What links and microdata mark as the author, once each; nothing where so many are that they are of teasers."""
    texts = (plain(each.get("content") or "") or heading_text(each) for each in _MARKED(tree)[: 2 * MOST])
    bylines = list(dict.fromkeys(text for text in texts if 2 <= len(text) <= 2 * LONGEST))
    return bylines if len(bylines) <= MOST_BYLINES else []


def authors_of(texts: Iterable[str]) -> tuple[str, ...]:
    """The names in bylines, each of which may name several people."""
    return _distinct(part for text in texts for part in _split(text))


def _described(value: object, depth: int = 0) -> Iterator[str]:
    if isinstance(value, str):
        yield from _split(value)
    elif isinstance(value, list) and depth < 3:
        for item in value[: 2 * MOST]:
            yield from _described(item, depth + 1)
    elif isinstance(value, dict) and depth < 3:
        name = value.get("name") or " ".join(
            part for key in ("givenName", "familyName") if isinstance(part := value.get(key), str)
        )
        yield from [plain(name)] if isinstance(name, str) else _described(name, depth + 1)


def _split(value: str) -> list[str]:
    """A list of names that was written as one text; addresses go first, their slashes separate nothing."""
    name, *others = _BETWEEN.split(_ADDRESS.sub("", plain(value)))
    return [name, *(other for other in others if not _ROLE.search(other))]


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for name in names:
        signed = _BRACKETS.sub("", _ADDRESS.sub("", name)).strip(_AROUND)
        alone = _BEHIND.sub("", _BY.sub("", signed)).strip(_AROUND)
        is_name = 2 <= len(alone) <= LONGEST and any(character.isalpha() for character in alone)
        if is_name and alone.casefold() not in _NOBODY:
            kept.setdefault(alone.casefold(), alone)
    return tuple(list(kept.values())[:MOST])
