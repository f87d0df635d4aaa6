"""An engine behind TLS that asks for credentials: all ways to give them, and what is said when they are wrong."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from presswatch.engines.elasticsearch import ElasticEngine, open_engine
from presswatch.errors import ConfigurationError, TransientError
from tests.e2e.stage import write_config
from tests.engine import nodes
from tests.engine.archive import url_of
from tests.engine.certificates import Authority
from tests.engine.proxy import Proxy
from tests.make import article

pytestmark = pytest.mark.engine

USER, PASSWORD, KEY = "desk", "Zäh:neblig", "dGhlOmtleQ=="
TAKEN = (f"Basic {base64.b64encode(f'{USER}:{PASSWORD}'.encode()).decode()}", f"ApiKey {KEY}")
WRONG = "Wr0ng-s3cret"
VARIABLE = "PRESSWATCH_ELASTICSEARCH"


@dataclass(frozen=True)
class Guarded:
    """An archive, and the address at which it is guarded."""

    engine: ElasticEngine
    url: str
    folder: Path

    @property
    def ca(self) -> str:
        return str(self.folder / "ours.crt")

    @property
    def other_ca(self) -> str:
        return str(self.folder / "theirs.crt")


@pytest.fixture
def guarded(engine: ElasticEngine, tmp_path: Path) -> Iterator[Guarded]:
    tls = Authority(tmp_path, "ours").server("127.0.0.1")
    Authority(tmp_path, "theirs")
    proxy = Proxy(url_of(engine), tls=tls, lets_in=TAKEN)
    try:
        yield Guarded(engine, proxy.url, tmp_path)
    finally:
        proxy.close()


def test_a_user_and_a_key_are_let_in_and_nobody_else(guarded: Guarded) -> None:
    guarded.engine.put([article(1)])
    given = {"ca_file": guarded.ca, "prefix": guarded.engine.names.prefix}
    for credentials in ({"user": USER, "password": PASSWORD}, {"api_key": KEY}, {"api_key": KEY, "user": "else"}):
        with open_engine(guarded.url, **given, **credentials) as opened:
            assert set(opened.get([article(1).id])) == {article(1).id}
    for wrong in ({}, {"user": USER, "password": WRONG}, {"api_key": WRONG}):
        with pytest.raises(TransientError, match=r"401 .*check PRESSWATCH_ELASTICSEARCH_USER") as raised:
            open_engine(guarded.url, **given, **wrong)
        assert WRONG not in str(raised.value)
    with pytest.raises(TransientError, match=r"CERTIFICATE_VERIFY_FAILED.*PRESSWATCH_ELASTICSEARCH_CA"):
        open_engine(guarded.url, ca_file=guarded.other_ca, user=USER, password=PASSWORD)


@pytest.mark.parametrize("key", ["two\nlines", "ключ", "with blank"])
def test_a_key_that_is_none_is_not_repeated(key: str) -> None:
    with pytest.raises(ConfigurationError, match="API key can't be used") as raised:
        open_engine("https://127.0.0.1:9", api_key=key)
    assert key not in str(raised.value)


def status(guarded: Guarded, url: str, code: int, settings: dict[str, str]) -> str:
    """Run the command that asks the engine most; what it prints. No secret is in it."""
    write_config(guarded.folder / "config", sources={"sources": []})
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PRESSWATCH_")}
    environ |= {f"{VARIABLE}_{name}": value for name, value in settings.items()}
    done = subprocess.run(
        [sys.executable, "-m", "presswatch", "engine", "status"],
        env=environ
        | {
            "PRESSWATCH_CONFIG": str(guarded.folder / "config"),
            "PRESSWATCH_DATA": str(guarded.folder / "data"),
            f"{VARIABLE}_URL": url,
            f"{VARIABLE}_PREFIX": guarded.engine.names.prefix,
        },
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    said = done.stdout + done.stderr
    assert done.returncode == code, said
    assert "Traceback" not in said
    for secret in (PASSWORD, KEY, WRONG, TAKEN[0].partition(" ")[2]):
        assert secret not in said
    return said


@pytest.mark.slow
@pytest.mark.parametrize("engine", nodes.names()[:1], indirect=True)  # what is tested is before the engine
def test_all_ways_to_give_credentials(guarded: Guarded) -> None:
    password, key = guarded.folder / "password", guarded.folder / "key"
    password.write_text(f"{PASSWORD}\n", "utf-8")
    key.write_text(f"{KEY}\n", "utf-8")
    in_address = guarded.url.replace("//", f"//{USER}:Z%C3%A4h%3Aneblig@")
    for url, settings in (
        (guarded.url, {"USER": USER, "PASSWORD": PASSWORD}),
        (guarded.url, {"USER": USER, "PASSWORD_FILE": str(password)}),
        (guarded.url, {"API_KEY": KEY}),
        (guarded.url, {"API_KEY_FILE": str(key)}),
        (in_address, {}),
    ):
        said = status(guarded, url, 0, settings | {"CA": guarded.ca})
        assert guarded.url.partition("//")[2] in said
        assert USER not in said


@pytest.mark.slow
@pytest.mark.parametrize("engine", nodes.names()[:1], indirect=True)  # what is tested is before the engine
def test_what_is_wrong_is_said_and_what_to_do(guarded: Guarded) -> None:
    right = {"USER": USER, "PASSWORD": PASSWORD}
    nothing = guarded.folder / "nothing.crt"
    nothing.write_text("nothing")
    plain, other = guarded.url.replace("https", "http"), guarded.url.replace("127.0.0.1", "localhost")
    for url, code, settings, words in (
        (guarded.url, 1, right | {"PASSWORD": WRONG, "CA": guarded.ca}, "check PRESSWATCH_ELASTICSEARCH_USER"),
        (guarded.url, 1, {"API_KEY": WRONG, "CA": guarded.ca}, "or _API_KEY"),
        (guarded.url, 1, right | {"CA": guarded.other_ca}, "PRESSWATCH_ELASTICSEARCH_CA"),
        (guarded.url, 1, right, "PRESSWATCH_ELASTICSEARCH_CA"),
        (guarded.url, 2, right | {"CA": str(guarded.folder / "none.crt")}, "No such file"),
        (guarded.url, 2, right | {"CA": str(nothing)}, "must hold certificates in PEM form"),
        (guarded.url, 2, {"API_KEY": f"{KEY}\n{WRONG}", "CA": guarded.ca}, "API key can't be used"),
        (other, 1, right | {"CA": guarded.ca}, "use the address that its certificate is made for"),
        (plain, 2, right | {"CA": guarded.ca}, "https"),
        (url_of(guarded.engine).replace("http", "https"), 1, right, "begin with http://"),
    ):
        assert words in status(guarded, url, code, settings)
