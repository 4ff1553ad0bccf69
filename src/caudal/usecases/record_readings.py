"""Record readings of a period, as a desk captures them or a device sends them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from caudal.domain.billing.operations.readings_gate import hold_readings
from caudal.domain.metering.operations.reading_checks import (
    GivenReading,
    is_recorded,
    reading_problem,
)
from caudal.domain.metering.operations.recording import (
    CheckedReading,
    RecordingContext,
    record_checked,
)
from caudal.domain.metering.queries.before_reading import before_readings
from caudal.domain.platform.models import User
from caudal.kernel.errors import Refusal


class ReadingRefused(Refusal):
    """A reading cannot be true, or contradicts one that is there."""

    def __init__(self, number: str, reason: str, *, is_conflict: bool) -> None:
        super().__init__(reason)
        self.number = number
        self.is_conflict = is_conflict


@dataclass(frozen=True, slots=True)
class ReadingsRecorded:
    """How many came in, took the place of others, or were there already."""

    new_count: int
    corrected_count: int
    same_count: int


@transaction.atomic
def record_readings(
    *,
    period_id: int,
    readings: Sequence[GivenReading],
    acting_user: User,
    at: datetime,
    corrects: bool = False,
    reason: str = "",
) -> ReadingsRecorded:
    """Write all of the readings, one per account, and review them; or none.

    The same readings again add nothing. Another value for the same account and period is refused
    unless ``corrects`` says that it takes the place of the first.

    :raises BillingPeriodNotFound: if there is no such period
    :raises PeriodSigned: if what the period bills is approved
    :raises RouteOfAnotherCycle: if a route is not read in that period
    :raises RoutePeriodBilled: if a route is billed
    :raises ReviewRulesMissing: if no rules are in force
    :raises ReadingRefused: if one cannot be true
    """
    held = hold_readings(
        period_id=period_id, at=at, account_ids=[one.account_id for one in readings]
    )
    period = held.period
    asked = [(one.account_id, one.read_on) for one in readings]
    checked = []
    for before, given in zip(before_readings(asked=asked, period=period), readings, strict=True):
        problem = reading_problem(
            before=before, given=given, period=period, on_date=held.on_date, corrects=corrects
        )
        if problem is not None:
            raise ReadingRefused(before.number, problem.reason, is_conflict=problem.is_conflict)
        if not is_recorded(before=before, given=given):
            checked.append(CheckedReading(before, given))
    context = RecordingContext(
        period=period,
        route_periods=held.route_periods,
        rules=held.rules,
        acting_user=acting_user,
        at=at,
        reason=reason.strip(),
    )
    record_checked(readings=checked, context=context)
    corrected = sum(one.takes_place_of is not None for one in checked)
    return ReadingsRecorded(
        new_count=len(checked) - corrected,
        corrected_count=corrected,
        same_count=len(readings) - len(checked),
    )
