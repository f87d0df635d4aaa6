"""What SQLite binds."""

from __future__ import annotations

Value = str | int | float | bytes | None
