"""docker-compose.yml: valid, complete, and as closed as it claims to be."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer.main
import yaml
from click import Group

from presswatch.cli import app
from presswatch.configuration import Settings
from tests.conftest import REQUIRE_ALL
from tests.unit.deployment.compose import (
    FILE,
    ROOT,
    MissingVariableError,
    example,
    filled_in,
    is_secret,
    services,
    variables,
)

SERVICES = services(filled_in())
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
ONE_SHOT = {"certificates", "accounts", "engine-setup", "kibana-setup"}
LASTING = set(SERVICES) - ONE_SHOT


def test_it_is_what_the_compose_specification_allows() -> None:
    if importlib.util.find_spec("check_jsonschema") is None:
        if REQUIRE_ALL:
            pytest.fail("check-jsonschema is absent, and PRESSWATCH_REQUIRE_ALL is set")
        pytest.skip("check-jsonschema, which brings the specification's schema, is absent")
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(FILE)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_variable_is_in_the_example_with_the_same_default() -> None:
    asked, shipped = variables(), example()
    assert set(asked) == set(shipped)
    for name, default in asked.items():
        if default is not None:
            assert shipped[name] == default, name


def test_every_secret_must_be_given() -> None:
    secrets = [name for name in example() if is_secret(name)]
    assert len(secrets) >= 9
    for name in secrets:
        assert example()[name] == ""
        with pytest.raises(MissingVariableError, match=name):
            services(filled_in() | {name: ""})


def test_the_examples_own_commands_fill_it_in(tmp_path: Path) -> None:
    text = (ROOT / ".env.example").read_text("utf-8")
    (tmp_path / ".env.example").write_text(text, "utf-8")
    commands = [line.removeprefix("#").strip() for line in text.splitlines() if line.startswith("#   ")]
    subprocess.run(["sh", "-euc", "\n".join(commands)], cwd=tmp_path, check=True)
    filled = dict(
        line.split("=", 1) for line in (tmp_path / ".env").read_text("utf-8").splitlines() if line and line[0] != "#"
    )
    secrets = [value for name, value in filled.items() if is_secret(name)]
    assert all(len(value) >= 32 and value.isalnum() for value in secrets)
    assert len(set(secrets)) == len(secrets)
    assert {name: value for name, value in filled.items() if not is_secret(name)} == {
        name: value for name, value in example().items() if not is_secret(name)
    }


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_command_of_ours_exists(name: str) -> None:
    match OURS[name]["command"]:
        case ["python", "-m", module, *_]:
            assert importlib.util.find_spec(module), module
        case ["presswatch", *words]:
            command: Any = typer.main.get_command(app)
            for word in words:
                if not isinstance(command, Group):
                    break
                assert word in command.commands, f"there is no command {' '.join(words)}"
                command = command.commands[word]
            assert not isinstance(command, Group)
        case other:
            pytest.fail(f"an unknown kind of command: {other}")


@pytest.mark.parametrize("name", sorted(OURS))
def test_our_services_may_do_no_more_than_they_must(name: str) -> None:
    service = OURS[name]
    assert service["read_only"] is True
    assert service["user"] == "10001:10001"
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    writable = [volume["target"] for volume in service["volumes"] if not volume.get("read_only")]
    assert writable == (["/data"] if name == "crawler" else [])
    assert "/config" in [volume["target"] for volume in service["volumes"]]


@pytest.mark.parametrize("name", sorted(OURS))
def test_our_services_find_everything_by_settings_that_exist(name: str) -> None:
    environment = OURS[name]["environment"]
    settings = Settings.from_environ(environment)
    assert settings.broker_url == f"redis://:{filled_in()['REDIS_PASSWORD']}@redis:6379/0"
    assert settings.elasticsearch_url == "https://elasticsearch:9200"
    setup = name.endswith("-setup")
    assert settings.elasticsearch_user == ("presswatch-setup" if setup else "presswatch")
    assert settings.elasticsearch_password == filled_in()["SETUP_PASSWORD" if setup else "PRESSWATCH_PASSWORD"]
    assert settings.elasticsearch_ca == "/authority/ca.crt"


def test_the_superuser_is_known_to_who_must_know_alone() -> None:
    password = filled_in()["ELASTIC_PASSWORD"]
    assert {name for name, service in SERVICES.items() if password in str(service)} == {"elasticsearch", "accounts"}


def test_ports_are_on_loopback_alone() -> None:
    ports = [port for service in SERVICES.values() for port in service.get("ports", ())]
    assert len(ports) == 3
    assert all(port.startswith("127.0.0.1:") for port in ports)
    assert not any("network_mode" in service and service["network_mode"] == "host" for service in SERVICES.values())


def test_every_lasting_service_is_watched_bounded_and_started_again() -> None:
    for name in LASTING:
        assert SERVICES[name]["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL"), name
        assert SERVICES[name]["restart"] == "unless-stopped", name
    for name in ONE_SHOT:
        assert SERVICES[name].get("restart", "no") == "no", name
    assert all("mem_limit" in service for service in SERVICES.values())


def test_services_wait_for_what_they_need() -> None:
    for name, service in SERVICES.items():
        for needed, how in service.get("depends_on", {}).items():
            if needed in ONE_SHOT:
                assert how["condition"] == "service_completed_successfully", (name, needed)
            elif needed != "kibana":
                assert how["condition"] == "service_healthy", (name, needed)
    order: list[str] = []
    while len(order) < len(SERVICES):
        ready = [n for n in SERVICES if n not in order and set(SERVICES[n].get("depends_on", ())) <= set(order)]
        assert ready, "the services wait for each other in a circle"
        order += ready


def test_the_broker_forgets_nothing() -> None:
    command = SERVICES["redis"]["command"][-1]
    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command
    assert filled_in()["REDIS_PASSWORD"] not in command


def test_volumes_and_files_that_are_named_exist() -> None:
    named = set(yaml.safe_load(FILE.read_text("utf-8"))["volumes"])
    mounted = [volume for service in SERVICES.values() for volume in service.get("volumes", ())]
    assert {volume["source"] for volume in mounted if volume["type"] == "volume"} == named
    for volume in mounted:
        if volume["type"] == "bind":
            assert (ROOT / volume["source"]).is_dir()
            assert volume["read_only"] is True
    for script in ("certificates", "accounts"):
        assert (ROOT / "deployment" / Path(SERVICES[script]["command"][-1]).name).is_file()
