"""What the operator is told of a source, by the same channels that alerts go to.

Machines get one line of JSON with a key of its own, as for alerts, and `kind` "source".
"""

from __future__ import annotations

import hashlib
import html
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from presswatch.alerts import Channel, Delivery
from presswatch.delivery.file_channel import append
from presswatch.delivery.message import Message
from presswatch.delivery.press_text import one_line
from presswatch.delivery.webhook import Webhooks
from presswatch.sources import Amiss

_SUBJECT = 180  # characters
_WORDS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    source: str
    name: str
    amiss: Amiss
    since: datetime
    well: bool  # it is amiss no more

    def key(self, channel: str) -> str:
        """The idempotency key: the same for the same trouble, however often it is sent."""
        parts = (self.source, self.amiss.kind, self.since.isoformat(), "well" if self.well else "amiss", channel)
        return hashlib.blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()

    @property
    def words(self) -> str:
        return one_line(f"{self.name}: {self._said}", limit=_WORDS)

    @property
    def _said(self) -> str:
        return f"it is well again (it was {self.amiss.kind})" if self.well else self.amiss.words


def tell(notice: Notice, channel: Channel, *, data: Path, timeout: float = 15.0) -> None:
    """Returns once the channel has accepted. Raises `TransientError` or `PermanentError`. `timeout` is in seconds, for
    each wait; files are below `data`."""
    key = notice.key(channel.id)
    if channel.file:
        append(data / channel.file, _line(notice, key), key=key)
    elif channel.webhook:
        Webhooks(timeout=timeout).post(channel, _line(notice, key), key=key)
    else:
        from presswatch.delivery.apprise_channel import notify  # noqa: PLC0415 - a second, if no channel needs it

        state = "well again" if notice.well else str(notice.amiss.kind)
        text = f"{notice.words}\n\n--\npresswatch, source {notice.source}, since {notice.since:%Y-%m-%d %H:%M} UTC\n"
        message = Message(
            subject=one_line(f"Source {notice.name}: {state}", limit=_SUBJECT),
            text=text,
            html=f"<pre style='white-space: pre-wrap' dir='auto'>{html.escape(text)}</pre>",
        )
        notify(channel, message, delivery=Delivery(id=key, alert="", channel=channel.id), timeout=timeout)


def _line(notice: Notice, key: str) -> bytes:
    body = {
        "key": key,
        "kind": "source",
        "source": notice.source,
        "source_name": notice.name,
        "amiss": notice.amiss.kind,
        "well": notice.well,
        "since": notice.since.isoformat().replace("+00:00", "Z"),
        "words": notice.words,
    }
    return json.dumps(body).encode()  # ASCII: no character in it ends a line
