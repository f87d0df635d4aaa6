from concurrent.futures import ThreadPoolExecutor

import pytest

from presswatch.text import query_stems, stem, stemmed, tokens


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", "sanction sanctions sanctioned"),
        ("ru", "министр министры министров"),
        ("fr", "ministre ministres"),
        ("de", "Sanktion Sanktionen"),
        ("fa", "کشور کشورها کشورهای"),
        ("ar", "اجتماع الاجتماع"),
        ("ar", "كتاب کتاب"),  # with the Arabic and the Persian letter
        ("hy", "նախարար նախարարներ"),
        ("nb", "sanksjon sanksjoner"),
    ],
)
def test_forms_of_a_word_have_one_stem(language: str, forms: str) -> None:
    stems = {stem(token, language) for token in tokens(forms).folded}
    assert len(stems) == 1
    (found,) = stems
    assert found is not None
    assert found.startswith(f"{'no' if language == 'nb' else language}:")


def test_a_stem_knows_its_language() -> None:
    assert stem("nation", "en") != stem("nation", "fr")
    assert not set(stemmed(["nations"], "en")) & set(stemmed(["nations"], "fr"))


@pytest.mark.parametrize(
    ("token", "language"), [("sco", "ru"), ("шос", "en"), ("министр", "kk"), ("上", "zh"), ("a", ""), ("1", "en")]
)
def test_no_stemmer_no_stem(token: str, language: str) -> None:
    assert stem(token, language) is None
    assert stemmed([token], language) == [token]


def test_a_word_of_a_query_has_the_stems_of_its_script() -> None:
    assert {"en:sanction", "fr:sanction"} <= query_stems("sanctions")
    assert {found.partition(":")[0] for found in query_stems("министры")} == {"ru", "sr"}
    assert query_stems("上") == frozenset()


def test_the_stemmed_stream_is_as_long_as_the_folded_one() -> None:
    folded = tokens("Ministers of 上海合作组织 met, 75 лет").folded
    assert stemmed(folded, "en") == ["en:minist", "en:of", *"上海合作组织", "en:met", "75", "лет"]


def test_threads_may_stem_at_once() -> None:
    words = [f"sanction{ending}{number}" for number in range(200) for ending in ("s", "ed", "ing")]
    alone = [f"en:{word}" for word in words]  # a number at the end leaves nothing to cut
    with ThreadPoolExecutor(8) as threads:
        for found in threads.map(lambda _: [stem.__wrapped__(word, "en") for word in words], range(16)):
            assert found == alone
