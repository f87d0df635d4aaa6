"""Messages that could not be processed. Few, and looked at by a person: each write is seen at once."""

from __future__ import annotations

from presswatch.engines.elasticsearch.documents import iso
from presswatch.engines.elasticsearch.names import Names
from presswatch.engines.elasticsearch.store import Store, Write
from presswatch.engines.moments import micros, moment, storable
from presswatch.ports import Quarantined


class ElasticQuarantine:
    """Fills the port `Quarantine`."""

    def __init__(self, store: Store, names: Names) -> None:
        self._store = store
        self._names = names

    def add(self, message: Quarantined) -> None:
        document = {
            "id": message.id,
            "task": message.task,
            "body": message.body,
            "reason": message.reason,
            "at": iso(message.at),
            "at_micros": micros(message.at),
        }
        self._store.write([Write("index", self._key(message.id), document)], refresh=True)

    def messages(self) -> list[Quarantined]:
        found = self._store.search(
            self._names.quarantine, {"match_all": {}}, sort=[{"at_micros": "asc"}, {"id": "asc"}]
        )
        return [
            Quarantined(
                id=each.source["id"],
                task=each.source["task"],
                body=each.source["body"],
                reason=each.source["reason"],
                at=moment(each.source["at_micros"]),
            )
            for each in found
        ]

    def remove(self, message: str) -> None:
        self._store.write([Write("delete", self._key(message))], refresh=True)

    def _key(self, message: str) -> tuple[str, str]:
        return self._names.quarantine, storable(message)
