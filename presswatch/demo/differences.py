"""Where the demo's outcome differs from what must come of it, which `expected.yaml` lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from presswatch.alerts import Alert
from presswatch.articles import MentionKind
from presswatch.demo.outcome import Outcome
from presswatch.demo.pieces import read_pieces
from presswatch.sources import SourceRecord


def differences(outcome: Outcome, expected: Mapping[str, Any]) -> Iterator[str]:
    yield from _source_differences(outcome, expected["sources"])
    yield from _unequal("articles", len(outcome.articles), expected["articles"])
    yield from _unequal("languages", Counter(a.language for a in outcome.articles.values()), expected["languages"])
    yield from _mention_differences(outcome)
    yield from _copy_differences(outcome, expected["copies"])
    yield from _story_differences(outcome, expected)
    yield from _alert_differences(outcome, expected["alerts"])
    yield from _office_differences(outcome, expected["offices"])
    deliveries = [each for alert in outcome.alerts for each in alert.deliveries]
    sent = Counter(each.channel for each in deliveries if each.state == "sent")
    yield from _unequal("deliveries", sent, Counter(each.channel for each in deliveries))
    yield from _unequal("channels", set(sent), set(expected["channels"]))
    yield from _unequal("deliveries that the hook accepted", outcome.delivered, sent["hook"])
    yield from (f"the hook refused a delivery: {reason}" for reason in outcome.refused)
    correction = expected["correction"]
    yield from _unequal(
        "versions of the corrected article", outcome.versions.get(correction["article"]), correction["versions"]
    )
    yield from _unequal("alerts that the correction made", outcome.new_alerts, correction["new_alerts"])


def _mention_differences(outcome: Outcome) -> Iterator[str]:
    for piece in read_pieces()[0]:
        article = outcome.articles.get(piece.key)
        if article is None:
            yield f"{piece.key} is missing"
            continue
        for kind in ("people", "offices", "organisations"):
            yield from _unequal(f"{kind} of {piece.key}", {*getattr(article, kind)}, {*piece.mentions.get(kind, ())})
        missing = {*piece.topics} - {*article.topics}
        if missing and not article.copy_of:  # a copy has the topics of its original
            yield f"topics of {piece.key}: {sorted(missing)} are missing"


def _copy_differences(outcome: Outcome, expected: Mapping[str, list[str]]) -> Iterator[str]:
    wanted = {copy: original for original, copies in expected.items() for copy in copies}
    for key, article in outcome.articles.items():
        original = outcome.keys.get(article.copy_of)
        yield from _unequal(f"what {key} repeats", original, wanted.get(key))


def _story_differences(outcome: Outcome, expected: Mapping[str, Any]) -> Iterator[str]:
    story = {key: article.story for key, article in outcome.articles.items()}
    copies = [[original, *repeating] for original, repeating in expected["copies"].items()]
    for group in [*copies, *(expected["stories"]["together"] if outcome.embedder else [])]:
        if len({story.get(key) for key in group}) > 1:
            yield f"stories: {group} should be one"
    for group in expected["stories"]["apart"] if outcome.embedder else []:
        for one, times in Counter(story.get(key) for key in group).items():
            if times > 1:
                yield f"stories: {[each for each in group if story.get(each) == one]} should be apart"


def _alert_differences(outcome: Outcome, expected: Mapping[str, Any]) -> Iterator[str]:
    story = {article.id: article.story for article in outcome.articles.values()}
    alerts: dict[str, list[Alert]] = {rule: [] for rule in expected}
    for alert in outcome.alerts:
        alerts.setdefault(alert.rule, []).append(alert)
    for rule, found in alerts.items():
        articles = [article for alert in found for article in alert.articles]
        wanted = {key for group in expected.get(rule, []) for key in group}
        yield from _unequal(
            f"articles of {rule}", sorted(outcome.keys[article] for article in articles), sorted(wanted)
        )
        yield from _unequal(
            f"stories of {rule}",
            sorted(alert.story for alert in found),
            sorted({story[article] for article in articles}),
        )


def _office_differences(outcome: Outcome, expected: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """What an article calls by an office alone is its holder's, and what the alert marks says so."""
    for key, wanted in expected.items():
        article = outcome.articles[key]
        spans: dict[tuple[str, int, int], set[tuple[MentionKind, str]]] = {}
        for mention in article.mentions:
            if mention.kind is not MentionKind.COUNTRY:
                spans.setdefault((mention.field, mention.start, mention.end), set()).add((mention.kind, mention.entry))
        both = {(MentionKind.OFFICE, wanted["office"]), (MentionKind.PERSON, wanted["holder"])}
        yield from _unequal(f"what {key} names", list(spans.values()), [both])
        named = {getattr(article, field)[start:end] for field, start, end in spans}
        whys = [alert.why for alert in outcome.alerts if alert.rule == wanted["alert"] and article.id in alert.articles]
        marked = {why.sentence[start:end] for why in whys for start, end in why.marks}
        if not named <= marked:
            yield f"alert {wanted['alert']}: {sorted(named)} should be marked, {sorted(marked)} are"


def _source_differences(outcome: Outcome, expected: Mapping[str, Any]) -> Iterator[str]:
    for source, wanted in expected.items():
        record = outcome.records.get(source, SourceRecord(id=source))
        links = {name.value: count for name, count in record.links.items() if count and name != "known"}
        if source == outcome.looked_at_twice:
            links["new"] = record.articles  # the corrected article was new once more
        yield from _unequal(
            f"source {source}", {"state": record.state.value, "articles": record.articles, "links": links}, wanted
        )


def _unequal(what: str, found: object, expected: object) -> Iterator[str]:
    if found != expected:
        yield f"{what}: {found}, expected {expected}"
