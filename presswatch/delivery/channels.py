"""The port `Sender`: one alert to one channel, whatever kind of channel it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from functools import cached_property
from pathlib import Path

from presswatch.alerts import Alert, Channel, Delivery, Rule
from presswatch.articles import Article
from presswatch.delivery.file_channel import append
from presswatch.delivery.message import compose
from presswatch.delivery.payload import payload
from presswatch.delivery.webhook import Webhooks
from presswatch.errors import PermanentError
from presswatch.ports import ArticleLinks
from presswatch.sources import Source


class ChannelSender:
    """Sends to files below `data`, to webhooks, and to what Apprise reaches.

    `timeout` is for each wait for a receiver, in seconds. `zone` is the desk's, shown in messages beside UTC. With
    `links`, messages lead to where the desk looks at articles. An instance belongs to one thread.
    """

    def __init__(
        self, *, data: Path, timeout: float = 15.0, zone: tzinfo | None = None, links: ArticleLinks | None = None
    ) -> None:
        self._data = data
        self._timeout = timeout
        self._zone = zone
        self._links = links

    @cached_property
    def _webhooks(self) -> Webhooks:
        return Webhooks(timeout=self._timeout)

    def send(
        self,
        channel: Channel,
        delivery: Delivery,
        alert: Alert,
        articles: Sequence[Article],
        sources: Mapping[str, Source],
        rule: Rule | None,
    ) -> None:
        if channel.file or channel.webhook:
            line = payload(delivery, alert, articles, sources=sources, rule=rule, links=self._links)
            if channel.file:
                append(self._data / channel.file, line, key=delivery.id)
            else:
                self._webhooks.post(channel, line, key=delivery.id)
        elif channel.url:
            from presswatch.delivery.apprise_channel import notify  # noqa: PLC0415 - a second, if no channel needs it

            message = compose(
                delivery.id, alert, articles, sources=sources, rule=rule, zone=self._zone, links=self._links
            )
            notify(channel, message, delivery=delivery, timeout=self._timeout)
        else:
            raise PermanentError(f"channel {channel.id!r} leads nowhere: it has no url, webhook or file")
