"""What is wrong with a query, for the person who wrote it."""

from __future__ import annotations

from presswatch.errors import ConfigurationError


class QueryError(ConfigurationError):
    """A query that can't be read. `column` counts from 1; `suggestion` is what would be right, where that is plain."""

    def __init__(self, message: str, *, column: int, suggestion: str = "") -> None:
        hint = f"; {suggestion}" if suggestion else ""
        super().__init__(f"column {column}: {message}{hint}")
        self.message = message
        self.column = column
        self.suggestion = suggestion
