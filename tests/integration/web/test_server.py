"""The web service on a real broker and a real archive."""

# ruff: noqa: S314 - the documents that are parsed here are our own

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from presswatch.bootstrap import App, now
from presswatch.configuration import Settings
from presswatch.errors import ConfigurationError, TransientError
from presswatch.ports import Quarantined
from presswatch.sources import LinkOutcome, Look, LookOutcome
from presswatch.web import Tokens, WebServer
from presswatch.web.desk_thread import AppThread
from presswatch.web.tokens import TOKENS, read_tokens
from tests.e2e.stage import write_config
from tests.integration.workers.desk import CONFIG, batch_of_three, desk, ingest_all
from tests.unit.web.test_metrics import read

ALL, SUMMITS = "all-0123456789abcdef", "summits-0123456789abc"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def settings(tmp_path: Path, broker_url: str) -> Settings:
    return Settings(config=write_config(tmp_path / "config", **CONFIG), data=tmp_path / "data", broker_url=broker_url)


@pytest.fixture
def worked(settings: Settings, broker_url: str) -> Settings:
    """After a look and a batch: three articles, two alerts, three deliveries that wait, one message in quarantine."""
    with desk(settings.data, broker_url) as services:
        services.inbox.put(batch_of_three())
        ingest_all(services)
        look = Look(source="tass", at=now(), outcome=LookOutcome.OK, links={LinkOutcome.NEW: 3})
        services.engine.looked(look, next_due_at=now())
        services.due.sync({"tass": now()})
        services.engine.add(Quarantined(id="1", task="presswatch.ingest", body="{}", reason="a bug", at=now()))
        services.inbox.put(batch_of_three())
    return settings


def tokens_of(text: str) -> Tokens:
    return read_tokens({TOKENS: text}, rules={"sco", "summit"})


TOKENED = tokens_of(f"all {ALL}; summits {SUMMITS} summit")


@contextmanager
def ask(settings: Settings, tokens: Tokens = TOKENED) -> Iterator[Asker]:
    with WebServer(settings, tokens, port=0) as server:
        yield Asker(server.port)


class Asker:
    def __init__(self, port: int) -> None:
        self.port = port

    def __call__(self, path: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            response = connection.getresponse()
            return response, response.read()
        finally:
            connection.close()

    def status(self, path: str, method: str = "GET", **headers: str) -> int:
        return self(path, method, **headers)[0].status


def titles(body: bytes) -> list[str | None]:
    return [entry.findtext(f"{ATOM}title") for entry in ET.fromstring(body).iter(f"{ATOM}entry")]


def test_health_and_readiness_need_no_token(settings: Settings) -> None:
    with ask(settings) as get:
        assert get("/health")[1] == b"ok\n"
        response, body = get("/ready")
        assert response.status == 200
        assert json.loads(body) == {"redis": "ok", "engine": "ok"}


def test_a_feed_is_for_who_has_its_token(worked: Settings) -> None:
    with ask(worked) as get:
        assert len(titles(get(f"/alerts.atom?token={ALL}")[1])) == 2
        assert len(titles(get("/alerts.atom", Authorization=f"Bearer {ALL}")[1])) == 2
        assert titles(get(f"/alerts.atom?token={SUMMITS}")[1]) == ["Before the summit"]
        assert len(titles(get(f"/alerts.atom?token={ALL}&rule=sco")[1])) == 1
        for path in ("/alerts.atom", "/alerts.atom?token=", f"/alerts.atom?token={ALL}x"):
            assert get.status(path) == 404
        assert get.status(f"/alerts.atom?token={SUMMITS}&rule=sco") == 404


def test_nothing_is_there_for_other_paths_and_methods(settings: Settings) -> None:
    with ask(settings) as get:
        assert get.status(f"/?token={ALL}") == 404
        assert get.status(f"/../etc/passwd?token={ALL}") == 404
        assert get.status("/health", "POST") == 501
        assert get.status("/health", "DELETE") == 501


def test_a_feed_that_has_not_changed_is_not_sent_again(worked: Settings) -> None:
    with ask(worked) as get:
        response, body = get(f"/alerts.atom?token={ALL}")
        assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
        etag = response.headers["ETag"]
        again, nothing = get(f"/alerts.atom?token={ALL}", If_None_Match=etag)
        assert (again.status, nothing) == (304, b"")
        head, nothing = get(f"/alerts.atom?token={ALL}", "HEAD")
        assert (head.headers["Content-Length"], nothing) == (str(len(body)), b"")


def test_metrics_tell_the_whole_newsroom(worked: Settings) -> None:
    with ask(worked) as get:
        response, body = get("/metrics", Authorization=f"Bearer {ALL}")
    assert response.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    found = {(name.removeprefix("presswatch_"), value): number for name, _, value, number in read(_one_label(body))}
    assert {key: found[key] for key in EXPECTED} == EXPECTED
    assert 0 < found["oldest_overdue_source_seconds", None] < 60
    assert found["source_last_new_timestamp_seconds", "tass"] == pytest.approx(now().timestamp(), abs=60)


EXPECTED = {
    ("sources", "ok"): 1,
    ("sources", "failing"): 0,
    ("articles", None): 3,
    ("links", "new"): 3,
    ("inbox_batches", None): 1,
    ("recent_alerts", "sco"): 1,
    ("recent_alerts", "summit"): 1,
    ("recent_deliveries", "log/waiting"): 2,
    ("recent_deliveries", "book/waiting"): 1,
    ("recent_complete", None): 1,
    ("deliveries_waiting", None): 3,
    ("quarantined_messages", "presswatch.ingest"): 1,
    ("source_failures", "tass"): 0,
    ("service_up", "redis"): 1,
    ("service_up", "engine"): 1,
}


def _one_label(body: bytes) -> str:
    return body.decode().replace('",state="', "/")


def test_with_tokens_metrics_need_one_that_reads_every_rule(settings: Settings) -> None:
    with ask(settings) as get:
        assert get.status("/metrics") == 404
        assert get.status(f"/metrics?token={SUMMITS}") == 404
        assert get.status(f"/metrics?token={ALL}") == 200


def test_without_tokens_metrics_are_for_this_machine_alone(settings: Settings) -> None:
    with ask(settings, Tokens()) as get:
        assert get.status("/metrics") == 200
        assert get.status("/metrics", Host="localhost:1") == 200
        assert get.status("/metrics", Host="[::1]:80") == 200
        assert get.status("/metrics", Host="rebound.example") == 404
        assert get.status("/alerts.atom?token=") == 404


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "desk.example"])  # noqa: S104 - refused is what is tested
def test_it_listens_beyond_this_machine_only_with_tokens(host: str, settings: Settings) -> None:
    with pytest.raises(ConfigurationError, match="only with tokens"):
        WebServer(settings, Tokens(), host=host, port=0)


