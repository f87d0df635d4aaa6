"""The text format of Prometheus, read back by its grammar."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from presswatch.web.metrics import Metric, rendered

SAMPLE = re.compile(r'([a-z_]+)(?:\{([a-z]+)="((?:[^"\\\n]|\\["\\n])*)"\})? (\S+)')
ESCAPES = {"\\\\": "\\", '\\"': '"', "\\n": "\n"}


def read(text: str) -> list[tuple[str, str | None, str | None, float]]:
    samples = []
    assert text.endswith("\n")
    for line in text[:-1].split("\n"):
        if line.startswith("#"):
            assert re.fullmatch(r"# (HELP presswatch_[a-z_]+ .+|TYPE presswatch_[a-z_]+ gauge)", line)
            continue
        found = SAMPLE.fullmatch(line)
        assert found, line
        name, label, value, number = found.groups()
        plain = re.sub(r'\\[\\"n]', lambda each: ESCAPES[each[0]], value) if value is not None else None
        samples.append((name, label, plain, float(number)))
    return samples


def test_a_gauge_with_and_without_labels() -> None:
    told = [Metric("articles", "Articles.", (({}, 169.0),)), Metric("sources", "Sources.", (({"state": "ok"}, 6.0),))]
    assert rendered(told).splitlines() == [
        "# HELP presswatch_articles Articles.",
        "# TYPE presswatch_articles gauge",
        "presswatch_articles 169",
        "# HELP presswatch_sources Sources.",
        "# TYPE presswatch_sources gauge",
        'presswatch_sources{state="ok"} 6',
    ]


def test_a_time_keeps_its_milliseconds() -> None:
    assert read(rendered([Metric("at", "When.", (({}, 1_600_000_000.125),))]))[0][3] == 1_600_000_000.125


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_any_label_comes_back_as_it_was(value: str) -> None:
    assert read(rendered([Metric("alerts", "Alerts.", (({"rule": value}, 1.0),))])) == [
        ("presswatch_alerts", "rule", value, 1.0)
    ]
