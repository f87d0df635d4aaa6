"""Config files that are wrong, and exactly what is said of them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presswatch.configuration import ConfigurationError, Problem, Problems, load
from presswatch.configuration.checking import check
from presswatch.configuration.documents import Value
from presswatch.configuration.entries import ENTRIES
from presswatch.configuration.known import Known

_CASES = sorted(folder for folder in (Path(__file__).parent / "broken").iterdir() if folder.is_dir())


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.name)
def test_exact_messages(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(case)
    with pytest.raises(ConfigurationError) as raised:
        load(Path("config"), environ={"EMPTY": ""})
    assert str(raised.value).splitlines() == Path("expected.txt").read_text(encoding="utf-8").splitlines()


def test_every_problem_of_every_file_is_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected: list[str] = []
    for name in ("tab", "countries", "terms", "channels", "topic-of-topics", "not-utf-8"):
        case = Path(__file__).parent / "broken" / name
        for file in sorted((case / "config").rglob("*.yaml")):
            target = tmp_path / "config" / file.parent.name / f"{name}-{file.name}"
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, target)
        for line in (case / "expected.txt").read_text(encoding="utf-8").splitlines():
            folder, _, rest = line.removeprefix("config/").partition("/")
            expected.append(f"config/{folder}/{name}-{rest}")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Problems) as raised:
        load(Path("config"), environ={})
    assert list(map(str, raised.value.problems)) == _by_place(expected)


def _by_place(lines: list[str]) -> list[str]:
    def place(line: str) -> tuple[str, int]:
        file, number, _ = line.split(":", 2)
        return file, int(number)

    return sorted(lines, key=place)


def test_a_problem_says_where_it_is(tmp_path: Path) -> None:
    file = tmp_path / "sources" / "kz.yaml"
    file.parent.mkdir()
    file.write_text("# the steppe\nsources:\n  - id: mfa-kz\n    name: MFA\n    country: QQ\n    kind: official\n")
    with pytest.raises(Problems) as raised:
        load(tmp_path, environ={})
    message = '"QQ" is not an ISO 3166 country code; did you mean KZ?'
    assert raised.value.problems == (Problem(file.as_posix(), 5, None, "sources[0].country", message),)


def test_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="there is no such folder; set PRESSWATCH_CONFIG to yours"):
        load(tmp_path / "none", environ={})


def test_a_folder_that_is_no_config(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="has none of the folders sources, watchlist, topics, alerts"):
        load(tmp_path, environ={})


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "kz.yaml").symlink_to(tmp_path / "gone")
    (tmp_path / "sources" / "folder.yaml").mkdir()
    with pytest.raises(Problems) as raised:
        load(tmp_path, environ={})
    assert [problem.message for problem in raised.value.problems] == [
        "can't be read: Is a directory",
        "can't be read: No such file or directory",
    ]


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "kz.yaml").write_bytes(b"sources: []\n" + b"#" * 10_000_001)
    with pytest.raises(ConfigurationError, match=r"has 10,000,013 bytes; a config file has at most 10,000,000"):
        load(tmp_path, environ={})


def test_secrets_stay_out_of_messages(tmp_path: Path) -> None:
    (tmp_path / "alerts").mkdir()
    (tmp_path / "alerts" / "channels.yaml").write_text(
        "channels:\n"
        "  - {id: a, url: 'mailtoo://desk:hunter2@example.org'}\n"
        "  - {id: b, url: '${MAIL}'}\n"
        "  - {id: c, webhook: 'http://example.org/${TOKEN}', secret: '${TOKEN}'}\n"
        "  - {id: d, webhook: 'https://example..org/${TOKEN}', secret: '${TOKEN}'}\n"
    )
    with pytest.raises(Problems) as raised:
        load(tmp_path, environ={"MAIL": "slack://hunter2", "TOKEN": "hunter2"})
    assert len(raised.value.problems) == 4
    assert "hunter2" not in str(raised.value)


_WORDS = st.sampled_from(
    ["", "a", "KZ", "en", "official", "15m", "2020-01-01", "https://example.org/", "${A}", "=", "@x"]
)
_ANYTHING: st.SearchStrategy[Value] = st.recursive(
    st.none() | _WORDS | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_WORDS | st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(ENTRIES)).flatmap(lambda section: st.tuples(st.just(section), _entries(section))))
def test_whatever_is_written_is_an_entry_or_told(drawn: tuple[str, Value]) -> None:
    section, given_entry = drawn
    known = Known({"A": "b"}, {name: {} for name in ENTRIES}, frozenset())
    checked = check(section, given_entry, known)
    assert (checked.entry is None) == bool(checked.findings)
    for loc, message in checked.findings:
        assert message
        assert message == message.strip()
        assert all(step in given_entry for step in loc[:1]) or "is missing" in message


def _entries(section: str) -> st.SearchStrategy[Value]:
    keys = [field.alias or name for name, field in ENTRIES[section].model_fields.items()]
    return _ANYTHING | st.dictionaries(st.sampled_from(keys), _ANYTHING)
