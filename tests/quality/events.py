"""Articles about labelled events, and how well they are put into stories."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from presswatch.articles import Article, article_id
from presswatch.demo.pieces import read_pieces

EVENTS = Path(__file__).with_name("stories.txt")
TUNING = Path(__file__).with_name("stories_tuning.txt")
HELD_BACK = Path(__file__).with_name("stories_2.txt")
START = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Labelled:
    event: str
    half: str  # "A" or "B" of stories.txt, "T" of stories_tuning.txt, "C" of stories_2.txt; A and T were tuned on
    article: Article


def labelled(analyse: Callable[[Article], Article], path: Path = EVENTS, *, half: str = "") -> list[Labelled]:
    """The articles in the order of their hours, analysed. A line: event | language | country | hour | title | text.

    They are of the `half` that is given, else of one that the event's name tells."""
    found = []
    for number, line in enumerate(path.read_text().splitlines()):
        if line and not line.startswith("#"):
            event, language, country, hour, title, text = (part.strip() for part in line.split(" | ", 5))
            at = START + timedelta(hours=float(hour))
            url = f"https://{country.lower()}.example/{path.stem}/{number}"
            article = Article(
                id=article_id(url),
                url=url,
                source=f"{country}-{language}",
                language=language,
                title=title,
                text=text,
                fetched_at=at,
                first_seen_at=at,
                published_at=at,
            )
            of = half or "AB"[hashlib.blake2b(event.encode(), digest_size=4).digest()[0] % 2]
            found.append(Labelled(event, of, replace(analyse(article), country=country)))
    return sorted(found, key=lambda each: each.article.first_seen_at)


def demo_labelled(analyse: Callable[[Article], Article], *, seed: int = 0) -> list[Labelled]:
    """The demo's articles without its copies, in some order, all of one moment: many near misses among them."""
    found = []
    for piece in read_pieces()[0]:
        if not piece.copy_of:
            url = f"https://{piece.source}.example{piece.path}"
            article = Article(
                id=article_id(url),
                url=url,
                source=piece.source,
                title=piece.title,
                text=piece.text,
                fetched_at=START,
                first_seen_at=START,
                published_at=piece.published,
            )
            found.append(Labelled(piece.story or piece.key, "demo", analyse(article)))
    random.Random(seed).shuffle(found)
    return found


def b_cubed(right: Sequence[Hashable], found: Sequence[Hashable]) -> tuple[float, float, float]:
    """Precision, recall and F1, averaged over articles (Bagga and Baldwin, "Algorithms for Scoring Coreference Chains",
    1998): the share of those in an article's found story that belong there, and of its event that stand there."""
    pairs, rights, founds = Counter(zip(right, found, strict=True)), Counter(right), Counter(found)
    precision = sum(count * count / founds[story] for (_, story), count in pairs.items()) / len(right)
    recall = sum(count * count / rights[event] for (event, _), count in pairs.items()) / len(right)
    return precision, recall, 2 * precision * recall / (precision + recall)
