"""What can go wrong, by what is to be done about it.

Adapters turn their libraries' errors into these at the border. Anything else that is raised is a bug: its message
goes to quarantine at once, with the traceback.
"""

from __future__ import annotations


class PresswatchError(Exception):
    """Base of all errors that presswatch raises on purpose. The text is for the person who meets it."""


class TransientError(PresswatchError):
    """A service is away, busy or slow. The same call may succeed later: try again, lose nothing."""


class PermanentError(PresswatchError):
    """The same input will fail again. Keep it in quarantine, with this text as the reason, and go on."""


class ConfigurationError(PresswatchError):
    """The config or the command line is wrong; nothing was started. The text lists every problem."""
