"""Rules and articles by the hundred, over a small vocabulary of five languages, so that they really meet.

The same generators serve two ways: with a seed (`random_queries`, `random_articles`), for parity of engines and for
benchmarks, and as hypothesis strategies (`trees`, `queries`, `articles`), which shrink. Queries are made as trees,
written down as text, and parsed, so that each of them is what a person could have typed.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from hypothesis import settings
from hypothesis import strategies as st

from presswatch.articles import Article, Mention, MentionKind
from presswatch.rules import Query, parse
from presswatch.rules.tree import And, Exact, Keyword, Leaf, Near, Node, Not, Or, Phrase, Prefix, Scope, Word
from presswatch.text import query_stems, tokens
from tests.contract.trees import all_of, any_of, exact, keyword, near, none_of, phrase, prefix, word
from tests.make import article

quick = settings(max_examples=60, deadline=None)  # no deadline: the machine may be busy, and the first example parses
thorough = settings(max_examples=150, deadline=None)

# By language. "/" parts the forms of one word: a rule may ask for any, and a text has any.
_WORDS = {
    "en": "sanctions/sanction/sanctioned ministers/minister/Ministers summit/summits agreement/agreements border trade/trading "
    "security Lavrov Beijing Moscow SCO/sco WHO/who COVID-19 visit/visited/visits cooperation talks declaration/declared "
    "1,234.5 5G US/us meeting/meetings met café/Café",
    "ru": "санкции/санкций/санкциями министры/министров/министр саммит/саммита соглашение/соглашения граница/границы торговля "
    "безопасность/безопасности Лавров/Лаврова Пекин/Пекине Москва/Москве ШОС ещё/еще визит/визита сотрудничество "
    "переговоры/переговоров заявил/заявили заявление встреча/встречи COVID-19 75-летие",
    "zh": "上合组织 上海合作组织 外长 会议 制裁 安全 王毅 北京 莫斯科 合作 访问 边界 贸易 声明 会谈 5G网络 部长 峰会",
    "kk": "министрлер/министрлердің келісім/келісімге қауіпсіздік/қауіпсіздігі саммит/саммиті ШЫҰ Астана/Астанада шекара сауда "
    "сапар/сапары ынтымақтастық келіссөздер мәлімдеме кездесу/кездесуі Мәскеу Бейжің санкция/санкциялар",
    "fa": "تحریم‌ها/تحریم وزیران/وزیر نشست/نشست‌ها امنیت سازمان همکاری شانگهای مسکو پکن تجارت مرز بیانیه سفر گفت‌وگو توافق/توافقنامه",
}  # fmt: skip
_PHRASES = {
    "en": ["foreign ministers", "Shanghai Cooperation Organisation", "joint statement", "Wang Yi", "Security Council"],
    "ru": ["министры иностранных дел", "Совет Безопасности", "совместное заявление", "Ван И"],
    "zh": ["上海合作组织", "外交部长", "联合声明"],
    "kk": ["Сыртқы істер министрі", "Қауіпсіздік Кеңесі", "бірлескен мәлімдеме"],
    "fa": ["وزیر امور خارجه", "سازمان همکاری شانگهای", "شورای امنیت"],
}
# What stands between, and no rule asks for.
_FILLERS = {
    "en": "the of and said today which with after report officials week",
    "ru": "в на и что сегодня после также году накануне который",
    "zh": "的 在 和 今天 表示 了",
    "kk": "және бүгін туралы бойынша кейін өтті",
    "fa": "و در از که به امروز",
}
LANGUAGES = tuple(_WORDS)
_FORMS = {language: [forms.split("/") for forms in words.split()] for language, words in _WORDS.items()}
_TOPICS, _PEOPLE, _COUNTRIES, _KINDS = ("security", "trade", "health"), ("wang-yi", "lavrov"), ("KZ", "CN", "RU"), (
    "official",
    "state",
    "wire",
)  # fmt: skip
_KEYWORDS = (
    *(f"lang:{language}" for language in LANGUAGES),
    *(f"topic:{topic}" for topic in _TOPICS),
    *(f"kind:{kind}" for kind in _KINDS),
    *(f"{field}:{country}" for field in ("country", "from", "about") for country in _COUNTRIES),
    *("@sco", "@wang-yi", "@lavrov", "source:tass", "source:xinhua"),
)


def random_queries(seed: int, count: int) -> list[Query]:
    """The same ones for the same seed."""
    chance = random.Random(seed)
    return [parse(rendered(some_tree(chance))) for _ in range(count)]


def random_articles(seed: int, count: int) -> list[Article]:
    """The same ones for the same seed; analysed, with mentions of "SCO" where it is written."""
    chance = random.Random(seed)
    return [some_article(chance, number) for number in range(count)]


def trees() -> st.SearchStrategy[Node]:
    return st.randoms(use_true_random=False).map(some_tree)


def queries() -> st.SearchStrategy[Query]:
    return trees().map(rendered).map(parse)


def articles() -> st.SearchStrategy[Article]:
    return st.randoms(use_true_random=False).map(some_article)


def some_article(chance: random.Random, number: int = 1) -> Article:
    language = chance.choice(LANGUAGES)
    title = _text(chance, language, chance.randint(1, 4), chance.randint(1, 4))
    text = _text(chance, language, chance.randint(0, 14), chance.randint(0, 30))
    organisations = ("sco",) if "SCO" in title or "SCO" in text else ()
    return article(
        number,
        title=title,
        text=text,
        language=chance.choice([language] * 9 + [""]),
        source=chance.choice(["tass", "xinhua", "kazinform"]),
        kind=chance.choice(_KINDS),
        country=chance.choice(_COUNTRIES),
        countries=_some(chance, _COUNTRIES),
        topics=_some(chance, _TOPICS),
        people=_some(chance, _PEOPLE),
        organisations=organisations,
        mentions=tuple(
            Mention(entry="sco", kind=MentionKind.ORGANISATION, field=field, start=at, end=at + 3)
            for field, read in (("title", title), ("text", text))
            if (at := read.find("SCO")) >= 0
        ),
    )


def _text(chance: random.Random, language: str, words: int, fillers: int) -> str:
    parts = [_form(chance, language) for _ in range(words)]
    parts += chance.choices(_FILLERS[language].split(), k=fillers)
    if words and chance.random() < 0.5:
        parts.append(chance.choice(_PHRASES[language]))
    if chance.random() < 0.2:
        parts.append(_form(chance, chance.choice(LANGUAGES)))
    chance.shuffle(parts)
    text = ""
    for part in parts:
        text += part + chance.choice(["。", "", "", ""] if language == "zh" else [". ", ", ", *[" "] * 8, "\n"])
    return text


def _form(chance: random.Random, language: str) -> str:
    return chance.choice(chance.choice(_FORMS[language]))


def _some(chance: random.Random, among: Sequence[str]) -> tuple[str, ...]:
    return tuple(each for each in among if chance.random() < 0.35)


def some_tree(chance: random.Random, height: int = 2) -> Node:
    """A tree as the parser makes them: flat, without double negation."""
    language = chance.choice(LANGUAGES)
    return _tree(chance, height, language)


def _tree(chance: random.Random, height: int, language: str) -> Node:
    if not height or chance.random() < 0.3:
        return _leaf(chance, language)

    def below() -> Node:
        return _tree(chance, height - 1, language)

    shape = chance.random()
    if shape < 0.45:
        return _flat(Or, any_of, [below() for _ in range(chance.randint(2, 4))])
    if shape < 0.7:
        return _flat(And, all_of, [below(), below()])
    if shape < 0.95:
        return _flat(And, all_of, [below(), _not(below())])
    return _not(below())


def _not(node: Node) -> Node:
    return node.child if isinstance(node, Not) else none_of(node)


def _flat(kind: type[And | Or], maker: Callable[..., Node], children: list[Node]) -> Node:
    flat: list[Node] = []
    for child in children:
        flat.extend(child.children if isinstance(child, kind) else [child])
    return maker(*flat)


def _leaf(chance: random.Random, language: str) -> Leaf:
    scope = chance.choice([Scope.ANY, Scope.ANY, Scope.ANY, Scope.TITLE])
    kind = chance.random()
    if kind < 0.4:
        return _word(_form(chance, language), scope)
    if kind < 0.55:
        return phrase(*tokens(_part(chance, chance.choice(_PHRASES[language]))).folded, scope=scope)
    if kind < 0.65:
        return exact(*tokens(chance.choice([_form(chance, language), "SCO", "ШОС", "Wang Yi"])).cased, scope=scope)
    if kind < 0.75:
        long = [token for token in tokens(_form(chance, language)).folded if len(token) > 3 and not token[0].isdigit()]
        return prefix(long[0][: chance.randint(3, 6)], scope) if long else _word(_form(chance, language), scope)
    if kind < 0.85:
        several = dict.fromkeys(tokens(f"{_form(chance, language)} {_form(chance, language)}").folded)
        if 2 <= len(several) <= 6:
            return near(chance.randint(len(several) - 1, 12), *several, scope=scope)
        return _word(_form(chance, language), scope)
    return keyword(chance.choice(_KEYWORDS))


def _word(form: str, scope: Scope) -> Leaf:
    """What a plain word is read as: a phrase, where it is several tokens."""
    read = tokens(form).folded
    return word(read[0], *query_stems(read[0]), scope=scope) if len(read) == 1 else phrase(*read, scope=scope)


def _part(chance: random.Random, text: str) -> str:
    """All of a phrase, or its end."""
    words = text.split()
    return " ".join(words[chance.randrange(len(words)) :])


def rendered(node: Node) -> str:
    """The tree as someone would type it."""
    match node:
        case And(children):
            return " AND ".join(f"({rendered(c)})" if isinstance(c, Or) else rendered(c) for c in children)
        case Or(children):
            return " OR ".join(rendered(child) for child in children)
        case Not(child):
            inside = rendered(child)
            return f"NOT ({inside})" if isinstance(child, And | Or) else f"-{inside}"
        case Keyword(keyword):
            return keyword
        case _:
            return ("title:" if node.scope is Scope.TITLE else "") + _rendered_leaf(node)


def _rendered_leaf(leaf: Word | Phrase | Exact | Prefix | Near) -> str:
    match leaf:
        case Word(folded):
            return folded
        case Phrase(words):
            return f'"{" ".join(words)}"'
        case Exact(words):
            return f'="{" ".join(words)}"'
        case Prefix(prefix):
            return f"{prefix}*"
        case Near(words, distance):
            return f'"{" ".join(words)}"~{distance}'


def meaning(node: Node) -> object:
    """A tree without where its clauses are written: equal for trees that ask for the same in the same words."""
    match node:
        case And(children) | Or(children):
            return (type(node).__name__, *(meaning(child) for child in children))
        case Not(child):
            return ("Not", meaning(child))
        case _:
            values = (getattr(node, name) for name in type(node).__slots__ if name != "written")
            return (type(node).__name__, *values)
