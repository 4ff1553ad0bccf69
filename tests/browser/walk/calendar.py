"""The utility's calendar while a test walks through a month: the days pass when the test says
so.
"""

from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from caudal.interfaces import clock


class Calendar:
    """Says which day it is; within a day the time runs as everywhere."""

    def __init__(self, *, zone: str) -> None:
        self._zone = ZoneInfo(zone)
        self._ahead = timedelta(0)

    def now(self) -> datetime:
        """This instant in the calendar."""
        return datetime.now(tz=UTC) + self._ahead

    def go_to(self, day: date, *, hour: int = 9) -> None:
        """Make it that day at that hour."""
        wanted = datetime.combine(day, time(hour), tzinfo=self._zone)
        self._ahead = wanted.astimezone(UTC) - datetime.now(tz=UTC)

    def rule(self, patch: pytest.MonkeyPatch) -> None:
        """Whoever asks the interfaces for the time is answered from here."""
        patch.setattr(clock, "datetime", SimpleNamespace(now=lambda **_: self.now()))
