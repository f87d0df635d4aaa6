from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presswatch.text import sentences
from tests.generated import quick


@pytest.mark.parametrize(
    "text",
    [  # "|" parts the sentences
        "They met.| They left.",
        "Who came?| Nobody!| So it was.",
        "“Why?” he asked.| “So,” she said.",
        "Yahoo! said so.",
        "Mr. Lavrov met Dr. Wang.| They spoke.",
        "The U.S. Army left.",
        "It rose by 3.5 percent.| Then it fell.",
        "See example.org for more.| It is there.",
        "С. В. Лавров прибыл.| Его встретил Ван И.",
        "В 2020 г. прошла встреча.| Было 20 тыс. человек.",
        "Встреча прошла в г. Москве.",
        "外长会晤。|双方发表声明！|会议结束？|是的。",
        "他说：“好。”|然后离开。",
        "وزیر آمد.| چرا؟| او رفت.",
        "मंत्री आए।| वे गए।",
        "Նախարարը եկավ։| Նա գնաց։",
        "Am 10. September kam er.| Er blieb.",
        "A line\n| Another line\n|\n| A third",
        "Wait... what?| Oh.",
        "1. The first point.| 2. The second.",
        "No stop at all",
    ],
)
def test_where_sentences_end(text: str) -> None:
    plain, expected = "", []
    for part in text.split("|"):
        stripped = part.strip()
        if stripped:
            expected.append(stripped)
        plain += part
    assert [plain[start:end] for start, end in sentences(plain)] == expected


@pytest.mark.parametrize("text", ["", " ", "\n \n"])
def test_no_text_no_sentences(text: str) -> None:
    assert sentences(text) == []


@quick
@given(
    st.lists(
        st.sampled_from([*"aБ上ر .!?…。»”)\n\t0-", "Mr", "г", "\u3000", "\r"]) | st.text(max_size=3), max_size=30
    ).map("".join)
)
def test_every_character_but_white_space_is_in_one_sentence(text: str) -> None:
    spans = sentences(text)
    assert all(end <= following for (_, end), (following, _) in pairwise(spans))
    assert all(text[start:end].strip() == text[start:end] != "" for start, end in spans)
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())


def test_what_has_no_stops_is_cut_at_a_space() -> None:
    text = "слово " * 1000
    spans = sentences(text)
    assert max(end - start for start, end in spans) <= 1000
    assert {word for start, end in spans for word in text[start:end].split()} == {"слово"}


@pytest.mark.parametrize(
    "text", ["." * 100_000, "a." + " " * 100_000 + "x", '."' * 50_000, ". " * 50_000, ". (" * 30_000, "\n" * 100_000]
)
@pytest.mark.timeout(20)
def test_strange_texts_are_parted_quickly(text: str) -> None:
    assert bool(sentences(text)) == bool(text.strip())
