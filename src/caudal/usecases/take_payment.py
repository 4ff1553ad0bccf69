"""Take a customer's payment at a cash desk."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, TypedDict

from django.db import transaction

from caudal.domain.payments.operations import desk_payments
from caudal.domain.payments.operations.desk_payments import DeskPayment
from caudal.domain.payments.operations.receipts import receipt_body
from caudal.domain.payments.operations.sessions import OpenSession
from caudal.domain.platform.models import User
from caudal.domain.platform.operations import audit
from caudal.domain.platform.operations.idempotency import Request
from caudal.domain.receivables.queries.open_items import OpenCharge
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
    request = Request(key=key, act=ACT, asked=asked, acting_user=acting_user, at=at)
    with transaction.atomic(durable=True):
        begun = desk_payments.begin(
            request=request, account_id=account_id, session_id=cash_session_id
        )
        if isinstance(begun, dict):
            return PaymentTaken.from_answer(begun)
        session, debt = begun.session, begun.debt
        owed = _owed(debt, owed_seen)
        plan = allocate(
            amount=amount,
            open_items=[charge.item for charge in debt],
            policy=session.allocation_policy,
            on_date=session.business_date,
            chosen=chosen_charges,
        )
        outcome: _Outcome = {
            "amount": amount,
            "change": tendered.change,
            "to_credit_balance": plan.to_credit_balance,
            "still_owed": owed - plan.allocated,
        }
        recorded = desk_payments.record(
            begun=begun,
            payment=DeskPayment(
                amount=amount,
                tenders=tenders,
                tendered=tendered,
                plan=plan,
                receipt=receipt_body(
                    account=begun.account,
                    session=session,
                    debt=debt,
                    plan=plan,
                    cashier=acting_user.full_name,
                ),
                at=at,
            ),
            act=_act(account_id, session, outcome, acting_user, at),
            answer=dict(outcome),
        )
    return PaymentTaken(payment_id=recorded.payment_id, folio=recorded.folio, **outcome)


class _Outcome(TypedDict):
    """What is known of a payment before it has a folio."""

    amount: Decimal
    change: Decimal
    to_credit_balance: Decimal
    still_owed: Decimal


def _act(
    account_id: int, session: OpenSession, outcome: _Outcome, acting_user: User, at: datetime
) -> audit.Act:
    return {
        "action": "payments.payment.taken",
        "subject": audit.Subject("payments.payment", None),
        "acting_user": acting_user,
        "at": at,
        "account_id": account_id,
        "branch_id": session.branch_id,
        "amount": outcome["amount"],
        "after": {"change": outcome["change"]},
    }


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
        "tenders": [
            {"kind": tender.kind, "amount": tender.amount, "reference": tender.reference}
            for tender in tenders
        ],
        "session": cash_session_id,
        "chosen": sorted(chosen_charges),
    }


def _owed(debt: Sequence[OpenCharge], owed_seen: Decimal | None) -> Decimal:
    owed = sum((charge.item.open_amount for charge in debt), Decimal(0))
    if owed_seen is not None and owed_seen != owed:
        raise DebtChanged(owed)
    return owed
