"""Bytes to text: what header, byte order mark and page say of the encoding, checked against the bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from charset_normalizer import from_bytes
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

_PROBE = 65_536  # bytes that detection looks at
_ASCII_RUNS = re.compile(rb"<script\b.*?</script>|<style\b.*?</style>|<[^<>]*>|[\x00-\x20]+", re.DOTALL | re.IGNORECASE)
# Encodings of the web, without those of other systems that are easily taken for them.
_LIKELY = [
    "cp1251", "koi8_u", "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr", "cp1256", "cp1254", "cp1250", "cp1253",
    "cp1255", "tis_620", "iso8859_2", "cp1252",
]  # fmt: skip
_CYRILLIC = ("cp1251", "koi8_u", "iso8859_5")
_CYRILLIC_NAMES = frozenset((*_CYRILLIC, "koi8-r", "koi8_r", "koi8-u", "iso8859-5"))  # as codecs and w3lib write them
_LATIN = frozenset(("cp1250", "iso8859_2", "cp1252", "cp1254"))
# What a language's pages are in where nobody says: the HTML standard, section 13.2.3.2, step 9.
_DEFAULTS = {
    language: encoding
    for languages, encoding in (
        ("be bg kk ky mk mn ru sr tg uk", "cp1251"), ("ar fa", "cp1256"), ("cs hu pl sk sl hr", "cp1250"),
        ("el", "cp1253"), ("he", "cp1255"), ("et lt lv", "cp1257"), ("tr az ku", "cp1254"), ("th", "cp874"),
        ("vi", "cp1258"), ("ja", "shift_jis"), ("ko", "euc_kr"),
    )
    for language in languages.split()
}  # fmt: skip
_WESTERN = frozenset(("cp1252", "iso8859-1", "latin-1", "ascii"))
_LANGUAGE = re.compile(rb"<html\b[^>]{0,500}?\blang\s*=\s*[\"']?([A-Za-z]{2})\b", re.IGNORECASE)
_JIS = re.compile(rb"\x1b\$[@B]")  # ISO-2022-JP, which is ASCII to look at

_WRONG = re.compile("[\ufffd\x80-\x9f]")
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_WESTERN_RUN = re.compile("[\xa0-\xff]{4,}")
_COMMON_CYRILLIC = re.compile("[аеинорстлв]")  # half or more of the letters of any text, in all of its languages
_LEAST_COMMON = 0.3  # of the letters that are not ASCII; under another's name it is some 0.15
_MIXED = re.compile("[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z]")
_NEVER = [chr(code) for code in (*range(9), 11, 12, *range(14, 32), 127, 0xFFFE, 0xFFFF)]


def decode(body: bytes, content_type: str = "") -> str:
    """The text of an HTML page. Never raises: bytes that no encoding explains become U+FFFD."""
    encoding, mark = read_bom(body)
    if encoding:
        return _cleaned(body[len(mark or b"") :].decode(encoding, "replace"))
    for encoding in _declared(body, content_type):
        text = _plausible(body, encoding)
        if text is not None:
            return _cleaned(text)
    return _cleaned(_detected(body))


def _declared(body: bytes, content_type: str) -> Iterator[str]:
    """UTF-8 first, as text in another encoding is hardly ever valid in it; then what is said, the header first."""
    if utf_16 := _zeros(body):
        yield utf_16
    if _JIS.search(body):
        yield "iso2022_jp"
    yield "utf-8"
    language = _LANGUAGE.search(body, 0, 4096)
    default = _DEFAULTS.get(language[1].decode().lower(), "cp1252") if language else ""
    for said in (http_content_type_encoding(content_type), html_body_declared_encoding(body)):
        if said and (resolved := resolve_encoding(said)) and not resolved.startswith("utf-16"):
            if resolved in _WESTERN and default:  # what servers say of everything
                yield default
            yield resolved
    if default:
        yield default


def _plausible(body: bytes, encoding: str) -> str | None:
    """The text, unless too much of it turns out to be none; pages are cut, and bytes do get lost."""
    if encoding in _CYRILLIC_NAMES:
        return _cyrillic(body)
    try:
        return body.decode(encoding) if encoding == "utf-8" else _checked(body.decode(encoding, "replace"))
    except UnicodeDecodeError as error:
        if error.start >= len(body) - 4:
            return body[: error.start].decode(encoding)  # cut within a character
        return _checked(body.decode(encoding, "replace"))
    except LookupError:
        return None


def _cyrillic(body: bytes) -> str | None:
    """One of them is often taken for another, and no byte tells them apart but by how common its letter is."""

    def share(text: str) -> float:
        return len(_COMMON_CYRILLIC.findall(text)) / max(len(_FOREIGN.findall(text)), 1)

    best = max((body.decode(encoding, "replace") for encoding in _CYRILLIC), key=share)
    return best if body.isascii() or (share(best) >= _LEAST_COMMON and _checked(best)) else None


def _checked(text: str) -> str | None:
    foreign = len(_FOREIGN.findall(text))
    if len(_WRONG.findall(text)) > 0.001 * foreign + 1:
        return None
    # Western letters take turns with plain ones, in every language that is written with them: a run of them is
    # Cyrillic, Greek, Chinese, … under a wrong name. Cyrillic ones don't.
    is_western = sum(map(len, _WESTERN_RUN.findall(text))) <= 0.3 * foreign
    return text if is_western and len(_MIXED.findall(text)) <= 0.3 * foreign + 1 else None


def _zeros(body: bytes) -> str | None:
    """UTF-16 without a mark: every second byte of the markup is zero, of its first letters (`<html`) at the least."""
    start = body[:60]
    half = len(start) // 2
    for encoding, high in (("utf-16-le", 1), ("utf-16-be", 0)):
        begins = half >= 5 and not any(start[high:10:2]) and all(start[1 - high : 10 : 2])
        if half and (begins or start[high::2].count(0) > 0.7 * half):
            return encoding
    return None


def _detected(body: bytes) -> str:
    probe = b" ".join(piece for piece in _ASCII_RUNS.split(body[: 4 * _PROBE]) if piece and not piece.isascii())[
        :_PROBE
    ]
    best = from_bytes(probe, cp_isolation=_LIKELY, steps=5, chunk_size=1024).best() if probe else None
    if best and best.encoding in _CYRILLIC_NAMES and (text := _cyrillic(body)):
        return text
    if best and best.encoding in _LATIN:  # it can't tell them; the standard's last word is this one
        return body.decode("cp1252", "replace")
    return body.decode(best.encoding if best else "utf-8", "replace")


def _cleaned(text: str) -> str:
    for character in _NEVER:  # hardly any page has one, and looking for each is quicker than for all
        if character in text:
            text = text.replace(character, " ")
    return text
