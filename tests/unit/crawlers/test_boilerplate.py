"""What repeats on a source's pages is left out of its articles, and what repeats in its news is not."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.boilerplate import Repeats, block_hash, page_blocks
from presswatch.ports import RECENT_PAGES

APPEAL = "Subscribe to our channel in the messenger, so that you are the first to read what happens in the region."
SHARE = "Share this story"
BACKGROUND = (
    "Sweden and Finland applied to join the alliance in May 2022, after the war in the neighbourhood had begun."
)


def news(n: int, k: int = 0) -> str:
    return f"The ministers met on day {n} of the talks, and heard report {k} on the border and the trade across it."


def learnt(pages: Sequence[Sequence[str]]) -> Repeats:
    repeats = Repeats()
    for n, paragraphs in enumerate(pages):
        repeats += page_blocks(n, paragraphs)
    return repeats


def left_out(repeats: Repeats, paragraphs: Sequence[str], *, page: int = 999, had: str = "") -> list[str]:
    found = repeats.left_out(page, paragraphs, had=had)
    return [each for each in paragraphs if block_hash(each) in found]


def test_an_appeal_on_every_page_is_left_out_once_five_have_it() -> None:
    pages = [[news(n), APPEAL, news(n, 1), SHARE] for n in range(8)]
    assert left_out(learnt(pages[:2]), pages[7]) == []
    assert left_out(learnt(pages[:3]), pages[7]) == [SHARE]
    assert left_out(learnt(pages[:4]), pages[7]) == [SHARE]
    assert left_out(learnt(pages[:5]), pages[7]) == [APPEAL, SHARE]


def test_the_background_of_a_story_is_news() -> None:
    """On every third page, at its end: as often as a wire reports on one story."""
    pages = [[news(n), news(n, 1), *([BACKGROUND] if n % 3 == 0 else [])] for n in range(60)]
    assert left_out(learnt(pages), [news(99), BACKGROUND]) == []


def test_a_short_line_is_left_out_at_the_end_alone() -> None:
    pages = [[news(n), *(["Background", news(n, 1), "Read also"] if n % 4 == 0 else [])] for n in range(40)]
    repeats = learnt(pages)
    assert left_out(repeats, [news(99), "Background", news(99, 1), "Read also"]) == ["Read also"]
    assert left_out(repeats, [news(99), "Read also", news(99, 1)]) == []


def test_a_page_that_is_read_again_counts_once() -> None:
    repeats = Repeats()
    for n in range(20):
        repeats += page_blocks(7, [news(n), APPEAL])
    assert left_out(repeats, [news(99), APPEAL]) == []


def test_what_a_redesign_takes_away_is_forgotten() -> None:
    pages = [[news(n), APPEAL] for n in range(20)]
    assert left_out(learnt(pages), [news(99), APPEAL]) == [APPEAL]
    pages += [[news(n)] for n in range(100, 100 + RECENT_PAGES)]
    assert left_out(learnt(pages), [news(99), APPEAL]) == []


def test_an_article_that_is_looked_at_again_is_read_as_before() -> None:
    """Else what was learnt meanwhile would look like a correction."""
    paragraphs = [news(99), APPEAL, SHARE]
    repeats = learnt([[news(n), APPEAL, SHARE] for n in range(10)])
    assert left_out(repeats, paragraphs, had="\n".join(paragraphs)) == []
    assert left_out(repeats, paragraphs, had=news(99)) == [APPEAL, SHARE]
    few = learnt([[news(n), APPEAL] if n < 4 else [news(n)] for n in range(40)])  # on its way to being forgotten
    assert left_out(few, [news(99), APPEAL]) == []
    assert left_out(few, [news(99), APPEAL], had=news(99)) == [APPEAL]


def test_a_page_that_is_nothing_else_is_left_with_nothing() -> None:
    wall = ["Please accept cookies to go on reading, as the law of the country asks of all who publish here."]
    assert left_out(learnt([wall] * 6), wall) == wall


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(0, 6), max_size=6), max_size=30), st.lists(st.integers(0, 9), max_size=8))
def test_what_stands_on_few_pages_is_always_kept(pages: list[list[int]], page: list[int]) -> None:
    texts = [[news(each) if each % 2 else f"Line {each}" for each in blocks] for blocks in pages]
    mine = [news(each) if each % 2 else f"Line {each}" for each in page]
    times = {text: sum(text in each for each in texts) for text in mine}
    assert all(times[text] >= (5 if len(text) > 60 else 3) for text in left_out(learnt(texts), mine))
