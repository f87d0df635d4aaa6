"""Headers lie about encodings, and so do pages."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.extract.decode import decode

RUSSIAN = "Министры иностранных дел встретились в Москве и согласовали коммюнике. " * 8
CHINESE = "成员国外长理事会会议十日在莫斯科举行，各方就加强地区安全合作交换了意见。" * 8
FRENCH = "Les ministres des Affaires étrangères se sont réunis à Moscou, où ils ont adopté un communiqué. " * 8


def html(text: str, charset: str = "") -> str:
    meta = f'<meta charset="{charset}">' if charset else ""
    return f"<html><head>{meta}<title>t</title></head><body><p>{text}</p></body></html>"


@pytest.mark.parametrize(
    ("text", "encoding", "header", "meta"),
    [
        (RUSSIAN, "windows-1251", "text/html; charset=windows-1251", ""),
        (RUSSIAN, "windows-1251", "text/html; charset=utf-8", ""),
        (RUSSIAN, "windows-1251", "text/html; charset=utf-8", "windows-1251"),
        (RUSSIAN, "windows-1251", "text/html; charset=iso-8859-1", ""),
        (RUSSIAN, "windows-1251", "text/html; charset=no-such-thing", ""),
        (RUSSIAN, "koi8-r", "", ""),
        (RUSSIAN, "utf-8", "text/html; charset=windows-1251", "windows-1251"),
        (CHINESE, "gb18030", "text/html", "gb2312"),
        (CHINESE, "gb18030", "text/html; charset=utf-8", ""),
        (CHINESE, "big5", "text/html; charset=big5", ""),
        (FRENCH, "windows-1252", "text/html; charset=iso-8859-1", ""),
        (FRENCH, "windows-1252", "text/html; charset=utf-8", "iso-8859-1"),
        (RUSSIAN, "utf-16", "text/html", ""),  # with a byte order mark
        (RUSSIAN, "utf-16-le", "text/html; charset=utf-8", ""),
        (RUSSIAN, "utf-16-be", "", "utf-16"),
        (RUSSIAN, "utf-8-sig", "text/html; charset=windows-1251", ""),
    ],
)
def test_the_text_comes_out_whatever_is_declared(text, encoding, header, meta):
    if encoding == "big5":
        text = text.replace("会", "會").replace("员", "員").replace("国", "國").replace("长", "長").replace("议", "議")
        text = "".join(c for c in text if c.encode("big5", "ignore"))
    assert text in decode(html(text, meta).encode(encoding), header)


def test_a_page_cut_within_a_character_and_one_with_a_bad_byte_stay_utf_8():
    body = html(RUSSIAN).encode()
    cut = body[: body.index("Москве".encode()) + 3]
    assert decode(cut, "text/html").endswith("М")
    broken = body.replace("Москве".encode(), "Моск".encode() + b"\xd0" + "ве".encode(), 1)
    assert "согласовали" in decode(broken, "text/html")


def test_control_characters_are_gone():
    assert decode(b"<p>a\x00b\x08c</p>") == "<p>a b c</p>"


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from(["", "text/html; charset=utf-8", "text/html; charset=utf-16", "x;charset="]),
)
def test_any_bytes_decode(body, header):
    decode(body, header).encode("utf-8")
