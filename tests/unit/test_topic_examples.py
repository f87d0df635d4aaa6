"""What the config's sentences say of topics, and what they leave open."""

from __future__ import annotations

from presswatch.alerts import Topic
from presswatch.topics import examples_of, whole_of

TOPICS = (
    Topic(id="diplomacy", title="", group="all", parts=("speech", "deeds"), near_misses={"en": ("rain",)}),
    Topic(id="speech", title="", group="quads", parts=("talks",)),
    Topic(id="deeds", title="", group="quads", parts=("aid",)),
    Topic(
        id="talks", title="", group="acts", examples={"en": ("they met", "both")}, near_misses={"en": ("coach met",)}
    ),
    Topic(id="aid", title="", group="acts", examples={"en": ("they gave", "both"), "ru": ("дали",)}),
    Topic(id="water", title="", examples={"en": ("the river",)}),
    Topic(id="energy", title="", examples={"en": ("the gas",)}),
    Topic(id="border", title="", query="border"),
)


def known(text: str) -> tuple[set[str], set[str]]:
    (one,) = [each for each in examples_of(TOPICS) if each.text == text]
    return set(one.topics), set(one.others)


def test_an_example_of_a_part_is_one_of_the_whole_and_none_of_its_groups_others() -> None:
    assert known("they met") == ({"talks", "speech", "diplomacy"}, {"aid", "deeds"})


def test_of_another_group_nothing_is_known() -> None:
    topics, others = known("the river")
    assert topics == {"water"}
    assert others == {"energy", "border"}


def test_a_near_miss_is_none_of_the_parts_and_leaves_the_wholes_open() -> None:
    assert known("rain") == (set(), {"diplomacy", "speech", "deeds", "talks", "aid"})
    assert known("coach met") == (set(), {"talks"})


def test_a_sentence_under_two_topics_is_one_example_of_both() -> None:
    assert known("both") == ({"talks", "aid", "speech", "deeds", "diplomacy"}, set())


def test_languages_stay_with_their_sentences() -> None:
    assert {each.text: each.language for each in examples_of(TOPICS)}["дали"] == "ru"


def test_parts_that_go_round_in_a_circle_end() -> None:
    circle = (Topic(id="a", title="", parts=("b",)), Topic(id="b", title="", parts=("a",)))
    assert whole_of(circle) == {"a": {"a", "b"}, "b": {"a", "b"}}
