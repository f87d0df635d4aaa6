"""What a YAML error means to the person who wrote the file. libyaml speaks of its own states; we of the text."""

from __future__ import annotations

import yaml

from presswatch.configuration.problems import quoted


def explain(  # noqa: C901, PLR0911, PLR0912 - a table, one case for each error that people make
    error: yaml.YAMLError, text: str
) -> tuple[int, int | None, str]:
    """Line and column (from 1), and what is wrong there and what would be right."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return 0, None, f"can't be read as YAML: {' '.join(str(error).split())}"
    problem = error.problem or ""
    at, opened = error.problem_mark, error.context_mark
    line_text = _line(text, at.line)
    found = line_text[at.column : at.column + 1]
    before = line_text[: at.column].rstrip()
    match problem:
        case "found character that cannot start any token" | "found a tab character that violates indentation":
            if "\t" in (found, *before[-1:]) or "tab" in problem:
                return _told(at, "a tab can't indent YAML: use spaces")
            return _told(at, f'a value that begins with "{found}" must be in quotes')
        case "found unexpected end of stream" if opened:
            return _told(opened, "the quote that opens here is never closed")
        case "did not find expected alphabetic or numeric character" if opened:
            return _told(opened, f'text that begins with "{before[-1:]}" must be in quotes')
        case "found unknown escape character":
            escape = line_text[at.column : at.column + 2] if found == "\\" else found
            return _told(at, f"in double quotes a backslash begins an escape, and {escape} is none: use single quotes")
        case "mapping values are not allowed in this context":
            return _told(
                at, 'has a ":" where no key can stand: put text with ": " in it in quotes, or mend the indentation'
            )
        case "did not find expected key" if before.endswith(('"', "'")):
            return _told(
                at,
                "has text after the closing quote: put the whole value in single quotes, a single quote in it doubled",
            )
        case "did not find expected node content" if not found:
            return _told(at, "ends within a list or mapping: a ] or } is missing")
        case "did not find expected key" | "did not find expected node content" if found and found in "]}":
            return _told(at, f'has a "{found}" that closes nothing')
        case "did not find expected key" | "did not find expected '-' indicator":
            return _told(at, "is indented unlike the lines around it")
        case "did not find expected ',' or ']'" | "did not find expected ',' or '}'" if opened:
            bracket = _line(text, opened.line)[opened.column : opened.column + 1]
            return _told(
                opened,
                f'the "{bracket}" that opens here is not closed before line {at.line + 1}, column {at.column + 1}; '
                "text with any of [ ] { } , in it must be in quotes",
            )
        case "could not find expected ':'" if opened:
            return _told(opened, f'{quoted(_line(text, opened.line).strip())} is no "key: value"')
        case "block sequence entries are not allowed in this context":
            return _told(at, 'a list of "- …" begins on a line of its own, below its key')
        case _:
            context = f"{error.context}, " if error.context else ""
            return _told(at, f"can't be read as YAML: {context}{problem}")


def _told(mark: yaml.Mark, message: str) -> tuple[int, int | None, str]:
    return mark.line + 1, mark.column + 1, message


def _line(text: str, line: int) -> str:
    lines = text.splitlines()
    return lines[line] if line < len(lines) else ""
