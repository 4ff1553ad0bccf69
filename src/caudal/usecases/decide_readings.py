"""Decide what the reviewed readings of a period bill, one by one or many at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from caudal.domain.billing.operations.readings_gate import hold_readings
from caudal.domain.metering.models import Consumption
from caudal.domain.metering.operations import decisions
from caudal.domain.metering.operations.decisions import DecisionContext, Skipped
from caudal.domain.metering.operations.route_periods import refresh_route_periods
from caudal.domain.metering.queries.cases import Case, Decision, cases_of
from caudal.domain.platform.models import User
from caudal.kernel.errors import Refusal


class NothingDecided(Refusal):
    """None of the chosen accounts can be decided so."""

    def __init__(self, skipped: Sequence[Skipped]) -> None:
        if skipped:
            first = skipped[0]
            others = f" Tampoco otras {len(skipped) - 1} cuentas." if len(skipped) > 1 else ""
            super().__init__(f"No se puede con la cuenta {first.number}: {first.reason}.{others}")
        else:
            super().__init__("Elija al menos una lectura de este periodo.")


class DecidedMeanwhile(Refusal):
    """Somebody else decided about the account after the page was opened."""

    def __init__(self, row: Consumption) -> None:
        who = row.decided_by.full_name if row.decided_by else "otra persona"
        super().__init__(
            f"La cuenta {row.account.number} ya la resolvió {who} mientras usted la veía."
            " Revise cómo quedó antes de cambiarla."
        )


@dataclass(frozen=True, slots=True)
class ReadingsDecided:
    """How many were decided, and which were not, with why."""

    decided_count: int
    skipped: tuple[Skipped, ...]


@transaction.atomic
def decide_readings(
    *,
    period_id: int,
    consumption_ids: Sequence[int],
    decision: Decision,
    acting_user: User,
    at: datetime,
    note: str = "",
    volume_m3: Decimal | None = None,
    seen_at: datetime | None = None,
) -> ReadingsDecided:
    """Decide the same about some volumes of a period; what the rules do not offer is skipped.

    ``volume_m3`` is an own estimate. With ``seen_at``, what another person decided after that
    instant is not decided over.

    :raises BillingPeriodNotFound: if there is no such period
    :raises PeriodSigned: if what the period bills is approved
    :raises RoutePeriodBilled: if a route is billed
    :raises DecidedMeanwhile: if somebody else was faster
    :raises NothingDecided: if none can be decided so
    """
    accounts = Consumption.objects.filter(pk__in=consumption_ids).values_list(
        "account_id", flat=True
    )
    held = hold_readings(period_id=period_id, at=at, account_ids=list(accounts))
    cases = cases_of(consumption_ids=consumption_ids, period=held.period, rules=held.rules)
    if seen_at is not None:
        _refuse_if_decided(cases, seen_at, acting_user)
    decided, skipped = decisions.decide(
        cases=cases,
        decision=decision,
        volume_m3=volume_m3,
        context=DecisionContext(acting_user, at, note.strip()[:300]),
    )
    if not decided:
        raise NothingDecided(skipped)
    refresh_route_periods(period=held.period, route_ids=held.route_periods)
    return ReadingsDecided(len(decided), tuple(skipped))


def _refuse_if_decided(cases: Sequence[Case], seen_at: datetime, acting_user: User) -> None:
    for case in cases:
        row = case.consumption
        is_newer = row.decided_at is not None and row.decided_at > seen_at
        if is_newer and row.decided_by_id != acting_user.pk:
            raise DecidedMeanwhile(row)
