"""The debt of an account as the desk shows it: by document and by concept, and what is applied."""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from caudal.domain.receivables.queries.open_items import OpenCharge
from caudal.engines.allocation import AllocationPlan
from caudal.interfaces.staff.caja.sale import Debt
from caudal.kernel.money import format_amount

MOST_COLUMNS = 4
OTHERS = "Otros"
Key = TypeVar("Key", bound=Hashable)
_NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document with something open. ``parts`` are its concepts without tax, then the tax."""

    document_id: int
    title: str
    note: str
    age: str
    age_tone: str
    parts: tuple[str, ...]
    owed: str
    applied: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ConceptRow:
    """A concept with something open, in all documents."""

    name: str
    net: str
    tax: str
    owed: str
    applied: str
    key: str


@dataclass(frozen=True, slots=True)
class DebtView:
    """Both tables and their totals."""

    columns: tuple[str, ...]
    documents: tuple[DocumentRow, ...]
    concepts: tuple[ConceptRow, ...]
    parts_total: tuple[str, ...]
    owed_total: str
    applied_total: str
    net_total: str
    tax_total: str


def debt_view(*, debt: Debt, plan: AllocationPlan | None, chosen: Collection[int]) -> DebtView:
    """Arrange the debt; ``plan`` fills what is applied to each line."""
    applied = {line.charge_id: line.amount for line in plan.lines} if plan else {}
    columns = _columns(debt.charges)
    by_document = _grouped(debt.charges, lambda charge: charge.item.document_id)
    by_concept = _grouped(debt.charges, lambda charge: charge.concept_name)
    return DebtView(
        columns=(*columns, "IVA") if columns else (),
        documents=tuple(
            _document(charges, columns, applied, debt.on_date, chosen)
            for charges in by_document.values()
        ),
        concepts=tuple(_concept(charges, applied) for charges in by_concept.values()),
        parts_total=_parts(debt.charges, columns),
        owed_total=format_amount(debt.owed),
        applied_total=format_amount(sum(applied.values(), _NOTHING)),
        net_total=format_amount(sum(map(_net, debt.charges), _NOTHING)),
        tax_total=format_amount(sum(map(_tax, debt.charges), _NOTHING)),
    )


def age_of(*, due_date: date, on_date: date) -> tuple[str, str]:
    """How old a debt is, in words, and the tone of its chip."""
    days = (on_date - due_date).days
    if days > 0:
        return f"{days:,} {'día' if days == 1 else 'días'}", "bad"
    if days == 0:
        return "Vence hoy", "attention"
    return f"Por vencer · {-days} {'día' if days == -1 else 'días'}", "neutral"


def _columns(charges: Sequence[OpenCharge]) -> tuple[str, ...]:
    """The concepts that weigh most, in their legal order, and one column for the rest."""
    totals = {
        name: sum(map(_net, group), _NOTHING)
        for name, group in _grouped(charges, lambda charge: charge.concept_name).items()
    }
    kept = sorted(totals, key=lambda name: -totals[name])[:MOST_COLUMNS]
    priority = {charge.concept_name: charge.item.concept_priority for charge in charges}
    ordered = sorted(kept, key=lambda name: (priority[name], name))
    return (*ordered, OTHERS) if len(totals) > MOST_COLUMNS else tuple(ordered)


def _document(
    charges: Sequence[OpenCharge],
    columns: Sequence[str],
    applied: Mapping[int, Decimal],
    on_date: date,
    chosen: Collection[int],
) -> DocumentRow:
    first = charges[0]
    due_date = min(charge.item.due_date for charge in charges)
    age, tone = age_of(due_date=due_date, on_date=on_date)
    verb = "venció" if due_date < on_date else "vence"
    note = f"{verb} {due_date:%d/%m/%Y}"
    return DocumentRow(
        document_id=first.item.document_id,
        title=first.document_description,
        note=f"{first.document_folio} · {note}" if first.document_folio else note.capitalize(),
        age=age,
        age_tone=tone,
        parts=_parts(charges, columns),
        owed=_owed(charges),
        applied=_applied(charges, applied),
        is_chosen=first.item.document_id in chosen,
    )


def _concept(charges: Sequence[OpenCharge], applied: Mapping[int, Decimal]) -> ConceptRow:
    return ConceptRow(
        name=charges[0].concept_name,
        net=format_amount(sum(map(_net, charges), _NOTHING)),
        tax=format_amount(sum(map(_tax, charges), _NOTHING)),
        owed=_owed(charges),
        applied=_applied(charges, applied),
        key=charges[0].item.concept_code,
    )


def _parts(charges: Sequence[OpenCharge], columns: Sequence[str]) -> tuple[str, ...]:
    sums = dict.fromkeys(columns, _NOTHING)
    for charge in charges:
        sums[charge.concept_name if charge.concept_name in sums else OTHERS] += _net(charge)
    tax = sum(map(_tax, charges), _NOTHING)
    return (*map(format_amount, sums.values()), format_amount(tax))


def _grouped(
    charges: Sequence[OpenCharge], key: Callable[[OpenCharge], Key]
) -> dict[Key, list[OpenCharge]]:
    groups: dict[Key, list[OpenCharge]] = {}
    for charge in charges:
        groups.setdefault(key(charge), []).append(charge)
    return groups


def _tax(charge: OpenCharge) -> Decimal:
    return charge.item.open_tax or _NOTHING


def _net(charge: OpenCharge) -> Decimal:
    return charge.item.open_amount - _tax(charge)


def _owed(charges: Sequence[OpenCharge]) -> str:
    return format_amount(sum((charge.item.open_amount for charge in charges), _NOTHING))


def _applied(charges: Sequence[OpenCharge], applied: Mapping[int, Decimal]) -> str:
    amounts = (applied.get(charge.item.charge_id, _NOTHING) for charge in charges)
    return format_amount(sum(amounts, _NOTHING))
