"""Take a customer's payment at a cash desk."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from caudal.domain.payments.operations import payments, sessions
from caudal.domain.payments.operations.receipts import receipt_body
from caudal.domain.payments.operations.sessions import OpenSession
from caudal.domain.platform.models import User
from caudal.domain.platform.operations import audit, idempotency
from caudal.domain.receivables.models import Movement
from caudal.domain.receivables.operations import documents, locking, settlement, summary
from caudal.domain.receivables.operations.documents import DocumentHeader
from caudal.domain.receivables.queries.open_items import OpenCharge, open_charges
from caudal.engines.allocation import allocate
from caudal.engines.tendering import Tender, check_tenders
from caudal.kernel.errors import Refusal
from caudal.kernel.money import format_mxn

ACT = "take_payment"


class DebtChanged(Refusal):
    """The account owes something else than what the cashier saw."""

    def __init__(self, owed: Decimal) -> None:
        super().__init__(
            f"El adeudo cambió mientras cobraba: ahora es de {format_mxn(owed)}."
            " Revise la cuenta y cobre de nuevo."
        )


@dataclass(frozen=True, slots=True)
class PaymentTaken:
    """What the cashier is told; the same again if the request is repeated."""

    payment_id: int
    folio: str
    amount: Decimal
    change: Decimal
    to_credit_balance: Decimal
    still_owed: Decimal

    @classmethod
    def from_answer(cls, answer: dict[str, Any]) -> "PaymentTaken":
        """Read a stored answer."""
        return cls(
            payment_id=int(answer["payment_id"]),
            folio=str(answer["folio"]),
            amount=Decimal(answer["amount"]),
            change=Decimal(answer["change"]),
            to_credit_balance=Decimal(answer["to_credit_balance"]),
            still_owed=Decimal(answer["still_owed"]),
        )


def take_payment(
    *,
    account_id: int,
    amount: Decimal,
    tenders: Sequence[Tender],
    cash_session_id: int,
    key: str,
    acting_user: User,
    at: datetime,
    chosen_charges: Collection[int] = (),
    owed_seen: Decimal | None = None,
) -> PaymentTaken:
    """Take a payment, settle debts in the order of the policy in force, keep the rest as credit
    balance and issue the receipt with the desk's next folio.

    ``key`` makes the act happen once: a double click or a lost answer gets the first answer.
    ``owed_seen`` is the debt on the cashier's screen; if it changed since, nothing is taken.

    :raises CashSessionClosed: if the cashier's session is not open
    :raises CashSessionOfAnotherDay: if it was opened on another business date
    :raises AmountNotCovered: if the tenders do not reach
    :raises DebtChanged: if somebody else charged or paid the account meanwhile
    """
    tendered = check_tenders(amount=amount, tenders=tenders)
    asked = _asked(account_id, amount, tenders, cash_session_id, chosen_charges)
    with transaction.atomic(durable=True):
        claimed = idempotency.claim(key=key, act=ACT, request=asked, acting_user=acting_user, at=at)
        if claimed.earlier is not None:
            return PaymentTaken.from_answer(claimed.earlier)
        session = sessions.guard_open_session(
            session_id=cash_session_id, cashier=acting_user, at=at
        )
        account = locking.lock_account(account_id=account_id)
        debt = open_charges(account_id=account_id)
        owed = _owed(debt, owed_seen)
        plan = allocate(
            amount=amount,
            open_items=[charge.item for charge in debt],
            policy=session.allocation_policy,
            on_date=session.business_date,
            chosen=chosen_charges,
        )
        document = documents.record_credit_document(
            header=_header(account_id, session, at), amount=amount
        )
        settlement.settle(document=document, lines=plan.lines, business_date=session.business_date)
        payment_id = payments.record(
            document=document,
            account_id=account_id,
            session=session,
            amount=amount,
            tenders=tenders,
            tendered=tendered,
            receipt_body=receipt_body(
                account=account,
                session=session,
                debt=debt,
                plan=plan,
                cashier=acting_user.full_name,
                folio=document.folio,
            ),
            at=at,
        )
        summary.refresh_debt(account_ids=[account_id], on_date=session.business_date)
        taken = PaymentTaken(
            payment_id=payment_id,
            folio=document.folio,
            amount=amount,
            change=tendered.change,
            to_credit_balance=plan.to_credit_balance,
            still_owed=owed - plan.allocated,
        )
        _audit(taken, account_id, session, acting_user, at)
        idempotency.answer(claimed=claimed, result=asdict(taken))
    return taken


def _audit(
    taken: PaymentTaken, account_id: int, session: OpenSession, acting_user: User, at: datetime
) -> None:
    audit.record(
        action="payments.payment.taken",
        subject=audit.Subject("payments.payment", taken.payment_id),
        acting_user=acting_user,
        at=at,
        account_id=account_id,
        branch_id=session.branch_id,
        amount=taken.amount,
        after={"folio": taken.folio, "change": taken.change},
    )


def _asked(
    account_id: int,
    amount: Decimal,
    tenders: Sequence[Tender],
    cash_session_id: int,
    chosen_charges: Collection[int],
) -> dict[str, Any]:
    return {
        "account": account_id,
        "amount": amount,
        "tenders": [asdict(tender) for tender in tenders],
        "session": cash_session_id,
        "chosen": sorted(chosen_charges),
    }


def _owed(debt: Sequence[OpenCharge], owed_seen: Decimal | None) -> Decimal:
    owed = sum((charge.item.open_amount for charge in debt), Decimal(0))
    if owed_seen is not None and owed_seen != owed:
        raise DebtChanged(owed)
    return owed


def _header(account_id: int, session: OpenSession, at: datetime) -> DocumentHeader:
    return DocumentHeader(
        account_id=account_id,
        kind=Movement.Kind.PAYMENT,
        description=f"Pago en {session.desk_name}",
        business_date=session.business_date,
        recorded_at=at,
        branch_id=session.branch_id,
        series_code=session.series_code,
    )
