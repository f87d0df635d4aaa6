"""What Apprise reaches: mail, received by a real mail server, and a service over HTTP."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from presswatch.alerts import Channel
from presswatch.delivery import ChannelSender
from presswatch.errors import PermanentError, TransientError
from tests.integration.delivery.receivers import Hook, MailServer
from tests.unit.delivery.given import RULE, SOURCES, alert, story

# Services of Apprise import modules that Python deprecates.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


@pytest.fixture
def sender(tmp_path: Path) -> ChannelSender:
    return ChannelSender(data=tmp_path, timeout=2)


def send(sender: ChannelSender, url: str, *, attempts: int = 1, title: str = "Ministers meet") -> str:
    articles = story()
    articles[0] = replace(articles[0], title=title)
    told = alert(articles)
    delivery = replace(told.deliveries[0], attempts=attempts)
    sender.send(Channel(id="desk", url=url), delivery, told, articles, SOURCES, RULE)
    return delivery.id


def address(server: MailServer, to: str = "one@desk.example", *, login: str = "") -> str:
    return f"mailto://{login}127.0.0.1:{server.port}/?mode=insecure&from=Watch<watch@press.example>&to={to}"


def test_a_mail_is_readable_and_keyed(mail_server: MailServer, sender: ChannelSender) -> None:
    key = send(sender, address(mail_server))

    (mail,) = mail_server.mails
    assert (mail.sender, mail.recipients) == ("watch@press.example", ["one@desk.example"])
    message = mail.message
    assert message["Message-ID"] == f"<{key}@press.example>"
    assert len(message.get_all("Message-ID")) == 1
    assert message["Subject"] == "Shanghai Cooperation Organization: Ministers meet"
    assert message["From"] == "Watch <watch@press.example>"
    assert message["To"] == "one@desk.example"
    assert message["Auto-Submitted"] == "auto-generated"
    assert parsedate_to_datetime(message["Date"]).tzinfo is not None
    text, html = message.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert "The **SCO** ministers met in **Moscow**." in text.get_content()
    assert "The <mark>SCO</mark> ministers" in html.get_content()


def test_a_second_copy_has_the_same_message_id(mail_server: MailServer, sender: ChannelSender) -> None:
    send(sender, address(mail_server))
    send(sender, address(mail_server), attempts=2)

    first, second = mail_server.mails
    assert first.message["Message-ID"] == second.message["Message-ID"]


def test_a_hostile_title_sets_no_header(mail_server: MailServer, sender: ChannelSender) -> None:
    send(
        sender,
        address(mail_server),
        title="<script>x</script>\r\nBcc: all@example.org\r\n\r\n.\r\nQUIT\u202e 王毅 نشست",
    )

    (mail,) = mail_server.mails
    assert mail.recipients == ["one@desk.example"]
    assert mail.message["Bcc"] is None
    assert mail.message["Subject"].endswith("<script>x</script> Bcc: all@example.org . QUIT 王毅 نشست")
    html = mail.message.get_body(("html",))
    assert html is not None
    assert "&lt;script&gt;" in html.get_content()


def test_all_recipients_are_named_in_one_transaction(mail_server: MailServer, sender: ChannelSender) -> None:
    send(sender, address(mail_server, "one@desk.example,two@desk.example&cc=three@desk.example&bcc=four@desk.example"))

    (mail,) = mail_server.mails
    assert sorted(mail.recipients) == [f"{name}@desk.example" for name in ("four", "one", "three", "two")]
    assert "four" not in mail.message.as_string()
    assert mail.message["Cc"] == "three@desk.example"


def test_the_login_is_used(mail_server: MailServer, sender: ChannelSender) -> None:
    mail_server.replies["AUTH"] = "235 welcome"

    send(sender, address(mail_server, login="desk:pa55word@"))

    (auth,) = (line for line in mail_server.lines if line.startswith("AUTH"))
    assert base64.b64decode(auth.split()[-1]).split(b"\0")[-1] == b"pa55word"


@pytest.mark.parametrize(
    ("where", "reply"),
    [
        ("AUTH", "535 wrong: pa55word"),  # whoever configures it may still mend it
        ("MAIL", "451 busy"),
        ("one@desk.example", "450 greylisted"),
        ("DATA", "451 busy"),
        ("CONTENT", "452 no room"),
        ("EHLO", "421 going down"),
    ],
)
def test_what_may_pass_is_transient(mail_server: MailServer, sender: ChannelSender, where: str, reply: str) -> None:
    mail_server.replies |= {"AUTH": "235 welcome", where: reply}
    if where == "EHLO":
        mail_server.replies["HELO"] = reply

    with pytest.raises(TransientError) as raised:
        send(sender, address(mail_server, login="desk:pa55word@"))

    assert reply.split()[1] in str(raised.value)
    assert "pa55word" not in str(raised.value)
    assert mail_server.mails == []


@pytest.mark.parametrize(
    ("where", "reply"),
    [("MAIL", "550 not you"), ("one@desk.example", "550 no such user"), ("DATA", "554 no"), ("CONTENT", "554 spam")],
)
def test_what_will_not_pass_is_permanent(
    mail_server: MailServer, sender: ChannelSender, where: str, reply: str
) -> None:
    mail_server.replies[where] = reply

    with pytest.raises(PermanentError, match=reply):
        send(sender, address(mail_server))

    assert mail_server.mails == []


def test_one_recipient_who_is_no_more_keeps_the_others_from_nothing(
    mail_server: MailServer, sender: ChannelSender
) -> None:
    mail_server.replies["two@desk.example"] = "550 no such user"

    with pytest.raises(PermanentError, match=r"sent to the other recipients, but two@desk.example was refused: 550"):
        send(sender, address(mail_server, "one@desk.example,two@desk.example"))

    assert [mail.recipients for mail in mail_server.mails] == [["one@desk.example"]]


def test_one_recipient_who_is_refused_for_now_is_waited_for_but_not_for_ever(
    mail_server: MailServer, sender: ChannelSender
) -> None:
    mail_server.replies["two@desk.example"] = "452 mailbox full"
    url = address(mail_server, "one@desk.example,two@desk.example")

    with pytest.raises(TransientError, match=r"two@desk.example was refused: 452 mailbox full"):
        send(sender, url, attempts=1)
    assert mail_server.mails == []

    with pytest.raises(PermanentError, match=r"sent to the other recipients, but two@desk.example"):
        send(sender, url, attempts=6)
    assert [mail.recipients for mail in mail_server.mails] == [["one@desk.example"]]


def test_accepted_is_accepted_whatever_follows(mail_server: MailServer, sender: ChannelSender) -> None:
    mail_server.replies["QUIT"] = "421 I was about to say goodbye"

    send(sender, address(mail_server))

    assert len(mail_server.mails) == 1


def test_no_mail_server_is_transient(sender: ChannelSender) -> None:
    with MailServer() as server:
        url = address(server, login="desk:pa55word@")

    with pytest.raises(TransientError, match=r"127.0.0.1: .*refused") as raised:
        send(sender, url)

    assert "pa55word" not in str(raised.value)


def test_a_service_gets_the_message_as_text(sender: ChannelSender) -> None:
    with Hook() as hook:
        key = send(sender, f"json://127.0.0.1:{hook.port}/tok3n")

    (request,) = hook.requests
    body = json.loads(request.body)
    assert body["title"] == "Shanghai Cooperation Organization: Ministers meet"
    assert "The **SCO** ministers" in body["message"]
    assert key in body["message"]
    assert "secret" not in body["message"]


def test_a_service_that_is_asked_for_html_gets_it(sender: ChannelSender) -> None:
    with Hook() as hook:
        send(sender, f"json://127.0.0.1:{hook.port}/?format=html")

    assert "<mark>SCO</mark>" in json.loads(hook.requests[0].body)["message"]


def test_a_failing_service_says_why_and_keeps_its_secrets(sender: ChannelSender) -> None:
    with Hook() as hook:
        hook.answer(503, b"")
        with pytest.raises(TransientError) as raised:
            send(sender, f"json://desk:pa55word@127.0.0.1:{hook.port}/tok3n")

    assert str(raised.value).startswith("JSON: ")
    assert "503" in str(raised.value)
    assert "pa55word" not in str(raised.value)
    assert "tok3n" not in str(raised.value)


def test_what_apprise_says_of_a_token_is_hidden(sender: ChannelSender) -> None:
    """Many services have their token where others have a host, and Apprise names the host that it can't reach."""
    with Hook() as hook:
        token = str(int.from_bytes(bytes([127, 0, 0, 1]), "big"))  # resolves without any network
        url = f"json://{token}:{hook.port}/"

    with pytest.raises(TransientError, match=r"^JSON: .* to \*\*\*\."):
        send(sender, url)


def test_an_address_that_apprise_can_not_use_is_permanent(sender: ChannelSender) -> None:
    with pytest.raises(PermanentError) as raised:
        send(sender, "discord://tok3n-alone")

    assert str(raised.value) == "Apprise can't use the discord:// address of channel 'desk'"


def test_a_channel_that_leads_nowhere_is_permanent(sender: ChannelSender) -> None:
    with pytest.raises(PermanentError, match="'desk' leads nowhere"):
        send(sender, "")
