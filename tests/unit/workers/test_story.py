from hypothesis import given, settings
from hypothesis import strategies as st

from workers.steps.story import LEAST_SKETCH, MODULUS, MOST_SKETCH, Shingled, containment, is_copy, shingled

STORY = (
    "The foreign ministers of the member states met in Moscow on Thursday for the first time since the pandemic began. "
    "They signed a joint communique and agreed on more than twenty draft documents that the heads of state are to adopt "
    "in November. The ministers spoke of the fight against the virus, of trade, and of the situation in the region. "
    "The next meeting is to be held in the capital of Tajikistan, the country that takes the chair after the summit."
)
RATES = (
    "The National Bank has set the official rates of exchange for {day} September. One US dollar costs {a} tenge, one "
    "euro costs {b} tenge, and one hundred Russian roubles cost {c} tenge. The rates are used for customs and tax "
    "purposes and do not oblige the bank to buy or sell currency at these rates on the given day."
)


def test_a_text_is_a_copy_of_itself_with_a_new_lead_and_a_lost_paragraph() -> None:
    edited = "MOSCOW, Sept 10 (Agency) - " + STORY.partition("The next meeting")[0]
    assert is_copy(shingled(edited), shingled(STORY))


def test_another_text_on_the_same_event_is_no_copy() -> None:
    other = (
        "Moscow hosted the top diplomats of the organisation this week. Twenty documents were prepared, among them one "
        "on the pandemic, and the ministers promised to meet again next year in Dushanbe once the summit is over."
    )
    assert not is_copy(shingled(other), shingled(STORY))


def test_one_template_with_other_figures_is_no_copy() -> None:
    monday = shingled(RATES.format(day=7, a="421.5", b="498.1", c="557"))
    tuesday = shingled(RATES.format(day=8, a="423.9", b="500.6", c="561"))
    assert containment(monday, tuesday) > 0.5
    assert not is_copy(monday, tuesday)
    assert is_copy(monday, shingled("Almaty. " + RATES.format(day=7, a="421.5", b="498.1", c="557")))


def test_han_text_is_compared_by_characters() -> None:
    text = (
        "上海合作组织成员国外长会议十日在莫斯科举行，各国外长签署联合公报，讨论了抗击疫情和地区局势，并为峰会做准备。"
    )
    assert is_copy(shingled("新华社莫斯科电 " + text), shingled(text))


def test_no_text_is_nobodys_copy() -> None:
    assert not is_copy(shingled(""), shingled(""))
    assert not is_copy(shingled(""), shingled(STORY))


@settings(max_examples=50)
@given(st.lists(st.integers(0, 3000), min_size=1, max_size=1500))
def test_the_sketch_is_a_bounded_sample_that_does_not_depend_on_order(words: list[int]) -> None:
    one = shingled(" ".join(f"w{word}x" for word in words))
    assert set(one.sketch) <= one.shingles
    assert min(LEAST_SKETCH, len(one.shingles)) <= len(one.sketch) <= MOST_SKETCH
    assert len(set(one.sketch)) == len(one.sketch)


@given(st.frozensets(st.integers(min_value=0, max_value=2000), max_size=900))
@settings(max_examples=60, deadline=None)
def test_the_sketch_is_the_sample_and_filled_up_where_that_is_small(shingles: frozenset[int]) -> None:
    ranked = sorted(shingles, key=lambda value: (value % MODULUS, value))
    sampled = sum(value % MODULUS == 0 for value in ranked)
    assert Shingled(shingles, frozenset()).sketch == ranked[: min(MOST_SKETCH, max(LEAST_SKETCH, sampled))]
