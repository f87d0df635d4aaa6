from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presswatch.delivery.press_text import Passage, one_line, passages, web_link


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  a\r\n\tb\u2028c\x85d ", "a b c d"),
        ("a\u202eb\u2066c\u200ed\ufeffe\u200bf\U000e0041g", "abcdefg"),
        ("a\x00\x1b[31mb\x7f\x9b", "a[31mb"),
        ("نشست‌ها", "نشست‌ها"),  # the joiner is spelling
        ("a\ud83d", "a\ufffd"),
        ("王毅 🤝", "王毅 🤝"),
        ("", ""),
    ],
)
def test_one_line(text: str, line: str) -> None:
    assert one_line(text, limit=50) == line


def test_a_long_line_is_cut_visibly() -> None:
    assert one_line("abcdef", limit=6) == "abcdef"
    assert one_line("abcdefg", limit=6) == "abcde…"
    assert one_line("\u200b" * 1000 + "abc", limit=6) == "…"


def test_passages_are_cut_at_the_marks() -> None:
    assert passages("The SCO met.", [(4, 7)], limit=99) == [
        Passage("The "),
        Passage("SCO", marked=True),
        Passage(" met."),
    ]


def test_marks_may_overlap_lie_outside_and_be_in_any_order() -> None:
    found = passages("abcdef", [(4, 99), (2, 3), (1, 3), (-3, 1), (5, 2), (7, 9)], limit=99)

    assert found == [Passage("abc", marked=True), Passage("d"), Passage("ef", marked=True)]


def test_of_a_long_sentence_the_part_around_the_first_mark_is_left() -> None:
    sentence = "x" * 1000 + "SCO" + "y" * 1000

    found = passages(sentence, [(1000, 1003)], limit=100)

    assert found == [Passage("…"), Passage("x" * 33), Passage("SCO", marked=True), Passage("y" * 64), Passage("…")]


_marks = st.lists(st.tuples(st.integers(-2, 70), st.integers(-2, 70)), max_size=6)


@settings(max_examples=100, deadline=None)
@given(sentence=st.text(alphabet="ab cdé王", max_size=60).map(lambda text: " ".join(text.split())), marks=_marks)
def test_passages_say_the_whole_sentence_and_mark_what_they_should(sentence: str, marks: list[tuple[int, int]]) -> None:
    found = passages(sentence, marks, limit=80)

    assert "".join(passage.text for passage in found) == sentence
    places = {place for start, end in marks for place in range(max(start, 0), min(end, len(sentence)))}
    assert sum(len(passage.text) for passage in found if passage.marked) == len(places)


@settings(max_examples=100, deadline=None)
@given(sentence=st.text(max_size=200), marks=st.lists(st.tuples(st.integers(), st.integers()), max_size=4))
def test_passages_are_bounded(sentence: str, marks: list[tuple[int, int]]) -> None:
    assert sum(len(passage.text) for passage in passages(sentence, marks, limit=40)) <= 42


@pytest.mark.parametrize(
    "url",
    ["https://a.example/b?c=d&e=%20f#g", "http://127.0.0.1:8080/x", "https://мид.example/новости"],
)
def test_web_links(url: str) -> None:
    assert web_link(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://a.example/",
        "//a.example/",
        "https://",
        "https://a.example/\r\nBcc: x",
        'https://a.example/"x',
        "https://a.example/\u202eb",
        "https://a.example/\ud800",
        "https://[::1",
        "https://a.example/" + "x" * 2000,
    ],
)
def test_what_is_no_web_link(url: str) -> None:
    assert web_link(url) == ""
