"""YAML files, read so that every value knows its line.

The tree is built from PyYAML's events rather than by its constructors. Scalars stay the text that was written, as in
the failsafe schema of YAML 1.2 (section 10.1) with null added: what a value is, the models say. So `country: NO` is no
boolean, `010` no octal and `12:30` no number of seconds. Tags are refused, aliases and depth are bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from presswatch.configuration.problems import Problem, quoted
from presswatch.configuration.yaml_errors import explain

Value = str | list["Value"] | dict[str, "Value"] | None
Loc = tuple[str | int, ...]
"""The way to a value: keys and indexes from the root."""

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml, where PyYAML was built with it
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_UNPRINTABLE = re.compile(
    r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"  # YAML 1.2, section 5.1
)
_DEEPEST = 20  # levels; the formats need five
_LARGEST = 10_000_000  # bytes of a file
_MOST = 200_000  # values of a file, each alias counted as what it stands for


@dataclass(slots=True)
class _Node:
    line: int
    column: int
    value: str | list[_Node] | dict[str, _Node] | None
    size: int = 1
    keys: dict[str, int] = field(default_factory=dict)  # of a mapping: the line of each key


@dataclass(frozen=True, slots=True)
class Document:
    """The one document of a file."""

    file: str
    data: Value
    _root: _Node

    def line(self, loc: Loc) -> int:
        """The line of the key or list item at `loc`, or of the nearest thing around it that is there."""
        node, line = self._root, self._root.line
        for step in loc:
            match node.value, step:
                case dict() as entries, str() if step in entries:
                    node, line = entries[step], node.keys[step]
                case list() as items, int() if step < len(items):
                    node = items[step]
                    line = node.line
                case _:
                    break
        return line


def read(file: str, content: bytes) -> tuple[Document | None, list[Problem]]:
    """The document of a file and what is wrong with it as YAML; None where it can't be read at all."""
    try:
        text = _decode(content)
        builder = _Builder(file)
        root = builder.build(text)
    except _UnreadableError as error:
        return None, [Problem(file, error.line, error.column, "", error.message)]
    except yaml.YAMLError as error:
        line, column, message = explain(error, _decode(content))
        return None, [Problem(file, line, column, "", message)]
    return Document(file, _data(root), root), builder.problems


def written(loc: Loc) -> str:
    """`loc` as people write it: sources[3].country."""
    text = ""
    for step in loc:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


