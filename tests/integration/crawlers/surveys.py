"""Surveys of several sites in one process, which starts once: what `python -m crawlers.survey` does for one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from crawlers.survey import Asked, Survey

ROOT = Path(__file__).resolve().parents[3]


def survey(urls: dict[str, str], **given: Any) -> dict[str, Survey]:
    """The surveys of sites by name, made in a child process."""
    asked = {name: {"url": url, "allow_networks": ["loopback"], **given} for name, url in urls.items()}
    done = subprocess.run(
        [sys.executable, "-m", "tests.integration.crawlers.surveys"],
        input=json.dumps(asked).encode(),
        capture_output=True,
        cwd=ROOT,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return TypeAdapter(dict[str, Survey]).validate_json(done.stdout.splitlines()[-1])


def main() -> None:
    from crawlers.crawl import quiet_process
    from crawlers.survey.__main__ import SurveySpider, survey_settings

    every = TypeAdapter(dict[str, Asked]).validate_json(sys.stdin.buffer.read())
    found: dict[str, Any] = {}
    process = quiet_process(survey_settings(next(iter(every.values()))))
    for name, asked in every.items():
        process.crawl(SurveySpider, asked=asked, say=lambda line, name=name: found.update({name: line.get("survey")}))
    process.start(install_signal_handlers=False)
    sys.stdout.buffer.write(json.dumps(found, ensure_ascii=False).encode("utf-8", "replace") + b"\n")


if __name__ == "__main__":
    main()
