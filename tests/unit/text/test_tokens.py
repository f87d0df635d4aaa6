import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from presswatch.text import fold, tokens
from tests.generated import quick

# What a tokeniser may stumble over, as likely as anything else.
PIECES = ["й", "и\u0306", "ё", "é", "e\u0301", "ﬁ", "ﷺ", "o‘", "g'", "\u200c", "\u00ad", "\u0301", "5G", "网", "カー", "ー", "1,2", ".", " ",
          "İ", "ß", "ǅ", "ـ", "نشست", "मंत्री", "한국", "ˈ", "ͺ", "½", "Ⅳ", "ª", "\x00", "\ud800", "𝒻", "ไทย", "-", "'"]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=10).map("".join)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("The SCO's ministers", "the sco s ministers"),
        ("Café CAFÉ cafe\u0301", "cafe cafe cafe"),
        ("straße STRASSE", "strasse strasse"),
        ("İstanbul ISTANBUL ıstanbul", "istanbul istanbul istanbul"),
        ("Øresund Łódź Đà Nẵng", "oresund lodz da nang"),
        ("Ещё и еще", "еще и еще"),
        ("Лавро́в", "лавров"),
        ("Йошкар-Ола, Ќирил", "йошкар ола ќирил"),
        ("п’ять п'ять", "пять пять"),
        ("O‘zbekiston oʻzbek o'zbek", "ozbekiston ozbek ozbek"),
        ("Congo's", "congo s"),
        ("Άνοιξη", "ανοιξη"),
        ("وَزَارَة كتاب على", "وزارة کتاب علی"),
        ("نشست‌ها", "نشست ها"),
        ("上合组织", "上 合 组 织"),
        ("5G网络 COVIDх", "5g 网 络 covid х"),
        ("カードゲーム", "カ ー ド ゲ ー ム"),
        ("외교장관들이 만났다", "외교장관들이 만났다"),
        ("विदेश मंत्रियों", "विदेश मंत्रियों"),
        ("1,234.5 12:30 10.09.2020", "1,234.5 12:30 10.09.2020"),
        ("75-летие 75летие 75th", "75 летие 75летие 75th"),
        ("ＳＣＯ ﬁne", "sco fine"),
        ("co\u00adoperation", "cooperation"),
        ("U.S. & «—» 😀", "u s"),
        ("", ""),
    ],
)
def test_what_a_plain_phrase_searches(text: str, folded: str) -> None:
    assert " ".join(tokens(text).folded) == folded


@pytest.mark.parametrize(
    ("text", "cased"), [("SCO sco", "SCO sco"), ("ＳＣＯ Café", "SCO Café"), ("ШОС Ещё", "ШОС Ещё")]
)
def test_what_an_exact_phrase_searches_is_as_written(text: str, cased: str) -> None:
    assert " ".join(tokens(text).cased) == cased


@quick
@given(texts)
@example("ͺ")
@example("и\u0301\u0306")
def test_tokens_stand_in_the_text_in_order_and_fold_to_one_form(text: str) -> None:
    read = tokens(text)
    assert len(read.starts) == len(read.ends) == len(read.cased) == len(read.folded)
    end = 0
    for start, stop, cased, folded in zip(read.starts, read.ends, read.cased, read.folded, strict=True):
        assert end <= start < stop <= len(text)
        end = stop
        assert folded == fold(text[start:stop])
        assert cased
        assert folded
        assert not any(character.isspace() for character in cased + folded)


@quick
@given(texts)
def test_fold_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    for token in tokens(text).folded:
        assert fold(token) == token


@quick
@given(texts, texts)
def test_a_text_is_read_word_by_word(one: str, other: str) -> None:
    """So that a query's words are an article's, whatever stands around them."""
    together = tokens(f"{one} {other}")
    assert together.folded == tokens(one).folded + tokens(other).folded
    assert together.cased == tokens(one).cased + tokens(other).cased


@quick
@given(st.text("abzéščłøßæЙжёңқӨѓΑάςωǅﬁԱև", min_size=1, max_size=8))
def test_case_is_folded(word: str) -> None:
    assert tokens(word.upper()).folded == tokens(word.lower()).folded == tokens(word).folded


@pytest.mark.parametrize(
    "text", ["." * 100_000, "ж" + "\u0301" * 100_000, "o'" * 50_000, "1," * 50_000 + "x", "5網a" * 30_000]
)
@pytest.mark.timeout(20)
def test_strange_texts_are_read_quickly(text: str) -> None:
    read = tokens(text)
    assert bool(len(read)) == any(character.isalnum() for character in text)
