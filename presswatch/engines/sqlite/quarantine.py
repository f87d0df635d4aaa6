"""Messages that could not be processed."""

from __future__ import annotations

from presswatch.engines.moments import micros, moment
from presswatch.engines.sqlite.database import Database
from presswatch.ports import Quarantined


class SqliteQuarantine:
    """Fills the port `Quarantine`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, message: Quarantined) -> None:
        with self._database.writing():
            self._database.execute(
                "INSERT OR REPLACE INTO quarantine (id, task, body, reason, at) VALUES (?, ?, ?, ?, ?)",
                (message.id, message.task, message.body, message.reason, micros(message.at)),
            )

    def messages(self) -> list[Quarantined]:
        rows = self._database.rows("SELECT id, task, body, reason, at FROM quarantine ORDER BY at, id")
        return [
            Quarantined(id=id_, task=task, body=body, reason=reason, at=moment(at))
            for id_, task, body, reason, at in rows
        ]

    def remove(self, message: str) -> None:
        with self._database.writing():
            self._database.execute("DELETE FROM quarantine WHERE id = ?", (message,))
