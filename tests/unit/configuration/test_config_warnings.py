"""What is allowed and can hardly be meant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from presswatch.configuration import Configuration, load, warnings

Write = Callable[[Mapping[str, str]], Path]

_TODAY = date(2026, 3, 1)


def told(write: Write, files: Mapping[str, str], *, on: date = _TODAY) -> list[str]:
    folder = write(files)
    found = warnings(load(folder, environ={}), on=on)
    return [str(warning).removeprefix(f"{folder.as_posix()}/") for warning in found]


_SOURCE = """
sources:
  - id: mfa-kz
    name: MFA
    country: KZ
    kind: official
    languages: [ru]
    feeds: [https://example.org/feed.xml]
"""
_RULE = """
channels:
  - {id: log, file: alerts.jsonl}
rules:
  - {id: summit, title: Summit, query: summit, channels: [log]}
"""
_FINE = {"sources/kz.yaml": _SOURCE, "alerts/all.yaml": _RULE}


def test_nothing_to_say(write: Write) -> None:
    assert told(write, _FINE) == []


def test_nothing_watched_and_nobody_told() -> None:
    assert list(map(str, warnings(Configuration(), on=_TODAY))) == [
        "rules: there are no rules, so nobody is told of anything",
        "sources: there are no sources, so nothing is collected",
    ]


def test_sources(write: Write) -> None:
    second = """
  - {id: kz-2, name: Second, country: KZ, kind: wire, feeds: [https://example.org/feed.xml], languages: [kk]}
  - {id: kz-3, name: Third, country: KZ, kind: wire}
"""
    assert told(write, _FINE | {"sources/kz.yaml": _SOURCE + second}) == [
        "sources/kz.yaml:10: sources[1]: shares an address with mfa-kz: its articles will be of either source",
        "sources/kz.yaml:11: sources[2]: has no feeds, sitemaps or listings, so nothing of it is collected",
        "sources/kz.yaml:11: sources[2]: names no languages, so its articles are taken for one of kk, ru",
    ]


def test_names(write: Write) -> None:
    people = """
people:
  - {id: li-wei, names: {en: [Li Wei], zh: [李伟]}}
  - {id: li-wei-envoy, names: {en: ["LI WEI"]}}
organisations:
  - id: sco
    names: {en: [SCO, Shanghai Cooperation Organization, "=SCO"], ru: [ШОС, "=ШОС"]}
"""
    assert told(write, _FINE | {"watchlist/all.yaml": people}) == [
        'watchlist/all.yaml:4: people[1].names.en: "LI WEI" is also a name of li-wei: texts will mean both',
        'watchlist/all.yaml:6: organisations[0].names.en: "SCO" also finds "sco"; write "=SCO"',
        'watchlist/all.yaml:6: organisations[0].names.ru: "ШОС" also finds "шос"; write "=ШОС"',
    ]


def test_offices_without_a_holder_on_the_day(write: Write) -> None:
    office = """
people:
  - {id: wang-yi, names: {en: [Wang Yi]}}
offices:
  - id: foreign-minister/CN
    title: Foreign Minister of China
    holders: [{person: wang-yi, from: 2013-03-16, to: 2022-12-30}]
"""
    files = _FINE | {"watchlist/all.yaml": office}
    assert told(write, files, on=date(2022, 12, 30)) == []
    assert told(write, files, on=date(2022, 12, 31)) == [
        "watchlist/all.yaml:5: offices[0]: has no holder on 2022-12-31"
    ]


def test_channels(write: Write) -> None:
    alerts = """
channels:
  - {id: hook, webhook: "https://example.org/hook"}
rules:
  - {id: summit, title: Summit, query: summit}
"""
    assert told(write, _FINE | {"alerts/all.yaml": alerts}) == [
        "alerts/all.yaml:3: channels[0]: has no secret, so its receiver can't tell our alerts from forged ones",
        "alerts/all.yaml:5: rules[0]: has no channels, so its alerts are sent to nobody",
    ]


def test_queries(write: Write) -> None:
    files = {
        "watchlist/all.yaml": 'organisations:\n  - {id: sco, names: {en: ["=SCO"]}}\n',
        "topics/all.yaml": "topics:\n  - {id: all, title: All, query: -sport}\n",
        "alerts/all.yaml": _RULE.replace("query: summit", "query: summit sco"),
    }
    assert told(write, _FINE | files) == [
        "alerts/all.yaml:5: rules[0].query: sco also finds the word 'sco'; write =SCO (column 8 of the query)",
        "topics/all.yaml:2: topics[0].query: it matches everything but what it excludes (column 1 of the query)",
    ]


def test_topics_with_too_few_examples(write: Write) -> None:
    eight = "[a, b, c, d, e, f, g, h]"
    topics = f"""topics:
  - {{id: water, title: Water, examples: {{en: [The river, The dam]}}}}
  - {{id: trade, title: Trade, query: tariff, examples: {{en: {eight}}}}}
  - {{id: health, title: Health, query: fever}}
"""
    assert told(write, _FINE | {"topics/all.yaml": topics}) == [
        "topics/all.yaml:2: topics[0].examples: are 2; with fewer than 8, nothing finds it",
        "topics/all.yaml:3: topics[1].examples: are told apart from 2 others; with fewer than 8, only its query finds it: write some under not",
    ]
