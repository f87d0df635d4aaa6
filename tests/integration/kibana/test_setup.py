"""Bringing the saved objects into a Kibana, over HTTP. The server is a stand-in: see there for what it holds to."""

from __future__ import annotations

import copy
import json
import socket
from collections.abc import Iterator

import pytest

from presswatch.errors import ConfigurationError, PermanentError, TransientError
from presswatch.kibana import Access, Form, KibanaServer, build
from tests.integration.kibana.stand_in import StandIn


@pytest.fixture
def kibana() -> Iterator[StandIn]:
    with StandIn() as stand_in:
        yield stand_in


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def server(url: str, **access: str) -> KibanaServer:
    clock = Clock()
    return KibanaServer(Access(url=url, **access), clock=clock, sleep=clock.sleep)  # type: ignore[arg-type]


def ndjson(form: Form = Form.KIBANA_9) -> bytes:
    return build((), {}, form)


def ids(content: bytes) -> set[tuple[str, str]]:
    return {(one["type"], one["id"]) for one in map(json.loads, content.splitlines())}


@pytest.mark.parametrize("form", list(Form))
def test_all_objects_arrive_whole(kibana: StandIn, form: Form):
    with server(kibana.url) as there:
        count = there.import_objects(ndjson(form))
    assert {(type_, id_) for _, type_, id_ in kibana.saved} == ids(ndjson(form))
    assert count == len(kibana.saved) > 30
    assert list(kibana.saved.values()) == [json.loads(line) for line in ndjson(form).splitlines()]


def test_again_replaces_what_was_there_and_adds_nothing(kibana: StandIn):
    with server(kibana.url) as there:
        there.import_objects(ndjson())
        before = copy.deepcopy(kibana.saved)
        next(iter(kibana.saved.values()))["attributes"]["title"] = "changed by hand"
        assert there.import_objects(ndjson()) == len(before)
    assert kibana.saved == before


def test_a_space_has_its_own_and_one_that_is_not_there_is_named(kibana: StandIn):
    with server(kibana.url, space="desk") as there:
        there.import_objects(ndjson())
    assert {space for space, _, _ in kibana.saved} == {"desk"}
    with server(kibana.url, space="des") as there, pytest.raises(PermanentError, match="no space 'des': create it"):
        there.import_objects(ndjson())


def test_a_base_path_is_kept():
    with StandIn(base="/kibana") as stand_in, server(stand_in.url + "/") as there:
        assert there.wait(1).version == "9.1.0"
        assert there.import_objects(ndjson()) > 30


def test_it_waits_for_kibana_to_be_ready(kibana: StandIn):
    kibana.starts_after(looks=3)
    told: list[str] = []
    with server(kibana.url) as there:
        assert there.wait(60, told=told.append).version == "9.1.0"
    assert kibana.looks == 4
    assert told == ["answers 503: Kibana server is not ready yet"]


def test_it_waits_for_a_port_that_nobody_listens_on_and_gives_up_in_time():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and doesn't listen: nobody else can meanwhile
        clock = Clock()
        access = Access(url=f"http://127.0.0.1:{taken.getsockname()[1]}")
        with (
            KibanaServer(access, clock=clock, sleep=clock.sleep) as there,
            pytest.raises(TransientError, match=r"is not up after 5 s: can't be reached"),
        ):
            there.wait(5)
        assert clock.now == 5


@pytest.mark.parametrize(
    ("overall", "up"),
    [
        ({"level": "available"}, True),
        ({"level": "degraded"}, True),
        ({"state": "green"}, True),  # Kibana 7.10, OpenSearch Dashboards
        ({"state": "yellow"}, True),
        ({"level": "unavailable"}, False),
        ({"level": "critical"}, False),
        ({"state": "red"}, False),
    ],
)
def test_what_counts_as_up(kibana: StandIn, overall: dict[str, str], up: bool):
    kibana.says(**overall)
    with server(kibana.url) as there:
        if up:
            assert there.wait(0).version
        else:
            (level,) = overall.values()
            with pytest.raises(TransientError, match=f"says that it is {level}"):
                there.wait(0)


def test_each_refused_object_is_told_and_the_others_are_there(kibana: StandIn):
    kibana.refuses("presswatch-dashboard-sco", "Document is from the future")
    with server(kibana.url) as there, pytest.raises(PermanentError) as raised:
        there.import_objects(ndjson())
    assert "refuses 1 saved objects" in str(raised.value)
    assert "dashboard presswatch-dashboard-sco: unknown (Document is from the future)" in str(raised.value)
    assert ("", "dashboard", "presswatch-dashboard-coverage") in kibana.saved


def test_a_missing_reference_is_named(kibana: StandIn):
    charts = [line for line in ndjson().splitlines(keepends=True) if json.loads(line)["type"] == "lens"]
    with server(kibana.url) as there, pytest.raises(PermanentError, match=r"missing_references .without index-pattern"):
        there.import_objects(charts[0])


def test_the_user_is_let_in_by_password_and_refused_without(kibana: StandIn):
    kibana.requires("elastic", "pässword:1")
    with server(kibana.url, user="elastic", password="pässword:1") as there:
        assert there.import_objects(ndjson()) > 30
    for wrong in ({}, {"user": "elastic", "password": "guess-me"}):
        with server(kibana.url, **wrong) as there, pytest.raises(PermanentError) as raised:
            there.wait(60)
        assert "PRESSWATCH_KIBANA_PASSWORD" in str(raised.value)
        assert "guess-me" not in str(raised.value)


def test_a_user_who_may_not_import_is_told_what_is_needed(kibana: StandIn):
    kibana.forbids_imports()
    with server(kibana.url) as there, pytest.raises(PermanentError, match=r"403.*privilege to manage saved objects"):
        there.import_objects(ndjson())


@pytest.mark.parametrize("page", [b"<html>It works!</html>", b'{"cluster_name": "es"}', b"[]"])
def test_something_else_at_the_address_is_no_kibana(kibana: StandIn, page: bytes):
    kibana.is_something_else(page)
    with server(kibana.url) as there:
        with pytest.raises(PermanentError, match="not as Kibana does"):
            there.wait(60)
        with pytest.raises(PermanentError, match="something else"):
            there.import_objects(ndjson())


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("localhost:5601", "write one like"),
        ("ftp://localhost", "write one like"),
        ("http://localhost:port", "can't be read"),
        ("https://elastic:secret@localhost:5601", "holds a user or password"),
    ],
)
def test_an_address_that_is_none_is_refused_before_anything_is_asked(url: str, why: str):
    with pytest.raises(ConfigurationError, match=why) as raised:
        KibanaServer(Access(url=url))
    assert "secret" not in str(raised.value)


def test_secrets_stay_out_of_the_repr():
    access = Access(url="http://localhost", user="u", password="secret-1", api_key="secret-2")
    assert "secret" not in repr(access)
