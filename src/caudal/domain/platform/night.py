"""What is done every night, and when a night begins."""

from datetime import datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

NIGHT_BEGINS = time(3)
"""By the clock of the utility, when nobody works and the day's business is over."""

SUBJECT = "platform.night"
"""What jobs of a night are about; the ordinal of its day says which."""

AFTER_PEOPLE = -10
"""The priority of what nobody asked for."""

QUEUE = "platform.queue_night_work"
QUEUE_CRON = "*/10 * * * *"
"""How often workers ask whether a night has begun."""

REFRESH_OVERDUE = "receivables.refresh_overdue"
SUM_UP_DAYS = "reports.sum_up_days"
SEAL_LOG = "platform.seal_audit_log"
VERIFY = "platform.verify_books"

BROKEN_COUNT, FINDINGS = "sin cumplirse", "hallazgos"
"""Where the job of a check keeps how many promises do not hold, and each with its rows."""


class NightTask(NamedTuple):
    """A task of the night and how its job is called."""

    task: str
    title: str


NIGHT_TASKS = (
    NightTask(REFRESH_OVERDUE, "Vencimientos"),
    NightTask(SUM_UP_DAYS, "Totales del tablero"),
    NightTask(SEAL_LOG, "Sello de la bitácora"),
    NightTask(VERIFY, "Comprobación de las cuentas"),
)


def last_night(*, at: datetime, zone: str) -> datetime:
    """When the last night before ``at`` began, by the clock of a zone."""
    local = at.astimezone(ZoneInfo(zone))
    day = local.date() if local.time() >= NIGHT_BEGINS else local.date() - timedelta(days=1)
    return datetime.combine(day, NIGHT_BEGINS, tzinfo=ZoneInfo(zone))
