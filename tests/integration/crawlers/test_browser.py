"""Pages that are empty until their scripts have run, in a real Chromium."""

from __future__ import annotations

import contextlib
import shutil
from importlib.util import find_spec
from pathlib import Path
from uuid import uuid4

import pytest

from presswatch.sources import LinkOutcome as L
from tests.conftest import until
from tests.integration.crawlers.child import Child, source
from tests.integration.crawlers.server import Publisher

CHROMIUM = any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))) and find_spec("playwright")
needs_chromium = pytest.mark.skipif(not CHROMIUM, reason="no Chromium, or the extra browser is not installed")

SCRIPT = """
fetch('/api/story').then(answer => answer.json()).then(story => {
  document.querySelector('#app').innerHTML = '<article><h1>' + story.title + '</h1>' +
    story.text.map(each => '<p>' + each + '</p>').join('') + '</article>';
});
for (const url of %s) fetch(url).catch(() => 0);
new Image().src = '/pixel.png';
document.write('<iframe src="/frame"></iframe>');
try { new WebSocket('ws://' + location.host + '/socket'); } catch (error) {}
"""


@needs_chromium
def test_a_page_is_read_once_its_scripts_have_run(
    publisher: Publisher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = f"presswatch-test-{uuid4()}"
    monkeypatch.setenv("PRESSWATCH_TEST_MARK", mark)
    other = Publisher(host="127.0.0.2")
    try:
        secret = other.serve("/secret", "secret", access_control_allow_origin="*")
        redirect = publisher.redirect("/redirect", secret)
        forbidden = [secret, redirect, "/forbidden/api", "http://localhost:1/"]
        publisher.serve("/robots.txt", "User-agent: *\nDisallow: /forbidden/", kind="text/plain")
        publisher.serve("/forbidden/api", "{}", kind="application/json")
        publisher.serve("/app.js", SCRIPT % forbidden, kind="text/javascript")
        text = '","'.join(
            f"The ministers met on day {n} of the talks, and agreed to go on in the spring." for n in range(6)
        )
        publisher.serve("/api/story", f'{{"title": "Ministers meet", "text": ["{text}"]}}', kind="application/json")
        page = publisher.serve(
            "/story",
            "<html><head><title>App</title></head><body><div id='app'></div><script src='/app.js'></script></body></html>",
        )
        feed = publisher.feed("/feed", [page])
        publisher.feed("/plain", [page])
        with Child(tmp_path, [source("app", feeds=(feed,), browser=True)], allow=("127.0.0.1/32",)) as child:
            looks = child.finish()
            [article] = child.files.handed_over()
        assert looks["app"].links == {L.NEW: 1}
        assert article.title == "Ministers meet"
        assert article.text.count("The ministers met on day") == 6
        assert publisher.asked["/api/story"] == 1
        assert other.asked["/secret"] == 0
        for path in ("/forbidden/api", "/pixel.png", "/frame", "/socket"):
            assert publisher.asked[path] == 0
    finally:
        other.close()
    until(lambda: not _left(mark))  # the browser ends with its crawl


def test_without_a_browser_it_says_what_to_install(
    publisher: Publisher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    feed = publisher.feed("/feed", [publisher.page("/story")])
    with Child(tmp_path, [source("app", feeds=(feed,), browser=True)]) as child:
        looks = child.finish()
    assert looks["app"].links == {L.FAILED: 1}
    assert "needs a browser, as its source says, and there is none: " in looks["app"].error
    assert "install" in looks["app"].error


def _left(mark: str) -> list[str]:
    """The processes that have this mark in their environment."""
    left = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if mark.encode() in (process / "environ").read_bytes():
                left.append((process / "cmdline").read_text().replace("\0", " ")[:100])
    return left
