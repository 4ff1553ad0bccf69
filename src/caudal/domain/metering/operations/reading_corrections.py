"""Put a reading right: the wrong one stays, another takes its place, and the volumes follow.

The reading before may belong to a period that is billed. Its bill does not change: its volume does,
so that cancelling and billing that period again gives what it should have been.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from caudal.domain.metering.models import Consumption, Reading
from caudal.domain.metering.operations.decisions import DecisionContext, State, tell
from caudal.domain.metering.operations.reading_batches import TakenReading, record_readings
from caudal.domain.metering.operations.volumes import COLUMNS, VolumeOf, undecided_values
from caudal.domain.metering.queries.before_reading import BeforeReading, before_readings
from caudal.domain.metering.queries.cases import Case, Decision
from caudal.domain.metering.queries.reviewing import ReviewInput, review_readings
from caudal.domain.platform.bulk_update import update_rows
from caudal.domain.platform.operations import audit
from caudal.domain.registry.models import BillingPeriod
from caudal.engines.reading_review.rules import ReviewRules
from caudal.kernel.errors import Refusal


class CorrectionRefused(Refusal):
    """The corrected value cannot be true, or corrects nothing."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a correction moved: the volume of the period before, if it had one."""

    earlier_period: BillingPeriod | None
    earlier_before_m3: Decimal
    earlier_after_m3: Decimal

    @property
    def to_credit_m3(self) -> Decimal:
        """Billed too much in the period before; negative when too little."""
        return self.earlier_before_m3 - self.earlier_after_m3


def correct_reading(
    *,
    case: Case,
    period: BillingPeriod,
    value_m3: Decimal,
    of_previous: bool,
    rules: ReviewRules,
    context: DecisionContext,
) -> Corrected:
    """Correct the reading of the period, or the one before it, and review the period again.

    A volume that is still odd goes on waiting for a decision.

    :raises CorrectionRefused: if the value does not fit its meter, is the same, or would make the
        period before go backward
    """
    earlier = Corrected(None, Decimal(0), Decimal(0))
    if of_previous:
        earlier = _replace_previous(case.before, value_m3, rules, context)
    else:
        _replace(_reading(case.before.kept_id), value_m3, context)
    decision = Decision.CORRECT_PREVIOUS if of_previous else Decision.CORRECT
    _review_again(case, period, rules, decision, context)
    return earlier


def take_back(
    *, row: Consumption, period: BillingPeriod, rules: ReviewRules, context: DecisionContext
) -> dict[str, int]:
    """Undo the correction that a volume shows: the reading that was there stands again.

    Returns the columns of the volume that point at the readings written for it; the caller restores
    the others.
    """
    of_previous = row.decision == Decision.CORRECT_PREVIOUS
    right = _reading(row.previous_reading_id if of_previous else row.current_reading_id)
    wrong = _reading(right.supersedes_id)
    value_m3 = Decimal(0) if wrong.value_m3 is None else wrong.value_m3
    if not of_previous:
        return {"current_reading_id": _replace(right, value_m3, context)}
    (before,) = before_readings(asked=[(row.account_id, right.read_on)], period=period)
    _replace_previous(before, value_m3, rules, context)
    (now,) = before_readings(asked=[(row.account_id, right.read_on)], period=period)
    return {"previous_reading_id": now.previous_id or right.pk}


def _reading(key: int | None) -> Reading:
    if key is None:
        raise CorrectionRefused("No hay lectura que corregir. Captúrela en la ruta.")
    return Reading.objects.select_related("installation__meter", "period__cycle").get(pk=key)


def _replace(wrong: Reading, value_m3: Decimal, context: DecisionContext) -> int:
    """Write the reading that takes the place of a wrong one; its key."""
    if wrong.installation is None:
        raise CorrectionRefused("Esa lectura no es de un medidor. Capture la lectura otra vez.")
    meter = wrong.installation.meter
    if value_m3 >= 10**meter.digits:
        raise CorrectionRefused(
            f"No cabe en los {meter.digits} dígitos del medidor {meter.serial}. Corríjala."
        )
    if value_m3 == wrong.value_m3:
        raise CorrectionRefused("Es la misma lectura. Escriba la correcta o regrese.")
    (key,) = record_readings(
        readings=[
            TakenReading(
                account_id=wrong.account_id,
                installation_id=wrong.installation_id,
                period_id=wrong.period_id,
                read_on=wrong.read_on,
                value_m3=value_m3,
                remark_id=wrong.remark_id,
                meter_reader=wrong.meter_reader,
                corrects=wrong.pk,
                source=Reading.Source.DESK,
            )
        ],
        acting_user=context.acting_user,
        at=context.at,
    )
    audit.record(
        action="metering.reading.corrected",
        subject=audit.Subject(Reading._meta.label_lower, key),
        acting_user=context.acting_user,
        at=context.at,
        account_id=wrong.account_id,
        reason=context.note,
        before={"value_m3": wrong.value_m3, "read_on": wrong.read_on},
        after={"value_m3": value_m3, "read_on": wrong.read_on},
    )
    return key


def _replace_previous(
    before: BeforeReading, value_m3: Decimal, rules: ReviewRules, context: DecisionContext
) -> Corrected:
    wrong = _reading(before.previous_id)
    key = _replace(wrong, value_m3, context)
    if wrong.period is None:
        return Corrected(None, Decimal(0), Decimal(0))
    earlier = Consumption.objects.get(account_id=wrong.account_id, period=wrong.period)
    around = before_readings(asked=[(wrong.account_id, wrong.read_on)], period=wrong.period)
    (volume,) = review_readings(
        readings=[ReviewInput(around[0], value_m3)], period=wrong.period, rules=rules
    )
    if volume.basis != Consumption.Basis.MEASURED:
        raise CorrectionRefused(
            f"Con esa lectura, {wrong.period.name} quedaría por debajo de la anterior a ella."
            " Corrija primero aquella, o estime este periodo."
        )
    moved = ("volume_m3", "current_reading_id", "is_rollover")
    after: dict[int, list[Any]] = {earlier.pk: [volume.volume_m3, key, volume.is_rollover]}
    update_rows(model=Consumption, columns=moved, rows=after)
    tell(
        befores=[earlier],
        after=after,
        columns=moved,
        action="metering.consumption.corrected",
        context=context,
    )
    return Corrected(wrong.period, earlier.volume_m3, volume.volume_m3)


def _review_again(
    case: Case,
    period: BillingPeriod,
    rules: ReviewRules,
    decision: Decision,
    context: DecisionContext,
) -> None:
    row = case.consumption
    read_on = case.before.kept_read_on or period.during.upper - timedelta(days=1)
    (before,) = before_readings(asked=[(row.account_id, read_on)], period=period)
    reading = ReviewInput(before, before.kept_m3)
    (volume,) = review_readings(readings=[reading], period=period, rules=rules)
    values = undecided_values(one=VolumeOf(before, volume, before.kept_id))
    undecided = dict(zip(COLUMNS, values, strict=True))
    if undecided["state"] == State.CLEAN:
        undecided["state"] = State.ACCEPTED.value
    undecided |= {
        "decision": decision.value,
        "decision_note": context.note,
        "decided_by_id": context.acting_user.pk,
        "decided_at": context.at,
    }
    after = {row.pk: list(undecided.values())}
    update_rows(model=Consumption, columns=COLUMNS, rows=after)
    told = [column for column in COLUMNS if column != "finding_facts"]
    after = {row.pk: [undecided[column] for column in told]}
    tell(
        befores=[row],
        after=after,
        columns=told,
        action="metering.consumption.decided",
        context=context,
    )
