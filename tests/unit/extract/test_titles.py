from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from crawlers.extract import Hints, Reading, read_page
from crawlers.extract.headings import heading_text
from crawlers.extract.meta import read_meta
from crawlers.extract.site_names import without_site
from crawlers.extract.titles import read_title
from crawlers.extract.wording import plain


def title(
    page: str, *, headline: str = "", hint: str = "", publisher: str = "", host: str = "www.times.example.com"
) -> str:
    tree = html.document_fromstring(page)
    return read_title(tree, read_meta(tree), headline=headline, hint=hint, host=host, names=[publisher]).title


OG = '<meta property="og:title" content="{}">'


def test_places_that_agree_outweigh_one_that_does_not():
    page = OG.format("Ministers meet in Moscow") + "<h1>Ministers meet in Moscow</h1>"
    assert title(page, headline="Moscow: ministers, meeting, SCO") == "Ministers meet in Moscow"


def test_json_ld_comes_first_among_strangers_and_the_window_title_last():
    page = "<title>SEO words about the meeting</title>" + OG.format("You won't believe who met whom")
    assert title(page, headline="Ministers meet in Moscow") == "Ministers meet in Moscow"
    assert title("<title>Ministers meet in Moscow</title>") == "Ministers meet in Moscow"


def test_the_feeds_title_decides_where_the_page_has_it_too():
    page = OG.format("Ministers meet, and what it means for you") + "<h1>Ministers meet in Moscow</h1>"
    ld = "Ministers meet, and what it means for you"
    assert title(page, headline=ld) == ld
    assert title(page, headline=ld, hint="Ministers meet in Moscow") == "Ministers meet in Moscow"
    assert title(page, headline=ld, hint="Ministers meet, …") == ld
    assert title("<p>", hint="Ministers meet") == "Ministers meet"


def test_an_h1_that_is_the_logo_is_no_title():
    page = "<h1>The Example Times</h1><h1>Log in</h1>" + OG.format("Ministers meet in Moscow")
    assert title(page) == "Ministers meet in Moscow"


@pytest.mark.parametrize(
    ("full", "names", "bare"),
    [
        ("Ministers meet in Moscow | The Example Times", {"The Example Times"}, "Ministers meet in Moscow"),
        ("Ministers meet - World - Example", {"Example", "World"}, "Ministers meet"),
        ("Example Times: Ministers meet in Moscow", {"Example Times"}, "Ministers meet in Moscow"),
        ("外长会议在莫斯科举行_示例网", {"示例网"}, "外长会议在莫斯科举行"),
        ("外长会议在莫斯科举行：示例网", {"示例网"}, "外长会议在莫斯科举行"),
        ("外长会议在莫斯科举行——示例网", {"示例网"}, "外长会议在莫斯科举行"),
        ("外长会议在莫斯科举行-示例网", {"示例网"}, "外长会议在莫斯科举行"),
        ("外長会談がモスクワで開催｜例新聞", {"例新聞"}, "外長会談がモスクワで開催"),
        ("外長会談がモスクワで開催【例新聞】", {"例新聞"}, "外長会談がモスクワで開催"),
        ("【例新聞】外長会談がモスクワで開催", {"例新聞"}, "外長会談がモスクワで開催"),
        ("【速報】外長会談がモスクワで開催「例新聞」", {"例新聞"}, "【速報】外長会談がモスクワで開催"),
        ("Министры встретились в Москве — Вести.ru", {"vesti.ru", "вести.ru"}, "Министры встретились в Москве"),
        ("Ministers meet in Moscow (Example)", {"Example"}, "Ministers meet in Moscow"),
        ("War | Example", {"Example"}, "War"),
        ("Brexit - what now?", {"Example"}, "Brexit - what now?"),
        ("Example", {"Example"}, "Example"),
        # Traps: the name is a word of the title.
        ("Russia - China", {"China"}, "Russia - China"),
        ("China, Russia", {"Russia"}, "China, Russia"),
        ("Example: no word", {"Example"}, "Example: no word"),
        ("Report on file_example", {"example"}, "Report on file_example"),
        ("Ministers meet in well-known Example", {"Example"}, "Ministers meet in well-known Example"),
        ("Ministers (and their example) meet in Moscow", {"Example"}, "Ministers (and their example) meet in Moscow"),
    ],
)
def test_names_of_the_site_are_cut_off_where_they_are_known(full, names, bare):
    assert without_site(full, names) == bare


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(["Vesti", "Ministers meet", "外长会议", " - ", " | ", "_", ": ", ", ", "【", "】", "("]),
        max_size=9,
    )
)
def test_what_is_left_of_a_title_is_a_piece_of_it_and_more_than_a_name(pieces):
    whole = "".join(pieces)
    left = without_site(whole, ["Vesti"], sections=["外长会议"])
    assert left in whole
    assert bool(left.strip()) == bool(whole.strip())
    assert without_site(left, ["Vesti"], sections=["外长会议"]) == left


