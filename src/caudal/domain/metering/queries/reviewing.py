"""Turn readings into the volumes that their period would bill, and into what is odd about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from caudal.domain.metering.models import Consumption
from caudal.domain.metering.queries.before_reading import BeforeReading
from caudal.domain.metering.queries.past_periods import BASIS_OF, past_periods
from caudal.domain.registry.models import BillingPeriod
from caudal.engines.reading_review.columns import (
    CODES,
    UNKNOWN,
    Codes,
    ReadingColumns,
    ReviewColumns,
)
from caudal.engines.reading_review.consumption import MeterMovement
from caudal.engines.reading_review.estimate import Basis, Estimate
from caudal.engines.reading_review.review import Review, review
from caudal.engines.reading_review.review_many import review_many
from caudal.engines.reading_review.rules import ReviewRules
from caudal.engines.reading_review.volumes import to_litres, to_m3

_T = TypeVar("_T")

BASIS_BY_CODE = {code: stored for stored, code in BASIS_OF.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """What a period would bill, and what a person should know before it does."""

    basis: Consumption.Basis
    volume_m3: Decimal
    average_m3: Decimal | None
    is_rollover: bool
    finding: str
    finding_facts: Mapping[str, int] | None
    proposed_m3: Decimal | None
    state: Consumption.State


@dataclass(frozen=True, slots=True)
class ReviewInput:
    """A reading to review; None when the meter was not read."""

    before: BeforeReading
    value_m3: Decimal | None


def review_readings(
    *, readings: Sequence[ReviewInput], period: BillingPeriod, rules: ReviewRules
) -> list[Volume]:
    """The volume of each reading, decided with whole columns; only those with findings are looked
    at one by one, for their numbers.
    """
    columns = columns_of_readings(readings=readings, period=period)
    reviewed = review_many(columns=columns, rules=rules)
    facts = {
        int(row): _facts(readings[row].before, review(reading=columns.reading_at(row), rules=rules))
        for row in reviewed.rows_with_findings
    }
    methods = [Estimate(0, method).basis for method in rules.estimate.methods]
    return [_volume(row, reviewed, methods, facts.get(row)) for row in range(len(readings))]


def review_all(
    *, readings: Sequence[ReviewInput], period: BillingPeriod, rules: ReviewRules
) -> list[Review]:
    """Each reading with its findings, their sentences and the acts that they offer."""
    columns = columns_of_readings(readings=readings, period=period)
    return [review(reading=columns.reading_at(row), rules=rules) for row in range(len(readings))]


def columns_of_readings(
    *, readings: Sequence[ReviewInput], period: BillingPeriod
) -> ReadingColumns:
    """What the engine looks at, with the twelve periods before."""
    past = past_periods(account_ids=[one.before.account_id for one in readings], period=period)
    before = [one.before for one in readings]
    is_read = [one.value_m3 is not None for one in readings]
    changed = [one.before.was_changed and read for one, read in zip(readings, is_read, strict=True)]
    return ReadingColumns(
        previous_litres=_litres([one.previous_on_dial_m3 for one in before]),
        current_litres=_litres([one.value_m3 for one in readings]),
        digits=_numbers([one.digits for one in before]),
        removed_previous_litres=_litres(_where(changed, [one.start_m3 for one in before])),
        removed_current_litres=_litres(_where(changed, [one.removed_final_m3 for one in before])),
        removed_digits=_numbers(_where(changed, [one.removed_digits for one in before])),
        history_litres=past.litres,
        history_basis=past.basis,
        diameter_mm=_numbers([one.diameter_mm for one in before]),
        assigned_litres=_litres([one.assigned_m3 for one in before]),
        has_photo=np.full(len(before), UNKNOWN, dtype=np.int8),
        distance_m=np.full(len(before), UNKNOWN, dtype=np.int64),
    )


def _where(flags: Sequence[bool], values: Sequence[_T | None]) -> list[_T | None]:
    return [value if flag else None for flag, value in zip(flags, values, strict=True)]


def _litres(values: Sequence[Decimal | None]) -> NDArray[np.int64]:
    return _numbers([None if value is None else to_litres(value) for value in values])


def _numbers(values: Sequence[int | None]) -> NDArray[np.int64]:
    return np.array([UNKNOWN if value is None else value for value in values], dtype=np.int64)


def _facts(before: BeforeReading, found: Review) -> dict[str, int]:
    """The numbers of the leading finding, and where the volume began."""
    facts = {
        "previous": to_litres(before.previous_on_dial_m3),
        **found.findings[0].facts,
    }
    if before.estimated_m3:
        facts["estimated"] = to_litres(before.estimated_m3)
    return facts


def _volume(
    row: int, reviewed: ReviewColumns, methods: Sequence[Basis], facts: Mapping[str, int] | None
) -> Volume:
    """By the meter if it gives a volume; else by the estimate; else nothing yet."""
    movement = int(reviewed.movement[row])
    estimate = int(reviewed.estimate_litres[row])
    proposed, mean = int(reviewed.proposed_volume_litres[row]), int(reviewed.mean_litres[row])
    if movement in {MeterMovement.FORWARD, MeterMovement.ROLLOVER}:
        basis, litres = Consumption.Basis.MEASURED, int(reviewed.volume_litres[row])
    elif estimate != UNKNOWN:
        basis, litres = BASIS_BY_CODE[methods[int(reviewed.estimate_method[row])]], estimate
    else:
        basis, litres = Consumption.Basis.ESTIMATED, 0
    is_pending = bool(reviewed.is_blocked[row]) or _is_unknown(movement, estimate)
    return Volume(
        basis=basis,
        volume_m3=to_m3(litres),
        average_m3=None if mean == UNKNOWN else to_m3(mean),
        is_rollover=movement == MeterMovement.ROLLOVER,
        finding=_finding(reviewed.leading, row),
        finding_facts=facts,
        proposed_m3=None if proposed == UNKNOWN else to_m3(proposed),
        state=Consumption.State.PENDING if is_pending else Consumption.State.CLEAN,
    )


def _is_unknown(movement: int, estimate: int) -> bool:
    """Neither the meter nor the past gives a volume, whatever the rules let pass."""
    return movement not in {MeterMovement.FORWARD, MeterMovement.ROLLOVER} and estimate == UNKNOWN


def _finding(leading: Codes, row: int) -> str:
    return "" if leading[row] == UNKNOWN else CODES[int(leading[row])].value
