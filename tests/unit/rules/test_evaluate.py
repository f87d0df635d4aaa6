import pytest
from hypothesis import given
from hypothesis import strategies as st

from presswatch.articles import Article
from presswatch.rules import Document, Query, matches, parse
from presswatch.rules.tree import And, Near, Node, Not, Or, Scope, Written
from tests.generated import articles, queries, quick
from tests.make import article

ARTICLE = article(
    title="SCO ministers meet in Moscow",
    text="Foreign Minister Wang Yi was received by Sergey Lavrov. Beijing welcomed the talks on sanctions, café trade "
    "and COVID-19.\nМинистры иностранных дел подписали заявление. 上海合作组织外长会议。",
    language="en",
    kind="official",
    country="CN",
    topics=("security",),
    organisations=("sco",),
    people=("wang-yi",),
    offices=("foreign-minister/CN",),
    countries=("RU",),
)


@pytest.mark.parametrize(
    ("query", "met"),
    [
        ("sanction", True),  # by its stem
        ('"sanction"', False),
        ('"sanctions"', True),
        ("SANCTIONS", True),
        ("CAFÉ", True),
        ('"foreign minister"', True),
        ('"minister foreign"', False),
        ('"foreign wang"', False),
        ("COVID-19", True),
        ('"covid trade"', False),
        ("=SCO", True),
        ("=sco", False),
        ("sco", True),
        ('="Wang Yi"', True),
        ('="wang yi"', False),
        ('="Yi Wang"', False),
        ("sanct*", True),
        ("sanctionz*", False),
        ("anctions*", False),
        ("上海合作组织", True),
        ("合作组织外长", True),
        ("上海组织", False),
        ("министр", False),  # the article is read as English, and stems are its language's
        ('"министры иностранных"', True),
        # near: the first and the last are so many words apart
        ('"lavrov beijing"~1', True),
        ('"beijing lavrov"~1', True),
        ('"wang lavrov"~5', False),
        ('"wang lavrov"~6', True),
        ('"wang beijing lavrov"~6', False),
        ('"wang beijing lavrov"~7', True),
        # neither phrase nor near reaches from the title into the text
        ('"moscow foreign"', False),
        ('"moscow foreign"~5', False),
        # titles
        ("title:ministers", True),
        ("title:lavrov", False),
        ("title:(lavrov OR moscow)", True),
        ("lavrov -title:lavrov", True),
        # fields and references
        ("lang:en kind:official topic:security", True),
        ("lang:ru", False),
        ("from:CN about:RU country:CN country:RU", True),
        ("from:RU", False),
        ("about:CN", False),
        ("@sco @wang-yi @foreign-minister/CN", True),
        ("@nato", False),
        # operators
        ("lavrov nobody", False),
        ("lavrov OR nobody", True),
        ("lavrov -nobody", True),
        ("lavrov -moscow", False),
        ("-nobody", True),
        ("nobody OR -nothing", True),
        ("-(lavrov nobody)", True),
        ("-(lavrov moscow)", False),
    ],
)
def test_what_an_article_meets(query: str, met: bool) -> None:
    assert matches(parse(query), Document.of(ARTICLE)) is met


@quick
@given(queries(), queries(), articles())
def test_operators_are_boolean(one: Query, other: Query, read: Article) -> None:
    document = Document.of(read)
    at = Written(0, 0)

    def met(node: Node) -> bool:
        return matches(Query("", node), document)

    assert met(And((one.root, other.root), at)) == (met(one.root) and met(other.root))
    assert met(Or((one.root, other.root), at)) == (met(one.root) or met(other.root))
    assert met(Not(one.root, at)) != met(one.root)


words = st.lists(st.sampled_from("abcx"), max_size=12)


@quick
@given(words, st.lists(st.sampled_from("abc"), min_size=2, max_size=3, unique=True), st.integers(1, 6))
def test_near_is_what_its_definition_says(text: list[str], wanted: list[str], distance: int) -> None:
    """All words within `distance` of each other: some window of distance + 1 words holds them all."""
    near = Near(tuple(wanted), distance, Scope.ANY, Written(0, 0))
    windows = (text[at : at + distance + 1] for at in range(len(text)))
    expected = any(set(wanted) <= set(window) for window in windows)
    assert matches(Query("", near), Document.of(article(title="", text=" ".join(text)))) == expected


@quick
@given(words, st.lists(st.sampled_from("abc"), min_size=1, max_size=3))
def test_a_phrase_is_found_wherever_it_stands(text: list[str], wanted: list[str]) -> None:
    expected = any(text[at : at + len(wanted)] == wanted for at in range(len(text)))
    document = Document.of(article(title="", text=" ".join(text)))
    assert matches(parse(f'"{" ".join(wanted)}"'), document) == expected
