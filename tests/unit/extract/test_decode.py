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


KOREAN = "상하이협력기구 회원국 외교장관들이 모스크바에서 만나 지역 안보 협력 강화에 관한 의견을 교환했다. " * 8
JAPANESE = "上海協力機構の加盟国の外相がモスクワで会談し、地域の安全保障協力の強化について意見を交換した。" * 8
ARABIC = "اجتمع وزراء خارجية الدول الأعضاء في موسكو لبحث التعاون الأمني في المنطقة. " * 8
TURKISH = "Dışişleri bakanları Moskova'da buluştu ve güvenlik işbirliğini görüştü. Şöyle dedi. " * 8
UKRAINIAN = "Міністри закордонних справ зустрілися в Києві, щоб обговорити її безпеку. " * 8
POLISH = "Ministrowie spraw zagranicznych spotkali się w Moskwie, żeby omówić bezpieczeństwo. " * 8
KAZAKH = "Сыртқы істер министрлері Астанада кездесіп, аймақтағы қауіпсіздік мәселелерін талқылады. " * 8


@pytest.mark.parametrize("declared", ["windows-1251", "koi8-r", "iso-8859-5", "utf-8", "iso-8859-1", "gb2312", ""])
@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "windows-1251"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "iso-8859-5"),
        (UKRAINIAN, "windows-1251"),
        (UKRAINIAN, "koi8-u"),
        (KAZAKH, "utf-8"),
    ],
)
def test_a_cyrillic_encoding_declared_as_another(text, encoding, declared):
    assert text in decode(html(text).encode(encoding), f"text/html; charset={declared}")


@pytest.mark.parametrize("declared", ["windows-1251", "iso-8859-1", "utf-8", ""])
@pytest.mark.parametrize(
    ("text", "encoding"),
    [(CHINESE, "gb18030"), (ARABIC, "windows-1256"), (JAPANESE, "iso-2022-jp"), (KOREAN, "utf-8")],
)
def test_another_script_declared_as_cyrillic_or_western(text, encoding, declared):
    assert text in decode(html(text).encode(encoding), f"text/html; charset={declared}")


@pytest.mark.parametrize(
    ("text", "encoding", "language"),
    [
        (TURKISH, "windows-1254", "tr"),
        (POLISH, "windows-1250", "pl-PL"),
        (FRENCH, "windows-1252", "fr"),
        (JAPANESE, "shift_jis", "ja"),
        (KOREAN, "euc-kr", "ko"),
    ],
)
@pytest.mark.parametrize("declared", ["iso-8859-1", "utf-8", ""])
def test_the_page_s_language_tells_what_no_byte_does(text, encoding, language, declared):
    page = html(text).replace("<html>", f'<html class="no-js" lang="{language}">')
    assert text in decode(page.encode(encoding), f"text/html; charset={declared}")


def test_a_language_that_is_not_the_text_s_does_no_harm():
    page = html(FRENCH).replace("<html>", "<html lang=ru>")
    assert FRENCH in decode(page.encode("windows-1252"), "text/html; charset=iso-8859-1")
    page = html(RUSSIAN).replace("<html>", "<html lang=en>")
    assert RUSSIAN in decode(page.encode("windows-1251"), "text/html; charset=iso-8859-1")


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
