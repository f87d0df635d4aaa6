"""What changed between two texts, and what of it is boring."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presswatch.changes import Change, Verdict, Wording, change_between, judge

BODY = (
    "Ministers met in Almaty on Thursday and spoke for hours about the border that they share.",
    "They signed 14 documents. A general will lead the group that draws the maps.",
    "Observers were in the room. They may speak at the next meeting in autumn.",
    "Trade grew by 5% last year, and the ministers want it to grow on.",
)


def change(old: str | tuple[str, ...], new: str | tuple[str, ...]) -> Change:
    def text(given: str | tuple[str, ...]) -> str:
        return given if isinstance(given, str) else "\n".join(given)

    return change_between(Wording("Title", text(old)), Wording("Title", text(new)))


def test_an_edited_sentence_is_removed_and_added() -> None:
    assert change(BODY, "\n".join(BODY).replace("14 documents", "15 documents")) == Change(
        removed=("They signed 14 documents.",), added=("They signed 15 documents.",)
    )


def test_a_moved_paragraph_is_no_removal() -> None:
    assert change(BODY, (*BODY[1:], BODY[0])) == Change(moved=(BODY[0],))


def test_a_title_counts() -> None:
    assert change_between(Wording("Talks “open”", "x."), Wording('Talks  "open"', "x.")) == Change()
    assert change_between(Wording("Talks open", "x."), Wording("Talks fail", "x.")).title == (
        "Talks open",
        "Talks fail",
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("The rate is −5%.", "The rate is 5%."),
        ("It costs $5.", "It costs €5."),
        ("It costs 1.5 million.", "It costs 15 million."),
        ("The SCO met.", "The sco met."),
        ("He resigned.", "He resigned?"),
        ("The talks begin at 15:40.", "The talks begin at 16:40."),
    ],
)
def test_signs_numbers_and_case_in_a_sentence_matter(old: str, new: str) -> None:
    assert change((*BODY, old), (*BODY, new))


def test_an_edited_subheading_matters_and_one_of_a_list_does() -> None:
    assert change((BODY[0], "Talks on maps fail", *BODY[1:]), (BODY[0], "Talks on maps resume", *BODY[1:]))
    votes = ("For: 141", "Against: 5", "Abstained: 35")
    assert change((BODY[0], *votes, *BODY[1:]), (BODY[0], votes[0], "Against: 6", votes[2], *BODY[1:]))
    states = ("Kazakhstan", "Kyrgyzstan", "Tajikistan")
    assert change((BODY[0], *states, *BODY[1:]), (BODY[0], *states, "Uzbekistan", *BODY[1:]))


def test_a_text_without_any_sentence_is_compared_line_by_line() -> None:
    assert change("one", "two") == Change(removed=("one",), added=("two",))
    assert change("Ministers meet\nNo date yet", "Ministers meet") == Change(removed=("No date yet",))


def test_the_same_words_in_other_lines_are_no_change() -> None:
    assert not change("It was 2020 г.\nThe President spoke. He left.", "It was 2020 г. The President spoke.\nHe left.")


@given(st.text(max_size=300), st.text(max_size=300))
@settings(max_examples=60)
def test_any_texts_can_be_compared(one: str, other: str) -> None:
    assert not change(one, one)
    found = change(one, other)
    assert bool(found) == bool(found.added or found.removed or found.moved)


def test_ten_thousand_sentences_take_no_time() -> None:
    lines = [f"Sentence number {n % 900} of a very long text." for n in range(10_000)]
    assert change("\n".join(lines), "\n".join(reversed(lines))).moved


OLD = Wording("Ministers agree on maps", "\n".join(BODY))


def judged(title: str, *paragraphs: str, before: tuple[Wording, ...] = (OLD,)) -> Verdict:
    return judge(before, Wording(title, "\n".join(paragraphs)))


def test_a_page_that_swings_back_is_no_version() -> None:
    other = Wording(OLD.title, OLD.text.replace("14", "15"))
    assert judge([OLD], other) is Verdict.CHANGED
    assert judge([OLD, other], OLD) is Verdict.EARLIER
    assert judge([OLD, other], other) is Verdict.SAME


def test_a_wall_and_another_page_are_no_version() -> None:
    assert judged(OLD.title, BODY[0][:40] + "…", "Subscribe to read on.") is Verdict.LESS
    assert judged("Before you continue", "We value your privacy and use cookies. " * 20) is Verdict.OTHER


def test_a_flash_that_grows_and_a_short_text_that_loses_a_sentence_are_changes() -> None:
    flash = Wording("Ministers agree", "Ministers agree on maps, agency says.")
    assert judged("Ministers agree on border maps", *BODY, before=(flash,)) is Verdict.CHANGED
    short = Wording("Talks", "He left. She spoke for a long time about everything that she had seen in the mountains.")
    assert judged("Talks", "He left.", before=(short,)) is Verdict.CHANGED
