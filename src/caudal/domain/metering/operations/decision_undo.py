"""Take back what a person decided last: the trail says what the rows were before.

Undoing again takes back the act before that. What somebody else has decided since stays.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import Max

from caudal.domain.metering.models import Consumption
from caudal.domain.metering.operations.decisions import DecisionContext, tell
from caudal.domain.metering.operations.reading_corrections import take_back
from caudal.domain.metering.queries.cases import Decision
from caudal.domain.platform.bulk_update import update_rows
from caudal.domain.platform.models import AuditEntry, User
from caudal.domain.registry.models import BillingPeriod
from caudal.engines.reading_review.rules import ReviewRules
from caudal.kernel.errors import Refusal

_CORRECTIONS = (Decision.CORRECT, Decision.CORRECT_PREVIOUS)
_RESTORED = (
    "basis", "volume_m3", "average_m3", "previous_reading_id", "current_reading_id",
    "is_rollover", "finding", "proposed_m3", "state", "decision", "decision_note",
    "decided_by_id", "decided_at",
)  # fmt: skip
_FIELDS = {field.column: field for field in Consumption._meta.concrete_fields}
_OWN = frozenset({"previous_reading_id", "current_reading_id"})


class NothingToUndo(Refusal):
    """The person decided nothing in the period, or somebody decided the same accounts since."""

    def __init__(self) -> None:
        super().__init__("No hay ningún acto suyo que deshacer en este periodo.")


def last_decided(*, period_id: int, user: User) -> list[Consumption]:
    """The volumes of the last act of a person in a period that is still in force."""
    own = Consumption.objects.filter(period_id=period_id, decided_by=user)
    last = own.aggregate(last=Max("decided_at"))["last"]
    if last is None:
        return []
    return list(own.filter(decided_at=last).select_related("account").order_by("pk"))


def _typed(name: str, value: Any) -> Any:
    """A value of the trail, where everything is plain, as its column takes it."""
    return _FIELDS[name].to_python(value)


def undo(
    *,
    rows: Sequence[Consumption],
    period: BillingPeriod,
    rules: ReviewRules,
    context: DecisionContext,
) -> None:
    """Give the rows of one act back what they were. The caller holds their routes.

    :raises NothingToUndo: if the trail does not know the act
    """
    decided_at = rows[0].decided_at
    if decided_at is None:
        raise NothingToUndo
    known = {
        entry.subject_id: entry.before or {}
        for entry in AuditEntry.objects.filter(
            action="metering.consumption.decided",
            subject_kind=Consumption._meta.label_lower,
            subject_id__in=[row.pk for row in rows],
            at=decided_at,
        )
    }
    if known.keys() != {row.pk for row in rows}:
        raise NothingToUndo
    restored: dict[int, list[Any]] = {}
    for row in rows:
        before = {name: _typed(name, value) for name, value in known[row.pk].items()}
        if row.decision in _CORRECTIONS:
            before = {name: value for name, value in before.items() if name not in _OWN}
            before |= take_back(row=row, period=period, rules=rules, context=context)
        restored[row.pk] = [before.get(column, getattr(row, column)) for column in _RESTORED]
    update_rows(model=Consumption, columns=_RESTORED, rows=restored)
    tell(
        befores=rows,
        after=restored,
        columns=_RESTORED,
        action="metering.decision.undone",
        context=context,
    )
