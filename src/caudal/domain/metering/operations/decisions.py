"""Decide the volume of a period: billed as it is, estimated, taken again, held.

Whoever calls holds the routes of the accounts (``lock_route_periods``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from caudal.domain.metering.models import Consumption
from caudal.domain.metering.queries.cases import Case, Decision
from caudal.domain.metering.queries.reviewing import BASIS_BY_CODE
from caudal.domain.platform.bulk_update import update_rows
from caudal.domain.platform.models import User
from caudal.domain.platform.operations.bulk_audit import BulkEntry, record_many
from caudal.engines.reading_review.consumption import MeterMovement
from caudal.engines.reading_review.volumes import to_m3

State, Basis = Consumption.State, Consumption.Basis


COLUMNS = (
    "basis", "volume_m3", "is_rollover", "state", "decision", "decision_note", "decided_by_id",
    "decided_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DecisionContext:
    """Who decides, when, and what he says of it."""

    acting_user: User
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """An account about which this cannot be decided, and why."""

    number: str
    reason: str


def decide(
    *,
    cases: Sequence[Case],
    decision: Decision,
    context: DecisionContext,
    volume_m3: Decimal | None = None,
) -> tuple[list[Case], list[Skipped]]:
    """Decide the same about some volumes; what the rules do not offer is skipped, with why.

    ``volume_m3`` is an estimate of the person's own, for ``Decision.ESTIMATE``.
    """
    rows: dict[int, list[Any]] = {}
    decided, skipped = [], []
    for case in cases:
        is_own = decision is Decision.ESTIMATE and volume_m3 is not None
        if not is_own and not case.offers(decision):
            skipped.append(Skipped(case.before.number, _why_not(decision)))
            continue
        what = _decided(case, decision, volume_m3)
        rows[case.consumption.pk] = [
            *what, decision.value, context.note, context.acting_user.pk, context.at,
        ]  # fmt: skip
        decided.append(case)
    update_rows(model=Consumption, columns=COLUMNS, rows=rows)
    tell(
        befores=[case.consumption for case in decided],
        after=rows,
        columns=COLUMNS,
        action="metering.consumption.decided",
        context=context,
    )
    return decided, skipped


def _decided(case: Case, decision: Decision, volume_m3: Decimal | None) -> list[Any]:
    """Basis, volume, rollover and state that a decision gives."""
    row, found = case.consumption, case.review
    if decision is Decision.ACCEPT and found.difference is not None:
        is_rollover = found.difference.movement is MeterMovement.ROLLOVER
        litres = found.difference.volume_litres
        return [Basis.MEASURED.value, to_m3(litres), is_rollover, State.ACCEPTED.value]
    if decision is Decision.ESTIMATE:
        if volume_m3 is not None or found.estimate is None:
            return [Basis.ESTIMATED.value, volume_m3 or Decimal(0), False, State.ACCEPTED.value]
        basis = BASIS_BY_CODE[found.estimate.basis]
        volume = to_m3(found.estimate.volume_litres)
        return [basis.value, volume, False, State.ACCEPTED.value]
    state = State.RE_READ if decision is Decision.RE_READ else State.HELD
    return [row.basis, row.volume_m3, row.is_rollover, state.value]


def tell(
    *,
    befores: Sequence[Consumption],
    after: dict[int, list[Any]],
    columns: Sequence[str],
    action: str,
    context: DecisionContext,
) -> None:
    """One entry per volume in the trail, with the columns that changed."""
    entries = []
    for row in befores:
        old = {column: getattr(row, column) for column in columns}
        new = dict(zip(columns, after[row.pk], strict=True))
        changed = [column for column in columns if old[column] != new[column]]
        entries.append(
            BulkEntry(
                subject_id=row.pk,
                account_id=row.account_id,
                before={column: old[column] for column in changed},
                after={column: new[column] for column in changed},
            )
        )
    record_many(
        action=action,
        subject_kind=Consumption._meta.label_lower,
        entries=entries,
        acting_user=context.acting_user,
        at=context.at,
        reason=context.note,
    )


_WHY_NOT = {
    Decision.ACCEPT: "su lectura no da un volumen, o la regla pide otra cosa",
    Decision.ESTIMATE: "no hay con qué estimarla, o la regla pide otra cosa",
    Decision.RE_READ: "la regla de su hallazgo no manda a releer",
    Decision.REVERSED: "su lectura no bajó",
    Decision.CORRECT: "no tiene lectura que corregir, o la regla no lo permite",
    Decision.CORRECT_PREVIOUS: "no tiene lectura anterior, o la regla no lo permite",
}


def _why_not(decision: Decision) -> str:
    return _WHY_NOT[decision]
