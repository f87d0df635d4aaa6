"""A config that is right becomes the nouns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest

from presswatch.alerts import Channel, Rule, Topic
from presswatch.configuration import Configuration, ConfigurationError, load
from presswatch.sources import Listing, Source, SourceKind
from presswatch.watchlist import Office, Organisation, Person, Term, Watchlist

Write = Callable[[Mapping[str, str]], Path]

_FILES = {
    "sources/kz.yaml": """
sources:
  - id: mfa-kz
    name: Ministry of Foreign Affairs of Kazakhstan
    country: KZ
    kind: official
    languages: [kk, ru, en]
    feeds: ["https://example.org/feed.xml?key=${FEED_KEY}"]
    sitemaps: [https://example.org/news.xml]
    listings: [{url: https://example.org/news, links: "main h2 > a"}]
    every: 2h
""",
    "sources/nordic.yml": """
sources:
  - id: mfa-no
    name: On
    country: NO
    kind: official
    languages: [no]
""",
    "watchlist/china.yaml": """
people:
  - id: qin-gang
    names: {en: [Qin Gang]}
  - id: wang-yi
    names:
      en: [Wang Yi, 'Wang  Yi']
      zh: [王毅]
      mn: [010]
offices:
  - id: foreign-minister/CN
    title: Foreign Minister of China
    holders:
      - {person: qin-gang, from: 2022-12-30, to: 2023-07-25}
      - {person: wang-yi, from: 2013-03-16, to: 2022-12-30}
      - person: wang-yi
        from: 2023-07-25
        to:
""",
    "watchlist/bodies.yaml": """
organisations:
  - id: sco
    names: {en: ["=SCO"], no: [Ja]}
""",
    "topics/all.yaml": "topics:\n  - {id: sco, title: The SCO, query: 'summit AND @sco'}\n",
    "alerts/desk.yaml": """
channels:
  - {id: log, file: alerts.jsonl}
  - {id: hook, webhook: https://example.org/hook, secret: "${HOOK_SECRET}"}
  - {id: chat, url: "json://localhost/${NOT SET}$"}
rules:
  - id: sco
    title: Shanghai Cooperation Organization
    query: |
      topic:sco @sco source:mfa-kz
      @foreign-minister/CN lang:ru country:KZ kind:official
    channels: [log, hook, log]
""",
}
_ENVIRON = {"FEED_KEY": "k1", "HOOK_SECRET": " s3cret "}


@pytest.fixture
def configuration(write: Write) -> Configuration:
    files = dict(_FILES)
    files["alerts/desk.yaml"] = files["alerts/desk.yaml"].replace("/${NOT SET}$", "/$a$$")
    return load(write(files), environ=_ENVIRON)


def test_sources(configuration: Configuration) -> None:
    assert configuration.sources == {
        "mfa-kz": Source(
            id="mfa-kz",
            name="Ministry of Foreign Affairs of Kazakhstan",
            country="KZ",
            kind=SourceKind.OFFICIAL,
            languages=("kk", "ru", "en"),
            feeds=("https://example.org/feed.xml?key=k1",),
            sitemaps=("https://example.org/news.xml",),
            listings=(Listing(url="https://example.org/news", links="main h2 > a"),),
            every=timedelta(hours=2),
        ),
        "mfa-no": Source(id="mfa-no", name="On", country="NO", kind=SourceKind.OFFICIAL, languages=("no",)),
    }


def test_languages_are_those_of_all_sources(configuration: Configuration) -> None:
    assert configuration.languages == ("en", "kk", "no", "ru")
    assert Configuration().languages == ()


def test_watchlist(configuration: Configuration) -> None:
    assert configuration.watchlist == Watchlist(
        people=(
            Person(id="qin-gang", names={"en": ("Qin Gang",)}),
            Person(id="wang-yi", names={"en": ("Wang Yi",), "zh": ("王毅",), "mn": ("010",)}),
        ),
        organisations=(Organisation(id="sco", names={"en": ("=SCO",), "no": ("Ja",)}),),
        offices=(
            Office(
                id="foreign-minister/CN",
                title="Foreign Minister of China",
                holders=(
                    Term(person="wang-yi", since=date(2013, 3, 16), until=date(2022, 12, 30)),
                    Term(person="qin-gang", since=date(2022, 12, 30), until=date(2023, 7, 25)),
                    Term(person="wang-yi", since=date(2023, 7, 25)),
                ),
            ),
        ),
    )


def test_channels(configuration: Configuration) -> None:
    assert configuration.channels == {
        "log": Channel(id="log", file="alerts.jsonl"),
        "hook": Channel(id="hook", webhook="https://example.org/hook", secret="s3cret"),
        "chat": Channel(id="chat", url="json://localhost/$a$$"),
    }


def test_rules_and_topics_keep_their_text_and_are_parsed(configuration: Configuration) -> None:
    query = "topic:sco @sco source:mfa-kz\n@foreign-minister/CN lang:ru country:KZ kind:official\n"
    assert configuration.rules == (
        Rule(id="sco", title="Shanghai Cooperation Organization", query=query, channels=("log", "hook")),
    )
    assert configuration.topics == (Topic(id="sco", title="The SCO", query="summit AND @sco"),)
    assert configuration.queries["sco"].text == query
    assert configuration.topic_queries["sco"].text == "summit AND @sco"


def test_places(configuration: Configuration, tmp_path: Path) -> None:
    place = configuration.places["people", "wang-yi"]
    assert (place.file, place.line, place.key) == ((tmp_path / "watchlist/china.yaml").as_posix(), 5, "people[1]")


def test_a_dollar_with_braces_is_always_a_variable(write: Write) -> None:
    with pytest.raises(ConfigurationError, match=r'channels\[2\]\.url: "\$\{NOT SET\}" names no environment variable'):
        load(write(_FILES), environ=_ENVIRON)


def test_aliases_say_once_what_is_said_often(write: Write) -> None:
    folder = write(
        {
            "sources/kz.yaml": "sources:\n"
            "  - {id: a, name: A, country: KZ, kind: wire, languages: &both [kk, ru]}\n"
            "  - {id: b, name: B, country: KZ, kind: wire, languages: *both}\n"
        },
    )
    assert load(folder, environ={}).sources["b"].languages == ("kk", "ru")


def test_sections_may_be_empty_lists(write: Write) -> None:
    assert load(write({"alerts/none.yaml": "rules: []\nchannels: []\n"}), environ={}) == Configuration()


def test_what_is_shipped_has_no_problems() -> None:
    """With no variable of the environment set, as a newcomer finds it."""
    shipped = load(Path(__file__).parents[3] / "config", environ={})
    assert len(shipped.sources) >= 30
    assert shipped.rules
