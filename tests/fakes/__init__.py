"""Real objects in memory that fill the ports, and pass the same contract suite as the engines."""

from tests.fakes.alert_log import FakeAlertLog
from tests.fakes.archive import FakeArchive
from tests.fakes.engine import FakeEngine, FakeQuarantine, FakeSourceLog

__all__ = ["FakeAlertLog", "FakeArchive", "FakeEngine", "FakeQuarantine", "FakeSourceLog"]
