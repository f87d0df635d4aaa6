"""Which files make up a config folder, and what stands in it that is none."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from presswatch.configuration.documents import Document, read
from presswatch.configuration.known import FOLDERS
from presswatch.configuration.problems import Problem, did_you_mean

_UNREAD_FOLDERS = frozenset({"kibana"})  # of the config, but not ours to read


@dataclass(frozen=True, slots=True)
class File:
    folder: str  # "sources"
    name: str  # as problems name it: config/sources/kz.yaml
    document: Document | None  # None: it can't be read


def read_files(folder: Path) -> tuple[list[File], list[Problem]]:
    """Every YAML file of the four folders of the config, and what is wrong with files as such.

    Hidden files are left alone, as editors make them.
    """
    if not folder.is_dir():
        return [], [Problem(folder.as_posix(), 0, None, "", "there is no such folder; set PRESSWATCH_CONFIG to yours")]
    if not any((folder / name).is_dir() for name in FOLDERS):
        message = f"has none of the folders {', '.join(FOLDERS)}; is it the config folder?"
        return [], [Problem(folder.as_posix(), 0, None, "", message)]
    files: list[File] = []
    problems: list[Problem] = []
    for path in sorted(folder.rglob("*")):
        within = path.relative_to(folder)
        if path.suffix.lower() not in (".yaml", ".yml") or any(part.startswith(".") for part in within.parts):
            continue
        if len(within.parts) == 2 and within.parts[0] in FOLDERS:
            document, wrong = _read(path)
            files.append(File(within.parts[0], path.as_posix(), document))
            problems += wrong
        elif within.parts[0] not in _UNREAD_FOLDERS:
            problems.append(Problem(path.as_posix(), 0, None, "", _misplaced(folder, within)))
    return files, problems


def _read(path: Path) -> tuple[Document | None, list[Problem]]:
    try:
        content = path.read_bytes()
    except OSError as error:
        return None, [Problem(path.as_posix(), 0, None, "", f"can't be read: {error.strerror}")]
    return read(path.as_posix(), content)


def _misplaced(folder: Path, within: Path) -> str:
    first = within.parts[0]
    if first in FOLDERS:
        return f"is not read: move it up to {(folder / first).as_posix()}"
    hint = did_you_mean(first, FOLDERS) if len(within.parts) > 1 else ""
    return f"is not read: config files stand in {', '.join(FOLDERS)}{hint}"
