"""FTS5 must read from the columns exactly the tokens that were written to them."""

from __future__ import annotations

import sqlite3
import string
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from presswatch.engines.sqlite.schema import INSERT_TOKENS, TOKENS
from presswatch.engines.sqlite.streams import fingerprint, indexed, streams
from presswatch.text import stem, tokens
from tests.make import article


@pytest.fixture
def index() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.execute(TOKENS)
    connection.execute("CREATE VIRTUAL TABLE read USING fts5vocab(tokens, instance)")
    yield connection
    connection.close()


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text() | st.text(string.printable))
@example("U.S. COVID-19 1,234.5 o'neil’s 上海合作组织 5G网络 ﷺ \ue041 A\0B İ ǅ ﬁ ʼ")
def test_fts5_reads_the_tokens_as_they_were_made(index: sqlite3.Connection, text: str) -> None:
    index.execute("BEGIN")
    index.execute(INSERT_TOKENS, (1, *streams(article(title="Title", text=text, language="en"))))
    read = "SELECT term FROM read WHERE col = ? ORDER BY offset"
    made = tokens(text)
    assert [term for (term,) in index.execute(read, ("text_folded",))] == [*map(indexed, made.folded)]
    assert [term for (term,) in index.execute(read, ("text_cased",))] == [*map(indexed, made.cased)]
    stems = {found for token in made.folded if (found := stem(token, "en"))}
    assert {term for (term,) in index.execute(read, ("text_stemmed",))} == {*map(indexed, stems)}
    assert [term for (term,) in index.execute(read, ("title_folded",))] == ["title"]
    index.execute("ROLLBACK")


@given(st.text(string.printable, max_size=3), st.text(string.printable, max_size=3))
def test_different_tokens_stay_different_and_prefixes_prefixes(one: str, other: str) -> None:
    assert (indexed(one) == indexed(other)) == (one == other)
    assert indexed(one).startswith(indexed(other)) == one.startswith(other)


def test_nothing_in_a_token_means_anything_to_fts5() -> None:
    kept = string.ascii_lowercase + string.digits
    assert all(character in kept or not character.isascii() for character in indexed(string.printable))


def test_the_fingerprint_is_of_16_bits_and_stays() -> None:
    assert 0 <= fingerprint() < 1 << 16
    assert fingerprint() == fingerprint.__wrapped__()
