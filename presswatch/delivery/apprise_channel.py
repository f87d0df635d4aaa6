"""Channels that Apprise reaches: chat, SMS, push; mail goes through `presswatch.delivery.mail`."""

from __future__ import annotations

import logging

from apprise import Apprise, AppriseAsset, AppriseResult, NotifyBase, NotifyFormat
from apprise.plugins.email import NotifyEmail

from presswatch.alerts import Channel, Delivery
from presswatch.delivery.mail import MailServer, send_mail
from presswatch.delivery.message import Message
from presswatch.delivery.press_text import one_line
from presswatch.delivery.redaction import redacted
from presswatch.errors import PermanentError, TransientError

_CALL = 3  # times the timeout: how long a service may take in all, with its retries and several targets
_LONGEST_REASON = 400  # characters


def notify(channel: Channel, message: Message, *, delivery: Delivery, timeout: float) -> None:
    """Returns once the service has accepted.

    Apprise says no more than that it failed, so any failure is a `TransientError`, with what Apprise logged about it.
    `PermanentError` for an address that Apprise can't read, and for what a mail server refuses for good.
    """
    asset = AppriseAsset(app_id="presswatch", app_desc="presswatch", app_url="")
    service = Apprise.instantiate(channel.url, asset=asset)
    if service is None:
        scheme = channel.url.partition("://")[0]
        raise PermanentError(f"Apprise can't use the {scheme}:// address of channel {channel.id!r}")
    if type(service) is NotifyEmail and service.pgp_mode == "no":
        send_mail(_server(service), message, delivery=delivery, timeout=timeout)
        return
    text, form = _suited(service, message)
    senders = Apprise(asset=asset)
    senders.add(service)
    result = senders.notify(
        body=text, title=message.subject, body_format=form, timeout=_CALL * timeout, log_level=logging.WARNING
    )
    if not result:
        raise TransientError(redacted(f"{service.service_name}: {_reason(result)}", channel))


def _suited(service: NotifyBase, message: Message) -> tuple[str, NotifyFormat]:
    """HTML for a service that is made for it and takes it whole, else text, cut to what the service takes."""
    room = service.body_maxlen - len(message.subject) - 2
    if service.resolve_format() == NotifyFormat.HTML and len(message.html) <= room:
        return message.html, NotifyFormat.HTML
    if len(message.text) <= room:
        return message.text, NotifyFormat.TEXT
    return message.text[: max(room, 2) - 2].rstrip() + " …", NotifyFormat.TEXT


def _reason(result: AppriseResult) -> str:
    said = "; ".join(dict.fromkeys(entry.message for entry in result.logs()))
    return one_line(said, limit=_LONGEST_REASON) or f"failed ({result.status.name.lower()}) without saying why"


def _server(service: NotifyEmail) -> MailServer:
    return MailServer(
        host=service.smtp_host,
        port=service.port or 0,  # 0: the usual one
        security=service.secure_mode or "",
        verify=service.verify_certificate,
        user=service.user or "",
        password=service.password or "",
        sender=(str(service.from_addr[0] or ""), str(service.from_addr[1])),
        to=tuple((str(name or ""), str(address)) for name, address in service.targets),
        cc=tuple(sorted(service.cc)),
        bcc=tuple(sorted(service.bcc)),
        reply_to=tuple(sorted(service.reply_to)),
        headers=tuple(service.headers.items()),
    )
