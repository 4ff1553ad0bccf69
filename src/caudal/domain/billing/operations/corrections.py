"""Cancel a bill and, if asked, bill its period again; both linked to each other."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Sum

from caudal.domain.billing.models import Bill, BillCancellation, RunAccount
from caudal.domain.billing.operations import issuing
from caudal.domain.billing.operations.bill_rows import IssueOrder
from caudal.domain.billing.operations.calculation import Calculation
from caudal.domain.billing.operations.staged_bills import StagedBill, StagedBills
from caudal.domain.billing.queries.population import PopulationScope, population_of_account
from caudal.domain.billing.queries.sentinels import sentinel_limits
from caudal.domain.platform.models import User
from caudal.domain.receivables.models import Movement
from caudal.domain.receivables.operations import reversals
from caudal.domain.tariffs.models import ChargeConcept, Tariff
from caudal.domain.tariffs.queries.programs import ProgramBook
from caudal.engines.sentinels import HoldReason
from caudal.kernel.errors import Refusal
from caudal.kernel.money import from_centavos


class BillNotCancellable(Refusal):
    """The bill does not exist or is cancelled already."""

    def __init__(self) -> None:
        super().__init__("El recibo no existe o ya está cancelado. Vuelva a abrir la cuenta.")


class RebillRefused(Refusal):
    """The period cannot be billed again as things stand."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"El periodo no se puede facturar de nuevo: {why}."
            " Corrija la lectura o la cuenta, o cancele sin refacturar."
        )


@dataclass(frozen=True, slots=True)
class IssuedBill:
    """A bill issued alone."""

    bill_id: int
    movement_id: int
    folio: str


def bill_to_cancel(*, bill_id: int) -> Bill:
    """A live bill. The caller locks its account before changing anything.

    :raises BillNotCancellable: if it does not exist or is cancelled
    """
    bill = (
        Bill.objects.select_related("movement", "period__cycle__branch")
        .filter(pk=bill_id, is_live=True)
        .first()
    )
    if bill is None:
        raise BillNotCancellable
    return bill


def cancel(
    *, bill: Bill, reason: str, cancelled_by: User, on_date: date, at: datetime
) -> BillCancellation:
    """Undo a live bill by a contrary movement: what had paid it becomes credit balance.

    The caller holds the account's lock.
    """
    document = reversals.reverse_charges(
        document=bill.movement,
        kind=Movement.Kind.BILL_CANCELLATION,
        business_date=on_date,
        at=at,
    )
    Bill.objects.filter(pk=bill.pk).update(is_live=False)
    return BillCancellation.objects.create(
        bill=bill,
        movement_id=document.movement_id,
        reason=reason,
        cancelled_by=cancelled_by,
        cancelled_at=at,
    )


def rebill(*, bill: Bill, on_date: date, at: datetime) -> IssuedBill:
    """Bill the period of a cancelled bill again, with the register and the reading as they are now
    and the tariff of the period.

    :raises RebillRefused: if the account cannot be rated
    """
    scope = PopulationScope.of_period(bill.period, issue_date=on_date)
    book = ProgramBook(Tariff.objects.values_list("pk", flat=True))
    staged = _stage(bill, scope, book, on_date)
    order = IssueOrder(
        run_id=None,
        period_id=bill.period_id,
        description=bill.movement.description,
        branch_id=bill.period.cycle.branch_id,
        issue_date=on_date,
        due_date=max(bill.due_date, on_date),
        at=at,
        replaces_id=bill.pk,
    )
    issued = issuing.issue_bills(
        order=order,
        book=book,
        concept_ids=dict(ChargeConcept.objects.values_list("code", "pk")),
        bills=StagedBills.of([staged]),
    )
    movement_id = issued.movement_by_account[bill.account_id]
    new = Bill.objects.get(movement_id=movement_id)
    return IssuedBill(bill_id=new.pk, movement_id=movement_id, folio=issued.first_folio)


@dataclass(frozen=True, slots=True)
class CancellationPreview:
    """What cancelling a bill would do, in pesos: what was paid of it comes back as credit balance.

    ``new_total`` is what the period would cost if billed again; None says why not.
    """

    paid: Decimal
    new_total: Decimal | None
    new_volume_m3: Decimal | None
    refusal: str


def preview_cancellation(*, bill: Bill, on_date: date) -> CancellationPreview:
    """Work out a cancellation without writing anything."""
    charges = bill.movement.charges.aggregate(open=Sum("open_amount"))
    paid = bill.total - (charges["open"] or Decimal(0))
    scope = PopulationScope.of_period(bill.period, issue_date=on_date)
    book = ProgramBook(Tariff.objects.values_list("pk", flat=True))
    try:
        staged = _stage(bill, scope, book, on_date)
    except RebillRefused as refusal:
        return CancellationPreview(paid, None, None, str(refusal))
    total, volume_m3 = from_centavos(staged.total), Decimal(staged.volume_litres).scaleb(-3)
    return CancellationPreview(paid, total, volume_m3, "")


def _stage(bill: Bill, scope: PopulationScope, book: ProgramBook, on_date: date) -> StagedBill:
    row = population_of_account(scope=scope, account_id=bill.account_id)
    if row is None:
        raise RebillRefused("la cuenta está dada de baja")
    calculation = Calculation(scope=scope, book=book, limits=sentinel_limits(on_date=on_date))
    (staged,) = calculation.calculate([row])
    # A person has just looked at this bill: sentinels do not hold it.
    is_rated = staged.outcome is RunAccount.Outcome.BILLED or staged.reason in set(HoldReason)
    if not is_rated or staged.key is None:
        raise RebillRefused(reason_in_words(staged.reason))
    return StagedBill(
        account_id=row.account_id,
        position=bill.position,
        consumption_id=row.consumption_id or 0,
        basis=staged.basis,
        volume_litres=int(staged.volume_m3.scaleb(3)),
        total=staged.amounts.total,
        tariff_version_id=staged.key.version_id,
        rated_on=staged.key.rated_on,
        inputs=staged.inputs,
    )


_REASONS = {
    "suspended": "la cuenta está suspendida",
    "no_reading": "no tiene lectura",
    "reading_under_review": "su lectura está en revisión",
    "no_tariff": "no hay tarifa vigente para su uso",
    "not_rated": "la tarifa no pudo calcularla",
    "nothing_to_bill": "no hay nada que cobrar",
}


def reason_in_words(reason: str) -> str:
    """Why an account is held or excluded, inside a sentence."""
    return _REASONS.get(reason) or HoldReason(reason).label.lower()
