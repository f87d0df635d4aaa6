"""Event-driven monitoring of diplomatic news."""

__version__ = "0.1.0"
