"""What an account owes after a plan: the facts of the sentence that the cashier reads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from caudal.engines.allocation.items import AllocationPlan, OpenItem

_NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class AccountAfterPayment:
    """What stays open after a plan. Amounts in pesos; what is disputed counts only as disputed."""

    settled_documents: tuple[int, ...]
    partly_settled_documents: tuple[int, ...]
    overdue_documents: tuple[int, ...]
    overdue_amount: Decimal
    not_yet_due_amount: Decimal
    disputed_amount: Decimal
    oldest_due_date: date | None
    credit_balance_added: Decimal

    @property
    def remaining_amount(self) -> Decimal:
        """What is still to be paid, without what is disputed."""
        return self.overdue_amount + self.not_yet_due_amount

    @property
    def is_overdue(self) -> bool:
        """Whether some bill stays overdue."""
        return bool(self.overdue_documents)


def preview(
    *, plan: AllocationPlan, open_items: Sequence[OpenItem], on_date: date
) -> AccountAfterPayment:
    """Tell how the account stays if ``plan`` is carried out on ``on_date``."""
    paid = {line.charge_id: line.amount for line in plan.lines}
    rest = {item.charge_id: item.open_amount - paid.get(item.charge_id, 0) for item in open_items}
    still_open = [item for item in open_items if rest[item.charge_id]]
    owed = [item for item in still_open if not item.disputed]
    overdue = [item for item in owed if item.is_overdue(on_date)]
    touched = _documents(item for item in open_items if item.charge_id in paid)
    open_documents = set(_documents(still_open))
    return AccountAfterPayment(
        settled_documents=tuple(each for each in touched if each not in open_documents),
        partly_settled_documents=tuple(each for each in touched if each in open_documents),
        overdue_documents=_documents(overdue),
        overdue_amount=_total(overdue, rest),
        not_yet_due_amount=_total(owed, rest) - _total(overdue, rest),
        disputed_amount=_total([item for item in still_open if item.disputed], rest),
        oldest_due_date=min((item.due_date for item in owed), default=None),
        credit_balance_added=plan.to_credit_balance,
    )


def _documents(items: Iterable[OpenItem]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(item.document_id for item in items))


def _total(items: Iterable[OpenItem], rest: dict[int, Decimal]) -> Decimal:
    return sum((rest[item.charge_id] for item in items), _NOTHING)
