import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presswatch.text import tokens
from tests.generated import quick
from workers.steps.names import Names

NAMES = Names(
    [
        ("Wang Yi", "wang-yi"),
        ("王毅", "wang-yi"),
        ("=SCO", "sco"),
        ("Shanghai Cooperation Organisation", "sco"),
        ("SCO Secretariat", "secretariat"),
        ("Cooperation", "cooperation"),
        ("=WHO", "who"),
        ("...", "nothing"),
    ]
)


def found(text: str, names: Names[str] = NAMES) -> list[tuple[str, str]]:
    read = tokens(text)
    return [(entry, text[read.starts[first] : read.ends[last]]) for entry, first, last in names.find(read)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("WANG YI and Wáng  Yì", [("wang-yi", "WANG YI"), ("wang-yi", "Wáng  Yì")]),
        ("王毅说", [("wang-yi", "王毅")]),
        ("Wang said, Yi said", []),
        ("Wang", []),
        ("The SCO, not the sco, who asks the WHO", [("sco", "SCO"), ("who", "WHO")]),
        ("SCO Secretariat", [("sco", "SCO"), ("secretariat", "SCO Secretariat")]),
        ("Shanghai Cooperation Organisation", [("sco", "Shanghai Cooperation Organisation"), ("cooperation", "Cooperation")]),
        ("Shanghai Cooperation", [("cooperation", "Cooperation")]),
        ("... nothing", []),
        ("", []),
    ],
)  # fmt: skip
def test_names_are_found_where_they_stand(text: str, expected: list[tuple[str, str]]) -> None:
    assert sorted(found(text)) == sorted(expected)


def test_the_longest_name_of_an_entry_is_taken() -> None:
    names = Names([("Organisation", "o"), ("Organisation of States", "o"), ("Organisation", "other")])
    assert sorted(found("Organisation of States", names)) == [
        ("o", "Organisation of States"),
        ("other", "Organisation"),
    ]


def test_a_name_may_be_of_several_and_given_twice() -> None:
    names = Names([("Georgia", "state"), ("Georgia", "country"), ("georgia", "state")])
    assert sorted(found("Georgia", names)) == [("country", "Georgia"), ("state", "Georgia")]


@quick
@given(
    st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=3), max_size=5),
    st.lists(st.sampled_from("abcx"), max_size=10),
)
def test_every_name_is_found_wherever_its_words_follow_each_other(
    given_names: list[list[str]], text: list[str]
) -> None:
    """Each name its own entry: so none hides another."""
    names = Names((" ".join(name), number) for number, name in enumerate(given_names))
    expected = {
        (number, at, at + len(name) - 1)
        for number, name in enumerate(given_names)
        for at in range(len(text))
        if text[at : at + len(name)] == name
    }
    places = list(names.find(tokens(" ".join(text))))
    assert len(places) == len(set(places))
    assert set(places) == expected
    assert [first for _, first, _ in places] == sorted(first for _, first, _ in places)


def test_ten_thousand_names_are_found_as_one_is() -> None:
    chance = random.Random(1)
    letters = "abcdefghijklmnopqrstuvwxyz"
    given_names = {
        " ".join("".join(chance.choices(letters, k=6)) for _ in range(2)): number for number in range(10_000)
    }
    names = Names(given_names.items())
    for name, number in list(given_names.items())[:50]:
        assert [entry for entry, _, _ in names.find(tokens(f"then {name} left"))] == [number]


def test_a_name_is_found_whatever_stands_between_its_words() -> None:
    names = Names([("Wang\u00a0Yi", "wang-yi"), ("=X. Y.\tZ", "xyz"), ("joint-stock  bank", "bank")])
    text = "Wang Yi, X. Y. Z and a Joint-Stock Bank"
    assert found(text, names) == [("wang-yi", "Wang Yi"), ("xyz", "X. Y. Z"), ("bank", "Joint-Stock Bank")]


def test_names_are_found_in_a_text_when_earlier_texts_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workers.steps.names._REMEMBERED", 3)
    names = Names([("Wang Yi", "wang-yi"), ("=SCO", "sco")])
    text = "Wang Yi said on Monday that the SCO and Wang Yi would meet"
    expected = [("wang-yi", "Wang Yi"), ("sco", "SCO"), ("wang-yi", "Wang Yi")]
    assert [found(text, names) for _ in range(3)] == [expected] * 3
