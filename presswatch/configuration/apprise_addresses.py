"""Whether Apprise reaches an address, asked of Apprise itself."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from presswatch.configuration.problems import did_you_mean, quoted
from presswatch.configuration.values import WrongValueError, expand


def apprise_address(text: str, environ: Mapping[str, str]) -> str:
    """An address that Apprise reaches, expanded. Nothing is sent.

    Messages show no more than the scheme: such addresses hold passwords, and messages end in logs.
    """
    address = expand(text, environ)
    from apprise import Apprise, AppriseAsset  # noqa: PLC0415 - takes a second, which only those who use it shall pay

    with _silent():
        if Apprise.instantiate(address, asset=AppriseAsset(), suppress_exceptions=True) is not None:
            return address
    scheme, separator, _ = address.partition("://")
    if not separator:
        raise WrongValueError("is no Apprise address; write one like mailtos://user:password@example.org")
    schemes = sorted(_schemes())
    if scheme.lower() in schemes:
        raise WrongValueError(
            f"is no address that Apprise can use: something is missing after {quoted(scheme + '://')}"
        )
    raise WrongValueError(f"Apprise knows no {quoted(scheme + '://')}{did_you_mean(scheme, schemes)}")


def _schemes() -> set[str]:
    from apprise import Apprise  # noqa: PLC0415 - as above

    found: set[str] = set()
    for service in Apprise().details()["schemas"]:
        for key in ("protocols", "secure_protocols"):
            found.update(service[key] or ())
    return found


@contextmanager
def _silent() -> Iterator[None]:
    """Apprise logs what it can't read, password and all, and its services import modules that Python deprecates."""
    logger = logging.getLogger("apprise")
    before = logger.disabled
    logger.disabled = True
    try:
        with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
            yield
    finally:
        logger.disabled = before
