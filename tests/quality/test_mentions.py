"""How well people, organisations, offices and countries are found in twelve languages: precision and recall."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

from presswatch.articles import Article, Mention
from presswatch.configuration import load
from tests.quality.labelled import Label, Sentence, sentences
from workers.steps.mentions import MentionStep

DAY = date(2026, 6, 1)
CONFIG = Path(__file__).parents[2] / "config"


def test_names_are_found() -> None:
    """An entry found where no label has it is false, unless it is the holder of an office that the label names."""
    configuration = load(CONFIG, environ={})
    labelled = list(sentences())
    step = MentionStep(configuration.watchlist, {*configuration.languages, *(each.language for each in labelled)})
    holders = {(office.holder(DAY), office.id) for office in configuration.watchlist.offices}
    linked = {frozenset(pair) for pair in holders if pair[0]}
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for sentence in labelled:
        found = step(_article(sentence), DAY)
        for label in sentence.labels:
            hit = any(mention.entry == label.entry and _overlap(label, mention) for mention in found)
            counts["found" if hit else "missed"] += 1
            wrong += [] if hit else [f"missed {label.entry}: {sentence.text}"]
        for mention in found:
            there = {label.entry for label in sentence.labels if _overlap(label, mention)}
            if mention.entry in there:
                counts["right"] += 1
            elif not any(frozenset((mention.entry, entry)) in linked for entry in there):
                counts["false"] += 1
                wrong.append(f"false {mention.entry}: {sentence.text}")
    assert counts["right"] / (counts["right"] + counts["false"]) >= 0.99, "\n".join(wrong)
    assert counts["found"] / (counts["found"] + counts["missed"]) >= 0.95, "\n".join(wrong)


def _article(sentence: Sentence) -> Article:
    at = datetime(2026, 6, 1, tzinfo=UTC)
    return Article(
        id="1",
        url="https://example.org/1",
        source="s",
        title="",
        text=sentence.text,
        language=sentence.language,
        fetched_at=at,
        first_seen_at=at,
    )


def _overlap(label: Label, mention: Mention) -> bool:
    return mention.start < label.end and label.start < mention.end
