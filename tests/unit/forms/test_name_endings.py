import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presswatch.forms import suffixes
from presswatch.text import fold


@pytest.mark.parametrize(
    ("language", "name", "forms"),
    [
        ("kk", "Лавров", "Лавровтың Лавровқа Лавровты Лавровпен"),
        ("kk", "Тоқаев", "Тоқаевтың Тоқаевқа"),
        ("kk", "ұйымы", "ұйымының ұйымына ұйымын ұйымында"),
        ("ky", "Токаев", "Токаевдин Токаевге Токаевди"),
        ("ky", "Лавров", "Лавровдун Лавровго Лавровду"),
        ("ky", "ШКУ", "ШКУнун ШКУга ШКУда"),
        ("uz", "Toqayev", "Toqayevning Toqayevga Toqayevni Toqayevdan"),
        ("uz", "Тоқаев", "Тоқаевнинг Тоқаевга"),
        ("tg", "Раҳмон", "Раҳмонро Раҳмони"),
        ("mn", "Хүрэлсүх", "Хүрэлсүхийн Хүрэлсүхэд Хүрэлсүхтэй"),
        ("tr", "Örgütü", "Örgütünün Örgütüne Örgütünde"),
        ("az", "Əliyev", "Əliyevin Əliyevə Əliyevlə"),
        ("ko", "푸틴", "푸틴은 푸틴이 푸틴의 푸틴과"),
        ("ko", "시진핑", "시진핑은 시진핑을"),
        ("hy", "Լավրով", "Լավրովի Լավրովը"),
        ("de", "Lawrow", "Lawrows"),
    ],
)
def test_endings_follow_harmony_and_the_last_sound(language: str, name: str, forms: str) -> None:
    assert set(forms.split()) <= {name + ending for ending in suffixes.endings(name, language)}


@pytest.mark.parametrize(
    ("language", "word"), [("kk", "Лавровдың"), ("ky", "Токаевнин"), ("az", "Əliyeva"), ("ko", "푸틴는")]
)
def test_an_ending_of_another_harmony_or_sound_is_none(language: str, word: str) -> None:
    name = next(name for name in ("Лавров", "Токаев", "Əliyev", "푸틴") if word.startswith(name))
    assert word.removeprefix(name) not in suffixes.endings(name, language)


def test_endings_are_of_the_script_of_their_language() -> None:
    assert suffixes.endings("Lavrov", "kk") == ()
    assert suffixes.endings("Лавров", "tr") == ()


@settings(max_examples=200, deadline=None)
@given(st.text(min_size=1, max_size=12), st.sampled_from(sorted(suffixes.LANGUAGES)))
def test_any_word_has_a_closed_list(word: str, language: str) -> None:
    found = suffixes.endings(word, language)
    assert len(found) <= 60
    assert all(0 < len(ending) <= 7 for ending in found)
    assert suffixes.folded(word, (language,)) == {fold(ending) for ending in found}
