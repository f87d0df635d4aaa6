"""What changed between two readings of the same article, and whether that is worth a version. Pure."""

from presswatch.changes.change import Change, change_between
from presswatch.changes.judging import Verdict, judge
from presswatch.changes.units import Wording

__all__ = ["Change", "Verdict", "Wording", "change_between", "judge"]
