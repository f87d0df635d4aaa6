"""Unit tests touch no network: a socket is an error."""

import pytest
from pytest_socket import disable_socket, enable_socket


@pytest.fixture(autouse=True)
def _no_sockets():  # type: ignore[no-untyped-def]
    disable_socket(allow_unix_socket=True)
    yield
    enable_socket()
