"""The script of the service `accounts`, run against a server that takes note of what it is asked."""

from __future__ import annotations

import base64
import json
import os
import subprocess
from collections.abc import Iterator
from fnmatch import fnmatch
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from presswatch.engines.elasticsearch.names import Names
from tests.make import NOON
from tests.unit.deployment.compose import ROOT, filled_in, services


class SecurityServer(ThreadingHTTPServer):
    """Notes every PUT that the superuser makes; after `refuse`, refuses that path."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.put: dict[str, Any] = {}
        self.users: set[str] = set()
        self.refused = ""

    def refuse(self, path: str) -> None:
        self.refused = path


class _Handler(BaseHTTPRequestHandler):
    server: SecurityServer

    def do_PUT(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.users.add(base64.b64decode(self.headers["Authorization"].removeprefix("Basic ")).decode())
        name = self.path.removeprefix("/_security/")
        self.server.put[name] = body
        self.send_response(400 if name == self.server.refused else 200)
        self.end_headers()
        self.wfile.write(b'{"error": "no such privilege"}')

    def log_message(self, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def server() -> Iterator[SecurityServer]:
    server = SecurityServer()
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def run(server: SecurityServer) -> subprocess.CompletedProcess[str]:
    service = services(filled_in())["accounts"]
    environ = service["environment"] | {
        "PATH": os.environ["PATH"],
        "ELASTICSEARCH_URL": f"http://127.0.0.1:{server.server_port}",
        "ELASTICSEARCH_CA": "",
    }
    command = ["sh", str(ROOT / service["command"][1].removeprefix("/"))]
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=60)


def test_every_user_has_a_password_and_a_role_that_exists(server: SecurityServer) -> None:
    done = run(server)
    assert done.returncode == 0, done.stderr
    env = filled_in()
    assert server.users == {f"elastic:{env['ELASTIC_PASSWORD']}"}
    roles = {name.removeprefix("role/") for name in server.put if name.startswith("role/")}
    users = {name.removeprefix("user/"): body for name, body in server.put.items() if name.startswith("user/")}
    assert {name: body["password"] for name, body in users.items()} == {
        "presswatch": env["PRESSWATCH_PASSWORD"],
        "presswatch-setup": env["SETUP_PASSWORD"],
        "desk": env["DESK_PASSWORD"],
        "kibana_system/_password": env["KIBANA_PASSWORD"],
    }
    for body in users.values():
        assert set(body.get("roles", ())) <= roles | {"kibana_admin"}


def test_the_program_may_use_every_index_of_its_own_and_no_other(server: SecurityServer) -> None:
    run(server)
    names = Names()
    kept = [names.articles, names.month(NOON), names.places, names.unmatched, names.versions, names.alerts]
    kept += [names.deliveries, names.sources, names.quarantine, names.rules, names.rules_of("0f"), names.ready("0f")]
    kept += [names.moved(name, 2) for name in (names.month(NOON), names.places, names.alerts)]
    grants = server.put["role/presswatch"]["indices"]
    for index in kept:
        may = {each for g in grants if any(fnmatch(index, name) for name in g["names"]) for each in g["privileges"]}
        assert {"read", "write", "create_index"} <= may, index
        assert ("manage" in may) == ("rules" in index), index
        assert ("delete_index" in may) == ("articles-" in index), index  # retention deletes months, and nothing else
    every = [name for grant in grants for name in grant["names"]]
    assert not any(fnmatch(other, name) for other in (".kibana", ".security", "logs", "*") for name in every)


def test_a_desk_reads_and_never_writes(server: SecurityServer) -> None:
    run(server)
    role = server.put["role/presswatch-desk"]
    assert {each for grant in role["indices"] for each in grant["privileges"]} == {"read", "view_index_metadata"}
    readable = [name for grant in role["indices"] for name in grant["names"]]
    names = Names()
    assert not any(fnmatch(secret, name) for secret in (names.rules, names.quarantine) for name in readable)
    assert "cluster" not in role


def test_a_refusal_is_told_and_ends_it(server: SecurityServer) -> None:
    server.refuse("role/presswatch-setup")
    done = run(server)
    assert done.returncode == 1
    assert "accounts: role/presswatch-setup was refused" in done.stderr
    assert "no such privilege" in done.stderr
    assert not any(name.startswith("user/") for name in server.put)
