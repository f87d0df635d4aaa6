"""Adding a source to a file of the config: what is there stays as it was written, comments and all.

The entry is appended as text. Whether the file can be appended to is not guessed: the config is loaded with the new
file in a copy first, and must come to what it was, and the new source.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from presswatch.configuration.configuration import Configuration
from presswatch.configuration.known import FOLDERS
from presswatch.configuration.loading import load
from presswatch.configuration.problems import Problems, quoted
from presswatch.errors import ConfigurationError
from presswatch.sources import Source

_PLAIN = re.compile(
    r"[A-Za-z][A-Za-z0-9]*(?:[ -][A-Za-z0-9]+)*|https?://[A-Za-z0-9./_%=&?+~-]*[A-Za-z0-9/=]|[0-9]+[mhd]"
)
_UNPRINTABLE = re.compile(r"[^\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u2028\u2029\ufeff]")
_FIRST_ITEM = re.compile(r"^sources:[^\S\n]*(?:#[^\n]*)?\n(?:[^\S\n]*(?:#[^\n]*)?\n)*([^\S\n]*)-\s", re.MULTILINE)
_FILE = re.compile(r"[^./\\][^/\\]*\.ya?ml")


def source_lines(source: Source, *, comments: Mapping[str, str]) -> list[str]:
    """The entry of a source as lines of YAML; `comments` stand behind the keys that they are about."""

    def line(key: str, value: str) -> str:
        comment = one_line(comments.get(key, ""))
        return f"{key}: {value}" + (f"  # {comment}" if comment else "")

    lines = [
        line("id", _scalar(source.id)),
        line("name", _scalar(source.name)),
        line("country", source.country),
        line("kind", source.kind),
    ]
    if source.languages:
        lines.append(line("languages", f"[{', '.join(source.languages)}]"))
    for key, addresses in (("feeds", source.feeds), ("sitemaps", source.sitemaps)):
        if addresses:
            lines += [f"{key}:", *(f"  - {_scalar(each)}" for each in addresses)]
    if source.listings:
        lines.append("listings:")
        for listing in source.listings:
            lines += [f"  - url: {_scalar(listing.url)}", f"    links: {_quoted(listing.links)}"]
            if listing.next:
                lines.append(f"    next: {_quoted(listing.next)}")
    lines.append(line("every", f"{int(source.every.total_seconds()) // 60}m"))
    return [f"- {lines[0]}", *(f"  {each}" for each in lines[1:])]


def appended(content: str, lines: Sequence[str]) -> str:
    """The text of a file of sources with an entry at its end, indented as its first one; "" is a new file."""
    newline = "\r\n" if "\r\n" in content else "\n"
    first = _FIRST_ITEM.search(content.replace("\r\n", "\n"))
    indent = first[1] if first else "  "
    if content and not content.endswith("\n"):
        content += newline
    if not re.search(r"^sources:", content, re.MULTILINE):
        content += f"sources:{newline}"
    return content + "".join(f"{indent}{line}{newline}" for line in lines)


def file_of(folder: Path, name: str) -> Path:
    """The file of config/sources that `name` means: partners, partners.yaml or its path. Raises ConfigurationError."""
    home = (folder / "sources").absolute()
    path = Path(name)
    path = path if path.suffix else path.with_name(path.name + ".yaml") if path.name else path
    if _FILE.fullmatch(path.name) and (path.parent == Path() or path.absolute().parent == home):
        return home / path.name
    raise ConfigurationError(f"{quoted(name)} is no file of {folder.as_posix()}/sources; write a name like press.yaml")


def with_source(
    folder: Path, file: Path | None, lines: Sequence[str], source: Source, *, environ: Mapping[str, str]
) -> str:
    """What the file will be with the entry of `source` at its end; `file` None is one of its own.

    Raises `ConfigurationError`: what is wrong with the entry, or that this file can't be appended to.
    """
    content = ""
    if file and file.exists():
        content = file.read_bytes().decode("utf-8-sig", "replace")
    text = appended(content, lines)
    before = load(folder, environ=environ)
    after = _loaded(folder, file or folder / "sources" / "added.yaml", text, environ)
    expected = {**before.sources, source.id: source}
    if after.sources != expected or len(after.sources) != len(before.sources) + 1:
        name = file.name if file else "a file"
        raise ConfigurationError(
            f"{name} is not written so that an entry can be put at its end; write it to another file with --to, or put"
            " these lines in by hand:\n" + "\n".join(f"  {line}" for line in lines)
        )
    return text


def write(file: Path, text: str) -> None:
    """Replace the file as a whole, or make it: who reads it meanwhile sees the old one or the new. Raises OSError."""
    target = file.resolve()  # what a symbolic link leads to, not the link
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".new")  # hidden: no file of the config
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(text.encode())
            stream.flush()
            os.fsync(stream.fileno())
        draft.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o644)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def _loaded(folder: Path, file: Path, text: str, environ: Mapping[str, str]) -> Configuration:
    """The config as it would be with this file."""
    with tempfile.TemporaryDirectory(prefix="presswatch-") as name:
        copy = Path(name)
        for each in FOLDERS:
            if (folder / each).is_dir():
                shutil.copytree(folder / each, copy / each, ignore=shutil.ignore_patterns(".*"))
        (copy / "sources").mkdir(exist_ok=True)
        (copy / "sources" / file.name).write_bytes(text.encode())
        try:
            return load(copy, environ=environ)
        except Problems as problems:
            here, there = copy.as_posix(), folder.as_posix()
            raise Problems(
                replace(each, file=each.file.replace(here, there), message=each.message.replace(here, there))
                for each in problems.problems
            ) from problems


def _scalar(text: str) -> str:
    text = one_line(text)
    return text if _PLAIN.fullmatch(text) and text.lower() != "null" else _quoted(text)


def _quoted(text: str) -> str:
    """In YAML's double quotes (YAML 1.2, section 7.3.1)."""
    return '"' + one_line(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def one_line(text: str) -> str:
    """A text as a value of the config can have it."""
    return " ".join(_UNPRINTABLE.sub(" ", text).split())
