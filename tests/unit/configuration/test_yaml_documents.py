"""YAML with line numbers, and scalars as they were written."""

from __future__ import annotations

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from presswatch.configuration.documents import Document, Loc, Value, read, written

_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")), min_size=1, max_size=12)
_VALUES: st.SearchStrategy[Value] = st.recursive(
    _TEXT
    | st.sampled_from(["no", "NO", "on", "010", "12:30", "1e3", "null ", "2020-01-01", "true", "=", "<<", "@sco"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4),
    max_leaves=12,
)


def document(text: str) -> Document:
    found, problems = read("f.yaml", text.encode())
    assert found is not None
    assert not problems
    return found


@settings(max_examples=100, deadline=None)
@given(_VALUES, st.booleans())
def test_text_comes_back_as_it_was_written(value: Value, flow: bool) -> None:
    dumped = yaml.safe_dump(value, allow_unicode=True, default_flow_style=flow, sort_keys=False)
    assert document(dumped).data == value


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=1, max_size=20))
def test_lines_are_those_of_the_file(gaps: list[int]) -> None:
    text, lines = "items:\n", []
    for gap in gaps:
        text += "\n" * gap
        lines.append(text.count("\n") + 1)
        text += "  - id: x\n    names:\n      en: [a,\n           b]\n"
    read_back = document(text)
    for index, line in enumerate(lines):
        ways: dict[Loc, int] = {(): 0, ("id",): 0, ("names",): 1, ("names", "en", 1): 3, ("missing",): 0}
        for way, offset in ways.items():
            assert read_back.line(("items", index, *way)) == line + offset


def test_only_plain_nothing_is_nothing() -> None:
    assert document("[~, null, '', 'null', NULL, nil]").data == [None, None, "", "null", None, "nil"]
    assert document("a:\nb: ~\nc: no\n").data == {"a": None, "b": None, "c": "no"}


def test_a_byte_order_mark_is_no_content() -> None:
    assert document("\ufeffa: b").data == {"a": "b"}


def test_utf_16_is_told_by_name() -> None:
    found, problems = read("f.yaml", "a: b".encode("utf-16"))
    assert found is None
    assert [str(problem) for problem in problems] == ["f.yaml:1: is UTF-16; save it as UTF-8"]


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("ab:-[]{}'\"&*!|>%@`#,? \n\t\\~<"), max_size=30) | st.binary(max_size=30))
def test_any_bytes_are_read_or_told_with_their_place(content: str | bytes) -> None:
    raw = content.encode() if isinstance(content, str) else content
    found, problems = read("f.yaml", raw)
    assert found is not None or len(problems) == 1
    for problem in problems:
        assert "\n" not in str(problem)
        assert 1 <= problem.line <= raw.decode("utf-8", "replace").count("\n") + 2


def test_ways_are_written_like_paths() -> None:
    assert written(("sources", 3, "listings", 0, "url")) == "sources[3].listings[0].url"
