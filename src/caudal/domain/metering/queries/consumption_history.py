"""Twelve months of an account's consumption beside those of the year before."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from caudal.domain.metering.models import Consumption
from caudal.kernel.periods import Period, add_months

MONTHS = 12


@dataclass(frozen=True, slots=True)
class ConsumptionPoint:
    """One period: its volume, None where the account has none, and that of a year before."""

    during: Period
    name: str
    volume_m3: Decimal | None
    basis: str
    previous_m3: Decimal | None

    @property
    def is_estimated(self) -> bool:
        """Whether no meter gave the volume."""
        return self.volume_m3 is not None and self.basis != Consumption.Basis.MEASURED

    @property
    def basis_label(self) -> str:
        """Medido, Estimado ...; empty where there is no volume."""
        return str(Consumption.Basis(self.basis).label) if self.basis else ""


@dataclass(frozen=True, slots=True)
class ConsumptionHistory:
    """The periods of twelve months, oldest first."""

    points: tuple[ConsumptionPoint, ...]

    @property
    def average_m3(self) -> Decimal | None:
        """The mean per period, to one decimal; None without any volume."""
        volumes = [point.volume_m3 for point in self.points if point.volume_m3 is not None]
        if not volumes:
            return None
        return (sum(volumes, Decimal(0)) / len(volumes)).quantize(Decimal("0.1"))

    @property
    def has_previous(self) -> bool:
        """Whether any period has one a year before to compare with."""
        return any(point.previous_m3 is not None for point in self.points)


# Two years and a half hold twelve months, those of the year before, and the gaps between them.
_HISTORY = """
SELECT lower(p.during), upper(p.during), p.name, c.volume_m3, c.basis
  FROM metering_consumption c
  JOIN registry_billingperiod p ON p.id = c.period_id
 WHERE c.account_id = %(account)s AND c.state = ANY(%(states)s) AND lower(p.during) < %(until)s
 ORDER BY p.during DESC
 LIMIT 30
"""


@dataclass(frozen=True, slots=True)
class _Volume:
    during: Period
    name: str
    volume_m3: Decimal
    basis: str


def consumption_history(*, account_id: int, until: date) -> ConsumptionHistory:
    """The volumes of the twelve months that end with the account's last period.

    Only what may be billed counts: what waits in the review is no consumption yet. Periods that
    begin on ``until`` or later are left out, so that the end of a bill's period gives what its
    paper shows; a stretch without volume between two periods is one point
    without it, so that the chart does not close the gap.
    """
    volumes = _volumes(account_id, until)
    if not volumes:
        return ConsumptionHistory(())
    year_start = add_months(volumes[-1].during.end, -MONTHS)
    before = {volume.during.start: volume.volume_m3 for volume in volumes}
    points: list[ConsumptionPoint] = []
    for volume in volumes:
        if volume.during.start < year_start:
            continue
        if points and points[-1].during.end < volume.during.start:
            points.append(_gap(Period(points[-1].during.end, volume.during.start), before))
        points.append(
            ConsumptionPoint(
                during=volume.during,
                name=volume.name,
                volume_m3=volume.volume_m3,
                basis=volume.basis,
                previous_m3=before.get(add_months(volume.during.start, -MONTHS)),
            )
        )
    return ConsumptionHistory(tuple(points))


def _volumes(account_id: int, until: date) -> list[_Volume]:
    """Oldest first."""
    values: dict[str, Any] = {
        "account": account_id,
        "until": until,
        "states": [state.value for state in Consumption.BILLABLE_STATES],
    }
    with connection.cursor() as cursor:
        cursor.execute(_HISTORY, values)
        rows = cursor.fetchall()
    return [
        _Volume(Period(start, end), name, volume, basis)
        for start, end, name, volume, basis in reversed(rows)
    ]


def _gap(during: Period, before: dict[date, Decimal]) -> ConsumptionPoint:
    return ConsumptionPoint(
        during=during,
        name="",
        volume_m3=None,
        basis="",
        previous_m3=before.get(add_months(during.start, -MONTHS)),
    )
