"""Mail, to a server that was read from an Apprise address.

Not sent through Apprise itself, because it gives every attempt a Message-ID of its own, by which no mailbox can tell
the second copy of an alert (RFC 5322, section 3.6.4), and because it hides what the server answered. One message in
one SMTP transaction (RFC 5321) goes to all recipients, so that a retry doesn't tell some of them twice.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP as MAIL
from email.utils import formataddr, localtime

from presswatch.alerts import Delivery
from presswatch.delivery.message import Message
from presswatch.delivery.press_text import one_line
from presswatch.errors import PermanentError, TransientError

_AFTER_DATA = 60.0  # seconds; servers scan a message before they accept it (RFC 5321, section 4.5.3.2.6, allows more)
_HOLD_BACK = 6  # attempts, some fifteen minutes: longer than greylisting takes


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mail goes through, from whom and to whom. Addresses with names are (name, address)."""

    host: str
    port: int
    security: str  # insecure, ssl, starttls
    verify: bool = True  # the server's certificate
    user: str = ""
    password: str = field(default="", repr=False)
    sender: tuple[str, str]
    to: tuple[tuple[str, str], ...]
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    reply_to: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()  # the operator's own

    @property
    def recipients(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*(address for _, address in self.to), *self.cc, *self.bcc)))


def send_mail(server: MailServer, message: Message, *, delivery: Delivery, timeout: float) -> None:
    """Returns once the server has accepted the message for all recipients.

    While one of them is refused for now (greylisting, a full mailbox), nothing is sent and `TransientError` raised;
    after some attempts the others are served. `PermanentError` when the server refuses for good; where that is only
    some of the recipients, the others have the message. `timeout` is for each answer, in seconds.
    """
    content = _mail(server, message, key=delivery.id).as_bytes()
    try:
        with _connected(server, timeout) as smtp:
            refused = _address(smtp, server, hold_back=delivery.attempts < _HOLD_BACK)
            if smtp.sock is not None:
                smtp.sock.settimeout(max(timeout, _AFTER_DATA))
            _check(*smtp.data(content), "the message")
    except smtplib.SMTPDataError as error:
        _check(error.smtp_code, error.smtp_error, "the message")
        raise TransientError(_safe(server, f"{server.host}: {error}")) from None
    except (smtplib.SMTPException, OSError) as error:
        raise TransientError(_safe(server, f"{server.host}: {_said(error)}")) from None
    if refused:
        raise PermanentError(_safe(server, f"sent to the other recipients, but {_listed(refused)}"))


@contextmanager
def _connected(server: MailServer, timeout: float) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context()
    if not server.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if server.security == "ssl":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=timeout, context=context)
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=timeout)
    try:
        if server.security == "starttls":
            smtp.starttls(context=context)
        if server.user and server.password:
            smtp.login(server.user, server.password)
        smtp.ehlo_or_helo_if_needed()
        yield smtp
        with suppress(smtplib.SMTPException, OSError):  # accepted is accepted
            smtp.quit()
    finally:
        smtp.close()


def _address(smtp: smtplib.SMTP, server: MailServer, *, hold_back: bool) -> dict[str, tuple[int, bytes]]:
    """Name the sender and the recipients; answers those that were refused while others were not."""
    _check(*smtp.mail(server.sender[1]), f"the sender {server.sender[1]}")
    refused: dict[str, tuple[int, bytes]] = {}
    for recipient in server.recipients:
        code, answer = smtp.rcpt(recipient)
        if code not in (250, 251):
            refused[recipient] = (code, answer)
    for_now = any(code < 500 for code, _ in refused.values())
    if (refused and for_now and hold_back) or len(refused) == len(server.recipients):
        text = _safe(server, f"{server.host}: {_listed(refused) or 'the address names no recipient'}")
        raise TransientError(text) if for_now else PermanentError(text)
    return refused


def _check(code: int, answer: bytes | str, what: str) -> None:
    """Raise what a refusal (RFC 5321, section 4.2.1) means for us."""
    if 400 <= code < 500:
        raise TransientError(f"{what} was refused for now: {_answer(code, answer)}")
    if code >= 500:
        raise PermanentError(f"{what} was refused: {_answer(code, answer)}")


def _mail(server: MailServer, message: Message, *, key: str) -> EmailMessage:
    mail = EmailMessage(policy=MAIL.clone(cte_type="7bit"))  # not every server takes 8BITMIME
    for name, value in server.headers:
        mail[name] = value
    for name in ("Subject", "From", "To", "Cc", "Reply-To", "Date", "Message-ID", "Auto-Submitted"):
        del mail[name]  # ours stand
    mail["Subject"] = message.subject
    mail["From"] = formataddr(server.sender)
    mail["To"] = ", ".join(formataddr(each) for each in server.to)
    if server.cc:
        mail["Cc"] = ", ".join(server.cc)
    if server.reply_to:
        mail["Reply-To"] = ", ".join(server.reply_to)
    mail["Date"] = localtime()
    mail["Message-ID"] = f"<{key}@{_domain(server.sender[1])}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
    mail.set_content(message.text)
    mail.add_alternative(message.html, subtype="html")
    return mail


def _domain(address: str) -> str:
    try:
        return address.rpartition("@")[2].encode("idna").decode() or "presswatch.invalid"
    except UnicodeError:
        return "presswatch.invalid"


def _listed(refused: dict[str, tuple[int, bytes]]) -> str:
    return "; ".join(f"{recipient} was refused: {_answer(*answer)}" for recipient, answer in refused.items())


def _answer(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return f"{code} {one_line(text, limit=200)}"


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error)
    return one_line(str(error), limit=200) or type(error).__name__


def _safe(server: MailServer, text: str) -> str:
    return text.replace(server.password, "***") if server.password else text