class _UnreadableError(Exception):
    def __init__(self, line: int, column: int | None, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.column = column
        self.message = message


def _decode(content: bytes) -> str:
    if len(content) > _LARGEST:
        raise _UnreadableError(0, None, f"has {len(content):,} bytes; a config file has at most {_LARGEST:,}")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _UnreadableError(1, None, "is UTF-16; save it as UTF-8")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _UnreadableError(
            line, None, f"is not UTF-8: byte 0x{content[error.start]:02x} in this line; save the file as UTF-8"
        ) from error
    unprintable = _UNPRINTABLE.search(text)
    if unprintable:
        at = unprintable.start()
        raise _UnreadableError(
            text.count("\n", 0, at) + 1,
            at - text.rfind("\n", 0, at),
            f"has the control character U+{ord(unprintable.group()):04X}; remove it",
        )
    return text


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being read."""

    node: _Node
    anchor: str | None
    key: str | None = None  # of a mapping: the key whose value comes next
    key_line: int = 0


class _Builder:
    """Makes the tree of one document from its events."""

    def __init__(self, file: str) -> None:
        self.problems: list[Problem] = []
        self._file = file
        self._open: list[_Open] = []
        self._anchors: dict[str, _Node] = {}
        self._root: _Node | None = None

    def build(self, text: str) -> _Node:
        for event in _events(text):
            match event:
                case yaml.ScalarEvent():
                    self._add(self._scalar(event), event)
                case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                    self._start(event)
                case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                    ended = self._open.pop()
                    if ended.anchor:
                        self._anchors[ended.anchor] = ended.node
                    self._place(ended.node)
                case yaml.AliasEvent():
                    self._add(self._aliased(event), event)
                case yaml.DocumentStartEvent() if self._root:
                    raise _at(event, 'begins a second document here; one file holds one: remove the "---"')
                case _:
                    pass
        return self._root or _Node(1, 1, None)

    def _scalar(self, event: yaml.ScalarEvent) -> _Node:
        _refuse_tag(event)
        plain = not event.style  # "" from libyaml, None from the Python parser
        value = None if plain and event.value in _NULL else event.value
        node = _Node(*_start(event), value)
        if event.anchor:
            self._anchors[event.anchor] = node
        return node

    def _start(self, event: yaml.SequenceStartEvent | yaml.MappingStartEvent) -> None:
        _refuse_tag(event)
        if len(self._open) >= _DEEPEST:
            raise _at(event, f"is nested more than {_DEEPEST} levels deep")
        if self._open and isinstance(self._open[-1].node.value, dict) and self._open[-1].key is None:
            raise _at(event, "has a list or mapping where a key should stand; put text with []{} in it in quotes")
        value: list[_Node] | dict[str, _Node] = {} if isinstance(event, yaml.MappingStartEvent) else []
        node = _Node(*_start(event), value)
        self._open.append(_Open(node, event.anchor))

    def _aliased(self, event: yaml.AliasEvent) -> _Node:
        name = event.anchor
        if any(each.anchor == name for each in self._open):
            raise _at(event, f'"*{name}" stands inside of what it refers to')
        if name not in self._anchors:
            raise _at(event, f'"*{name}" refers to no "&{name}" above it; text that begins with "*" must be in quotes')
        return self._anchors[name]

    def _add(self, node: _Node, event: yaml.ScalarEvent | yaml.AliasEvent) -> None:
        top = self._open[-1] if self._open else None
        if top is None or not isinstance(top.node.value, dict) or top.key is not None:
            self._place(node)
            return
        if isinstance(node.value, list | dict):
            raise _at(event, "has a list or mapping where a key should stand")
        top.key = node.value or ""
        top.key_line, _ = _start(event)

    def _place(self, node: _Node) -> None:
        if not self._open:
            self._root = node
            return
        top = self._open[-1]
        top.node.size += node.size
        if top.node.size > _MOST:
            raise _UnreadableError(
                top.node.line, None, f"holds more than {_MOST:,} values, with all aliases written out"
            )
        if isinstance(top.node.value, list):
            top.node.value.append(node)
        elif isinstance(top.node.value, dict) and top.key is not None:
            if top.key in top.node.value:
                self._twice(top)
            else:
                top.node.value[top.key] = node
                top.node.keys[top.key] = top.key_line
            top.key = None

    def _twice(self, top: _Open) -> None:
        first = top.node.keys[top.key or ""]
        message = f"is given twice; it is first given in line {first}: remove one of them"
        self.problems.append(Problem(self._file, top.key_line, None, written(self._loc()), message))

    def _loc(self) -> Loc:
        """Where the value is that is being read."""
        return tuple(
            len(each.node.value) if isinstance(each.node.value, list) else each.key or "" for each in self._open
        )


def _events(text: str) -> Iterator[yaml.Event]:
    return iter(yaml.parse(text, Loader=_Loader))


def _start(event: yaml.Event) -> tuple[int, int]:
    """Line and column, from 1."""
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _at(event: yaml.Event, message: str) -> _UnreadableError:
    return _UnreadableError(*_start(event), message)


def _refuse_tag(event: yaml.ScalarEvent | yaml.SequenceStartEvent | yaml.MappingStartEvent) -> None:
    if event.tag and event.tag != "!":
        shown = quoted(event.tag.replace("tag:yaml.org,2002:", "!!"))
        raise _at(
            event, f'{shown} is a YAML tag, which means nothing here; text that begins with "!" must be in quotes'
        )


def _data(node: _Node) -> Value:
    match node.value:
        case list() as items:
            return [_data(item) for item in items]
        case dict() as entries:
            return {key: _data(entry) for key, entry in entries.items()}
        case scalar:
            return scalar