def test_a_section_is_cut_off_only_where_nothing_but_a_name_can_stand():
    for full, rest in (
        ("Ministers meet in Moscow | China", "Ministers meet in Moscow"),
        ("Ministers meet in Moscow - China", "Ministers meet in Moscow"),
        ("Ministers meet in Beijing, China", "Ministers meet in Beijing, China"),
        ("China: ministers meet in Beijing", "China: ministers meet in Beijing"),
        ("[China] Ministers meet in Beijing", "[China] Ministers meet in Beijing"),
        ("Ministers meet in Beijing (China)", "Ministers meet in Beijing (China)"),
    ):
        assert without_site(full, [], sections=["China"]) == rest


def test_a_headline_that_begins_with_the_sites_name_keeps_it_where_the_page_shows_it():
    statement = "Foreign Ministry: sanctions against banks are illegal"
    assert without_site(statement, ["Foreign Ministry"], shown=statement) == statement
    assert without_site(statement, ["Foreign Ministry"]) == "sanctions against banks are illegal"
    page = f"<title>{statement}</title><h1>{statement}</h1>"
    assert title(OG.format(statement) + page, publisher="Foreign Ministry") == statement


def test_the_site_is_known_by_its_name_its_publisher_and_its_host():
    for page, publisher, host in (
        ('<meta property="og:site_name" content="Vesti">', "", "a.example"),
        ("", "Vesti", "a.example"),
        ("", "", "www.vesti.example"),
    ):
        assert (
            title(page + "<title>Министры встретились - Vesti</title>", publisher=publisher, host=host)
            == "Министры встретились"
        )


def test_titles_are_plain_text_and_have_an_end():
    assert plain("Q&amp;amp;A: <b>ministers</b> &laquo;meet&raquo;\u00a0\n again") == "Q&A: ministers «meet» again"
    long = title(OG.format("word " * 400))
    assert len(long) <= 500
    assert long.endswith("…")


def test_a_heading_reads_as_it_is_seen():
    for markup, seen in (
        ("Ministers meet<br>in Moscow", "Ministers meet in Moscow"),
        ("<div>Ministers</div><div>meet in Moscow</div>", "Ministers meet in Moscow"),
        ("<span>Diplomacy</span><span>Ministers meet</span>", "Diplomacy Ministers meet"),
        ("<span>M</span><span>inisters</span> meet <em>again</em>", "Ministers meet again"),
    ):
        assert heading_text(html.fragment_fromstring(f"<h1>{markup}</h1>")) == seen
    assert title("<h1>Ministers meet<br>in Moscow</h1>") == "Ministers meet in Moscow"


def test_a_part_of_the_heading_that_another_place_has_is_the_title():
    """What else stands in it is a topic above the headline, a label, a reading time."""
    page = "<h1><span class='topic'>Diplomacy</span> <span>Ministers meet in Moscow</span></h1>"
    assert title(page + "<title>Ministers meet in Moscow | SCO</title>") == "Ministers meet in Moscow"
    assert title(page, hint="Ministers meet in Moscow") == "Ministers meet in Moscow"
    assert title(page) == "Diplomacy Ministers meet in Moscow"


def test_a_title_is_known_in_other_quotes_and_dashes():
    page = OG.format("The ministers' «joint» plan | Unheard-of Site") + "<h1>The ministers’ “joint” plan</h1>"
    assert title(page) == "The ministers' «joint» plan"


def test_a_site_is_known_by_all_that_name_it():
    window = "<title>Министры встретились в Москве - {}</title>"
    for head in (
        '<meta name="twitter:site" content="@vesti_kz">',
        '<meta name="publisher" content="Вести">',
        '<meta name="apple-mobile-web-app-title" content="Вести">',
    ):
        name = "vesti_kz" if "@" in head else "Вести"
        assert title(head + window.format(name), host="a.example") == "Министры встретились в Москве"
    page = '<script type="application/ld+json">{"@type": "%s", "name": "Вести", "alternateName": "ВК"}</script>'
    for kind in ("WebSite", "NewsMediaOrganization", "Organization"):
        for name in ("Вести", "ВК"):
            body = f"<html><head>{page % kind}{window.format(name)}</head><body><p>{TEXT}</p></body></html>"
            assert read(body).title == "Министры встретились в Москве"


def test_a_site_is_known_by_the_name_that_its_source_has():
    body = f"<html><head><title>Ministers met in Moscow - Press Office</title></head><body><p>{TEXT}</p></body></html>"
    assert read(body).title == "Ministers met in Moscow - Press Office"
    assert read(body, Hints(site="Press Office")).title == "Ministers met in Moscow"


TEXT = "Foreign ministers met in Moscow on Thursday to prepare the summit of their leaders in November. " * 4


def read(body: str, hints: Hints = Hints()) -> Reading:  # noqa: B008
    reading = read_page(
        body.encode(), url="https://a.example/1", fetched_at=datetime(2020, 9, 12, tzinfo=UTC), hints=hints
    )
    assert isinstance(reading, Reading)
    return reading
