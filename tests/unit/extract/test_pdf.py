"""Communiqués that are PDFs."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.extract import Hints, NoText, Reading, read_page
from tests.unit.extract.pdfs import Line, encrypted, pdf

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
URL = "https://mfa.example/files/doc17.pdf"
TITLE = "Joint Communique of the Ministers"
BODY = [
    "The ministers of the two countries met in the capital on Thursday and agreed to",
    "continue the consulta-",
    "tions on the border, the trade and the transit of goods through the corridor.",
    "They thanked the hosts.",
    "The next meeting will be held in the spring of the following year, in the other",
    "capital, as the sides have agreed.",
]


def read(body: bytes, *, kind: str = "application/pdf", **hints: str) -> Reading | NoText:
    result = read_page(body, url=URL, fetched_at=NOON, content_type=kind, hints=Hints(**hints))  # type: ignore[arg-type]
    assert isinstance(result, Reading | NoText)
    return result


def test_a_communique_is_an_article() -> None:
    made = pdf(
        [[Line(TITLE, 18), *BODY]],
        info={"Title": "Microsoft Word - final2.docx", "CreationDate": "D:20200910143000+05'00'"},
        language="en-GB",
    )
    for kind in ("application/pdf", "application/octet-stream", "text/html"):
        reading = read(made, kind=kind)
        assert isinstance(reading, Reading)
        assert reading.title == TITLE
        assert reading.text.split("\n") == [
            " ".join(BODY[:4]).replace("consulta- ", "consulta"),
            " ".join(BODY[4:]),
        ]
        assert (reading.published_at, reading.published_by) == (datetime(2020, 9, 10, 9, 30, tzinfo=UTC), "meta")
        assert (reading.language, reading.read_by, reading.canonical_url) == ("en", "pdf", URL)


@pytest.mark.parametrize(
    ("offered", "metadata", "big", "title"),
    [
        ("Communique of the Ministers of Both", "", "", "Communique of the Ministers of Both"),
        ("Download PDF", "", "The Ministers Have Met", "The Ministers Have Met"),
        ("Download PDF", "On the Meeting of Ministers", "", "On the Meeting of Ministers"),
        ("News of the week", "The ministers have met", "The Ministers have met", "The ministers have met"),
        ("", "document1.docx", "", "A statement on the meeting"),
    ],
)
def test_its_title_is_what_two_say_or_the_best(offered: str, metadata: str, big: str, title: str) -> None:
    lines = [Line(big, 20)] if big else []
    reading = read(pdf([[*lines, "A statement on the meeting", *BODY]], info={"Title": metadata}), title=offered)
    assert isinstance(reading, Reading)
    assert reading.title == title


def test_its_date_may_be_in_its_text() -> None:
    reading = read(pdf([[Line(TITLE, 18), "10 September 2020", *BODY]]))
    assert isinstance(reading, Reading)
    assert (reading.published_at, reading.published_by) == (datetime(2020, 9, 10, tzinfo=UTC), "page")


def test_running_titles_and_page_numbers_are_no_text() -> None:
    pages = [["Ministry of Foreign Affairs", f"Paragraph {n} of page {n}.", *BODY, f"Page {n} of 3"] for n in (1, 2, 3)]
    reading = read(pdf(pages), title="The ministers have met again")
    assert isinstance(reading, Reading)
    assert "Ministry of" not in reading.text
    assert "of 3" not in reading.text
    assert reading.text.count("They thanked the hosts") == 3


def test_a_long_one_is_read_in_part_and_says_so() -> None:
    reading = read(pdf([[f"This is the page with the number {n}.", *BODY] for n in range(80)]))
    assert isinstance(reading, Reading)
    assert reading.read_by == "pdf; the first 60 of 80 pages"
    assert "number 59." in reading.text
    assert "number 60." not in reading.text


def test_one_that_opens_for_everybody_is_read_and_one_with_a_password_is_not() -> None:
    made = pdf([[Line(TITLE, 18), *BODY]])
    opened = read(encrypted(made, password=""))
    assert isinstance(opened, Reading)
    assert opened.title == TITLE
    assert read(encrypted(made, password="secret")) == NoText("is a PDF that opens with a password only")


def test_pictures_and_broken_files_say_why() -> None:
    assert read(pdf([[], []])) == NoText("is a PDF of pictures: its 2 pages have no text")
    broken = read(b"%PDF-1.4\nnothing more")
    assert isinstance(broken, NoText)
    assert broken.reason.startswith("is a PDF that can't be read: ")


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_any_damage_is_survived(data: st.DataObject) -> None:
    body = bytearray(pdf([[Line(TITLE, 18), *BODY]], info={"Title": "x", "CreationDate": "D:2020"}))
    for at in data.draw(st.lists(st.integers(9, len(body) - 1), min_size=1, max_size=12)):
        body[at] = data.draw(st.integers(0, 255))
    read(bytes(body))
