"""An issued bill as the paper that goes to the customer."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from caudal.adapters.documents import wording
from caudal.adapters.documents.bill_document import (
    BillDocument,
    HistoryMonth,
    ReadingBasis,
    ReadingBlock,
)
from caudal.adapters.documents.parts import AmountLine, Notice
from caudal.adapters.documents.payment_channels import Payable, PrintedChannel, channel_blocks
from caudal.domain.billing.queries.print_debts import EarlierDebt
from caudal.domain.billing.queries.print_facts import (
    BillHead,
    ChargeLine,
    PrintedBill,
    VolumePoint,
)

_MONTHS: Final = [
    "ene",
    "feb",
    "mar",
    "abr",
    "may",
    "jun",
    "jul",
    "ago",
    "sep",
    "oct",
    "nov",
    "dic",
]
_BASES: Final = {
    "measured": ReadingBasis.MEASURED,
    "average": ReadingBasis.AVERAGE,
    "estimated": ReadingBasis.ESTIMATED,
    "assigned": ReadingBasis.ASSIGNED,
}

Details = Mapping[str, str]
"""How each concept was calculated, by its code: ``118.40 + 5 × 13.2650``."""


def bill_paper(
    *,
    bill: PrintedBill,
    details: Details,
    channels: Sequence[PrintedChannel],
    phone: str,
) -> BillDocument:
    """The recibo of a bill as it stood at its issue.

    :raises BillDoesNotAdd: if its parts do not add up to its total
    """
    head, standing = bill.head, bill.standing
    total = head.total + standing.owed_before - standing.credit_applied
    surcharges = [debt.amount for debt in standing.debts if debt.is_surcharge]
    return BillDocument(
        folio=head.folio,
        period_name=head.period_name.lower(),
        issued_on=head.issue_date,
        holder=head.holder,
        address=_address(head),
        account=head.number,
        use_and_tariff=bill.use_name,
        sector=head.sector_code,
        route=head.route_code,
        sequence=f"{head.route_sequence:04d}",
        contract=head.contract_number,
        period_total_name=head.period_name,
        lines=_lines(bill, details),
        total_mxn=total,
        due_date=head.due_date,
        meter=head.serial if head.is_metered else "",
        diameter=f"{head.diameter_mm} mm" if head.diameter_mm else "",
        reading=_reading(bill),
        history=tuple(map(_month, bill.history)),
        previous_debts=tuple(_debt(debt, head) for debt in standing.debts if not debt.is_surcharge),
        surcharges=(AmountLine("Recargos por mora", sum(surcharges, Decimal(0))),)
        if surcharges
        else (),
        credit_applied_mxn=standing.credit_applied,
        credit_left_mxn=standing.credit_left,
        total_after_due_mxn=total + bill.late_cost if total > 0 else None,
        channels=channel_blocks(
            channels=channels,
            payable=Payable(head.number, head.folio_number, total, head.due_date),
        ),
        messages=tuple(Notice(title, text) for title, text in bill.messages),
        reduction_warning=_warning(bill, phone),
    )


def _address(head: BillHead) -> tuple[str, ...]:
    between = f"entre {head.between_streets}" if head.between_streets else ""
    postal_code = f", C.P. {head.postal_code}" if head.postal_code else ""
    lines = (head.street, between, f"Col. {head.colonia}{postal_code}")
    return tuple(line for line in lines if line)


def _lines(bill: PrintedBill, details: Details) -> tuple[AmountLine, ...]:
    """The concepts before discounts, what lowers them, the IVA by rate and the rounding."""
    charges = bill.lines
    lines = [
        AmountLine(line.concept_name, line.gross, details.get(line.concept_code, ""))
        for line in charges
    ]
    lines += _lowered("Descuento", [(line, line.discount) for line in charges])
    lines += _lowered("Subsidio", [(line, line.subsidy) for line in charges])
    for rate in sorted({line.tax_rate for line in charges if line.tax}):
        taxed = [line for line in charges if line.tax_rate == rate and line.tax]
        percentage = wording.volume(rate * 100)
        amount = sum((line.tax for line in taxed), Decimal(0))
        lines.append(AmountLine(f"IVA {percentage} %", amount, _names(taxed)))
    if bill.head.rounding:
        lines.append(AmountLine("Redondeo", bill.head.rounding))
    return tuple(lines)


def _lowered(word: str, amounts: Sequence[tuple[ChargeLine, Decimal]]) -> list[AmountLine]:
    found = [(line, amount) for line, amount in amounts if amount]
    if not found:
        return []
    total = sum((amount for _, amount in found), Decimal(0))
    return [AmountLine(word, -total, _names([line for line, _ in found]))]


def _names(lines: Sequence[ChargeLine]) -> str:
    """``de alcantarillado y saneamiento``."""
    names = [line.concept_name.lower() for line in lines]
    *first, last = names
    return f"de {', '.join(first)} y {last}" if first else f"de {last}"


def _reading(bill: PrintedBill) -> ReadingBlock | None:
    head = bill.head
    basis = _BASES.get(head.basis)
    if basis is None:
        return None
    days = (head.period_end - head.period_start).days
    if head.present_on and head.previous_on:
        days = (head.present_on - head.previous_on).days
    before = bill.year_ago
    return ReadingBlock(
        basis=basis,
        consumption_m3=head.volume_m3,
        days=days,
        previous=head.previous_m3,
        previous_date=head.previous_on,
        present=head.present_m3,
        present_date=head.present_on,
        year_ago_m3=before.volume_m3 if before else None,
        year_ago_name=_full_month(bill),
    )


def _full_month(bill: PrintedBill) -> str:
    """The month or months of the period, without the year: ``octubre``, ``enero–febrero``."""
    return bill.head.period_name.lower().rstrip("0123456789 ")


def _month(point: VolumePoint) -> HistoryMonth:
    first = _MONTHS[point.start.month - 1]
    if point.months > 1:
        last = _MONTHS[(point.start.month + point.months - 2) % 12]
        first = f"{first}-{last}"
    return HistoryMonth(first, point.volume_m3, estimated=point.is_estimated)


def _debt(debt: EarlierDebt, head: BillHead) -> AmountLine:
    verb = "venció" if debt.due_date < head.issue_date else "vence"
    return AmountLine(debt.description, debt.amount, f"{verb} {wording.day(debt.due_date)}")


def _warning(bill: PrintedBill, phone: str) -> Notice | None:
    """What is overdue, said plainly. Reducing the service has rules of its own, not told here."""
    overdue = [
        debt
        for debt in bill.standing.debts
        if debt.is_bill and debt.due_date < bill.head.issue_date
    ]
    if not overdue or bill.standing.credit_applied >= bill.standing.owed_before:
        return None
    noun = "recibo vencido" if len(overdue) == 1 else "recibos vencidos"
    where = f"llame al {phone} o venga a la oficina" if phone else "venga a la oficina"
    return Notice(
        f"Aviso: tiene {len(overdue)} {noun}.",
        f"Cada mes de atraso causa recargos. Si no puede pagar todo, {where}.",
    )
