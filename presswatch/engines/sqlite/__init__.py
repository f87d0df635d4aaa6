"""The archive engine of the embedded default: SQLite in WAL mode, one file, FTS5 for the token streams."""

from presswatch.engines.sqlite.engine import SqliteEngine, open_engine

__all__ = ["SqliteEngine", "open_engine"]
