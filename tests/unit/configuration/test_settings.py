"""Settings from the environment and from options."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from ipaddress import ip_network
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presswatch.configuration import ConfigurationError, Network, Settings


def test_defaults_are_the_embedded_stack() -> None:
    assert Settings.from_environ({"PRESSWATCH_BROKER_URL": "", "HOME": "/root"}) == Settings(
        config=Path("config"), data=Path("var"), broker_url=None, elasticsearch_url=None, allow_networks=()
    )


def test_variables_and_options_above_them() -> None:
    environ = {
        "PRESSWATCH_CONFIG": "desk",
        "PRESSWATCH_DATA": "data",
        "PRESSWATCH_BROKER_URL": "rediss://:hunter2@redis.example.org:6380/1",
        "PRESSWATCH_ELASTICSEARCH_URL": "https://elastic:hunter2@search.example.org:9200",
        "PRESSWATCH_ALLOW_NETWORKS": "192.0.2.7, 10.1.0.0/16",
    }
    settings = Settings.from_environ(environ, data="elsewhere", allow_networks="2001:db8::/32")
    assert settings.config == Path("desk")
    assert settings.data == Path("elsewhere")
    assert settings.broker_url == environ["PRESSWATCH_BROKER_URL"]
    assert settings.elasticsearch_url == environ["PRESSWATCH_ELASTICSEARCH_URL"]
    assert settings.allow_networks == (ip_network("2001:db8::/32"),)
    assert "hunter2" not in repr(settings)
    assert Settings.from_environ(environ).allow_networks == (ip_network("192.0.2.7"), ip_network("10.1.0.0/16"))


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("kibana.example.org", "is no address; write one like https://kibana.example.org"),
        ("https://desk:hunter2@kibana.example.org", "holds a user or password, which alerts would tell"),
    ],
)
def test_kibanas_public_address_is_one_that_alerts_may_tell(address: str, message: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        Settings.from_environ({"PRESSWATCH_KIBANA_PUBLIC_URL": address})
    assert str(raised.value) == f"PRESSWATCH_KIBANA_PUBLIC_URL: {message}"


@pytest.mark.parametrize(
    ("months", "at", "since"),
    [
        ("", datetime(2026, 11, 24, tzinfo=UTC), None),
        ("0", datetime(2026, 11, 24, tzinfo=UTC), None),
        ("3", datetime(2026, 11, 24, tzinfo=UTC), datetime(2026, 8, 1, tzinfo=UTC)),
        ("11", datetime(2026, 11, 1, tzinfo=UTC), datetime(2025, 12, 1, tzinfo=UTC)),
        (" 12 ", datetime(2026, 12, 31, 23, tzinfo=timezone(-timedelta(hours=5))), datetime(2026, 1, 1, tzinfo=UTC)),
    ],
)
def test_what_is_kept_is_that_of_so_many_months_at_least(months: str, at: datetime, since: datetime | None) -> None:
    assert Settings.from_environ({"PRESSWATCH_RETENTION_MONTHS": months}).kept_since(at) == since


@pytest.mark.parametrize("months", ["-1", "a year", "1.5", "1201", "²"])
def test_what_is_no_number_of_months_is_told(months: str) -> None:
    with pytest.raises(ConfigurationError, match=r"PRESSWATCH_RETENTION_MONTHS: .* is no number of months; write 0"):
        Settings.from_environ({"PRESSWATCH_RETENTION_MONTHS": months})


def test_networks_by_name() -> None:
    allowed = Settings.from_environ({"PRESSWATCH_ALLOW_NETWORKS": "loopback,private,loopback"}).allow_networks
    assert list(map(str, allowed)) == [
        "127.0.0.0/8",
        "::1/128",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "fc00::/7",
    ]


def test_everything_wrong_is_told_at_once_and_no_password_with_it() -> None:
    environ = {
        "PRESSWATCH_BROKER_URL": "amqp://guest:hunter2@localhost",
        "PRESSWATCH_ELASTICSEARCH_URL": "https://elastic:hunter2@:port",
        "PRESSWATCH_ALLOW_NETWORKS": "10.1.2.3/8, lopback, 300.1.1.1",
    }
    with pytest.raises(ConfigurationError) as raised:
        Settings.from_environ(environ)
    assert str(raised.value).splitlines() == [
        'PRESSWATCH_ALLOW_NETWORKS: "10.1.2.3/8" has bits set beyond its mask; did you mean 10.0.0.0/8?',
        'PRESSWATCH_ALLOW_NETWORKS: "lopback" is no network; did you mean loopback?',
        'PRESSWATCH_ALLOW_NETWORKS: "300.1.1.1" is no network; write 10.1.0.0/16, 192.0.2.7, loopback or private',
        'PRESSWATCH_BROKER_URL: begins with "amqp://"; write one like redis://localhost:6379/0',
        "PRESSWATCH_ELASTICSEARCH_URL: its host or port can't be read; write an address like http://localhost:9200",
    ]


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("localhost:6379", "is no address; write one like redis://localhost:6379/0"),
        ("redis://", "names no server; write an address like redis://localhost:6379/0"),
        ("redis+socket://", "names no server; write an address like redis://localhost:6379/0"),
    ],
)
def test_addresses_that_lead_nowhere(address: str, message: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        Settings.from_environ({"PRESSWATCH_BROKER_URL": address})
    assert str(raised.value) == f"PRESSWATCH_BROKER_URL: {message}"


@given(
    st.builds(
        Settings,
        config=st.sampled_from([Path("/etc/desk"), Path("/a b")]),
        data=st.just(Path("/var/desk")),
        broker_url=st.sampled_from(
            [None, "redis://localhost:6379/0", "redis+socket:///run/valkey.sock?virtual_host=0"]
        ),
        elasticsearch_url=st.sampled_from([None, "http://localhost:9200"]),
        allow_networks=st.lists(st.ip_addresses().map(ip_network), max_size=3, unique=True).map(tuple),
    )
)
def test_a_child_process_has_the_same_settings(settings: Settings) -> None:
    inherited = {"PATH": "/bin", "PRESSWATCH_BROKER_URL": "redis://stale", "PRESSWATCH_ALLOW_NETWORKS": "private"}
    environ = settings.to_environ(inherited)
    assert Settings.from_environ(environ) == settings
    assert environ["PATH"] == "/bin"


def test_a_child_process_may_run_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    environ = Settings().to_environ()
    assert environ == {"PRESSWATCH_CONFIG": str(tmp_path / "config"), "PRESSWATCH_DATA": str(tmp_path / "var")}


def test_a_network_is_a_network() -> None:
    networks: tuple[Network, ...] = Settings.from_environ({}, allow_networks="loopback").allow_networks
    assert any(ip_network("127.0.0.1").subnet_of(network) for network in networks if network.version == 4)  # type: ignore[arg-type]  # of one version
