"""A source is added at the end of a file, and nothing else of it changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presswatch.configuration import ConfigurationError, load
from presswatch.configuration.appending import file_of, one_line, source_lines, with_source, write
from presswatch.sources import Listing, Source, SourceKind

Write = Callable[[Mapping[str, str]], Path]

SOURCE = Source(
    id="herald",
    name="The Herald: news & views",
    country="NO",
    kind=SourceKind.WIRE,
    languages=("no", "en"),
    feeds=("https://news.example/feed?a=1&b=2#x",),
    listings=(Listing(url="https://news.example/", links='a[href*="/n/"]', next='//a[.="»"]'),),
)
COMMENTED = """# Ours.
sources:
  # The first
  - id: old  # it is
    name: Old
    country: KZ
    kind: wire
  # The end."""


def add(folder: Path, file: Path | None, source: Source = SOURCE) -> str:
    return with_source(folder, file, source_lines(source, comments={"kind": "guessed"}), source, environ={})


@pytest.mark.parametrize(
    "content",
    [
        COMMENTED,
        COMMENTED.replace("\n", "\r\n"),
        COMMENTED.replace("\n  ", "\n"),
        "sources:\n- {id: old, name: Old, country: KZ, kind: wire}\n",
        "# Nothing but this, and then\nsources:  # these\n\n    - {id: old, name: Old, country: KZ, kind: wire}\n",
    ],
)
def test_what_is_there_stays_as_it_was_written(write: Write, content: str) -> None:
    folder = write({"sources/a.yaml": ""})
    file = folder / "sources" / "a.yaml"
    file.write_bytes(content.encode())
    text = add(folder, file)
    assert text.startswith(content)
    assert ("\r\n" in text) == ("\r\n" in content)
    assert "kind: wire  # guessed" in text
    file.write_bytes(text.encode())
    assert load(folder, environ={}).sources["herald"] == SOURCE


def test_a_new_file(write: Write) -> None:
    folder = write({"sources/a.yaml": COMMENTED})
    text = add(folder, file_of(folder, "new"))
    assert text.startswith("sources:\n  - id: herald\n    name: ")
    assert not (folder / "sources" / "new.yaml").exists()


@pytest.mark.parametrize("content", ["sources: []\n", "sources: [{id: old, name: Old, country: KZ, kind: wire}]\n"])
def test_a_file_that_can_not_be_appended_to_is_left_alone(write: Write, content: str) -> None:
    folder = write({"sources/a.yaml": content})
    with pytest.raises(ConfigurationError):
        add(folder, folder / "sources" / "a.yaml")
    assert (folder / "sources" / "a.yaml").read_text() == content


def test_what_is_wrong_with_the_entry_is_said_of_the_file_that_it_is_for(write: Write) -> None:
    folder = write({"sources/a.yaml": COMMENTED})
    taken = Source(id="old", name="x", country="XX", kind=SourceKind.WIRE)
    with pytest.raises(ConfigurationError) as raised:
        add(folder, folder / "sources" / "a.yaml", taken)
    message = str(raised.value)
    assert f"{folder}/sources/a.yaml:9: sources[1].id" in message
    assert "is not an ISO 3166 country code" in message
    assert "/tmp/presswatch-" not in message


@pytest.mark.parametrize("name", ["../a.yaml", "/etc/a.yaml", ".hidden.yaml", "a.txt", "", "b/a.yaml"])
def test_only_files_of_the_folder_are_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigurationError, match="is no file of"):
        file_of(tmp_path, name)


def test_names_of_files(tmp_path: Path) -> None:
    home = tmp_path / "sources"
    assert (
        file_of(tmp_path, "a")
        == file_of(tmp_path, "a.yaml")
        == file_of(tmp_path, str(home / "a.yaml"))
        == home / "a.yaml"
    )


def test_a_file_is_replaced_as_a_whole_and_a_link_stays_one(tmp_path: Path) -> None:
    target, link = tmp_path / "there.yaml", tmp_path / "sources" / "a.yaml"
    target.write_text("old")
    target.chmod(0o640)
    link.parent.mkdir()
    link.symlink_to(target)
    write(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"
    assert target.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.text(alphabet="[]'\" >a\\#:{}\t*=,", max_size=20))
def test_whatever_a_site_calls_itself_is_a_name_and_nothing_else(tmp_path_factory, name: str, more: str) -> None:  # type: ignore[no-untyped-def]
    folder = tmp_path_factory.mktemp("config")
    (folder / "sources").mkdir()
    called = one_line(f"{name}{more}".encode("utf-8", "replace").decode()) or "x"
    source = Source(id="herald", name=called, country="NO", kind=SourceKind.WIRE)
    (folder / "sources" / "a.yaml").write_text(add(folder, None, source))
    assert load(folder, environ={}).sources == {"herald": source}