def test_a_broker_that_is_away_is_told(tmp_path: Path, worked: Settings) -> None:
    away = Settings(config=worked.config, data=worked.data, broker_url=f"redis+socket://{tmp_path}/none?virtual_host=0")
    with ask(away) as get:
        assert get.status("/health") == 200
        response, body = get("/ready")
        assert response.status == 503
        assert json.loads(body) == {"redis": "away", "engine": "ok"}
        found = {(name, value): number for name, _, value, number in read(_one_label(get(f"/metrics?token={ALL}")[1]))}
        assert found["presswatch_service_up", "redis"] == 0
        assert found["presswatch_articles", None] == 3
        assert ("presswatch_inbox_batches", None) not in found
        assert len(titles(get(f"/alerts.atom?token={ALL}")[1])) == 2


def test_an_engine_that_is_away_is_told(settings: Settings, tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"  # nobody listens there
        away = Settings(config=settings.config, data=tmp_path, broker_url=settings.broker_url, elasticsearch_url=url)
        with ask(away) as get:
            response, body = get("/ready")
            assert response.status == 503
            assert json.loads(body) == {"redis": "ok", "engine": "away"}
            response, body = get(f"/alerts.atom?token={ALL}")
            assert response.status == 503
            assert response.headers["Retry-After"]
            assert url.encode() not in body


def test_clients_that_say_nothing_keep_nobody_out(settings: Settings) -> None:
    with ask(settings) as get:
        silent = [socket.create_connection(("127.0.0.1", get.port)) for _ in range(40)]
        try:
            assert get.status("/ready") == 200
        finally:
            for each in silent:
                each.close()


def test_a_question_is_worked_on_once_for_all_who_ask(settings: Settings) -> None:
    asked, go, answers = [], threading.Event(), []

    def work(app: App) -> int:
        asked.append(app)
        go.wait(10)
        return len(asked)

    thread = AppThread(settings, name="asked")
    try:
        with pytest.raises(TimeoutError):
            thread.ask("how many", work, keep=60, patience=0.01)
        askers = [
            threading.Thread(target=lambda: answers.append(thread.ask("how many", work, keep=60, patience=10)))
            for _ in range(5)
        ]
        for each in askers:
            each.start()
        go.set()
        for each in askers:
            each.join()
        assert answers == [1] * 5
        assert thread.ask("how many", work, keep=0, patience=10) == 2
    finally:
        thread.close()


def test_a_failure_is_not_kept(settings: Settings) -> None:
    tries = []

    def work(_: App) -> str:
        tries.append(1)
        if len(tries) == 1:
            raise TransientError("away")
        return "here"

    thread = AppThread(settings, name="tried")
    try:
        with pytest.raises(TransientError):
            thread.ask("where", work, keep=60, patience=10)
        assert thread.ask("where", work, keep=60, patience=10) == "here"
    finally:
        thread.close()
