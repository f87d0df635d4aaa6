"""Who may read the feeds."""

from pathlib import Path

import pytest

from presswatch.errors import ConfigurationError
from presswatch.web.tokens import TOKENS, TOKENS_FILE, Reader, read_tokens

EUROPE, ASIA = "europe-0123456789abcdef", "asia-0123456789abcdefgh"


def test_a_token_stands_for_its_desk_and_rules() -> None:
    tokens = read_tokens({TOKENS: f"europe {EUROPE}; asia {ASIA} sco who; "}, rules={"sco", "who", "nato"})
    assert tokens.reader(EUROPE) == Reader("europe")
    reader = tokens.reader(ASIA)
    assert reader == Reader("asia", frozenset({"sco", "who"}))
    assert reader.may_read("sco")
    assert not reader.may_read("nato")
    assert Reader("europe").may_read("nato")


@pytest.mark.parametrize("wrong", ["", "europe", EUROPE[:-1], EUROPE + "x", EUROPE.upper(), "ключ", "\udcff"])
def test_any_other_text_is_nobody(wrong: str) -> None:
    assert read_tokens({TOKENS: f"europe {EUROPE}"}, rules=()).reader(wrong) is None


def test_without_tokens_there_are_no_readers() -> None:
    tokens = read_tokens({TOKENS: " ; # none yet"}, rules=())
    assert not tokens
    assert tokens.reader("") is None


def test_a_file_stands_above_the_variable(tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    file.write_text(f"# desks\nasia {ASIA}  # and no rules: all of them\n", "utf-8")
    tokens = read_tokens({TOKENS: f"europe {EUROPE}", TOKENS_FILE: str(file)}, rules=())
    assert tokens.reader(ASIA)
    assert not tokens.reader(EUROPE)


def test_what_is_wrong_is_told_all_at_once_and_without_a_token() -> None:
    text = f"nobody\neurope {EUROPE[:19]}\nasia {ASIA} scoo\nafrica {ASIA}"
    with pytest.raises(ConfigurationError) as caught:
        read_tokens({TOKENS: text}, rules={"sco"})
    told = str(caught.value)
    assert told.splitlines() == [
        f"{TOKENS}:1: write DESK TOKEN, and the rules that it may read if not all",
        f"{TOKENS}:2: the token of europe is shorter than 20 characters",
        f"{TOKENS}:3: there is no rule 'scoo'",
        f"{TOKENS}:4: the token of africa is another desk's too",
    ]
    assert ASIA not in told
    assert EUROPE[:19] not in told


def test_a_file_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"PRESSWATCH_WEB_TOKENS_FILE: .* can't be read"):
        read_tokens({TOKENS_FILE: str(tmp_path / "none")}, rules=())


def test_a_repr_shows_no_token() -> None:
    assert EUROPE not in repr(read_tokens({TOKENS: f"europe {EUROPE}"}, rules=()))
