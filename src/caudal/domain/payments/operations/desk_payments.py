"""Take a payment at a desk in few round trips: a desk with a queue waits for each of them.

The statements are joined here from those of the packages that own the tables.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from caudal.domain.payments.operations import sessions
from caudal.domain.payments.operations.sessions import OpenSession
from caudal.domain.platform.operations import audit, idempotency
from caudal.domain.platform.operations.folios import FolioSeriesMissing
from caudal.domain.platform.prepared import compact, prepared_cursor
from caudal.domain.receivables.models import Movement
from caudal.domain.receivables.operations import documents, locking, settlement, summary
from caudal.domain.receivables.operations.documents import DocumentHeader
from caudal.domain.receivables.operations.locking import AccountNotFound, LockedAccount
from caudal.domain.receivables.queries.open_items import OPEN_CHARGES_OF_ONE, OpenCharge
from caudal.engines.allocation import AllocationPlan
from caudal.engines.tendering import Tender, Tendered

# The join needs the claim's row before it locks anything, so a twin that waits for the claim holds
# no account that the first one still needs.
BEGIN = f"""
WITH claim AS ({idempotency.CLAIM})
SELECT claim.id, {locking.ACCOUNT_COLUMNS}, {sessions.SESSION_COLUMNS}
  FROM claim CROSS JOIN {sessions.SESSION_TABLES} CROSS JOIN {locking.ACCOUNT_TABLES}
 WHERE s.id = %(session_id)s AND s.cashier_id = %(actor_id)s AND s.closed_at IS NULL
   AND a.id = %(account_id)s
   FOR SHARE OF s FOR NO KEY UPDATE OF a
"""
_ACCOUNT = slice(1, 5)
_SESSION = slice(5, None)


@dataclass(frozen=True, slots=True)
class BegunPayment:
    """A payment that only this transaction is taking, at an open desk, on a locked account."""

    claim_id: int
    account: LockedAccount
    session: OpenSession
    debt: Sequence[OpenCharge]


def begin(
    *, request: idempotency.Request, account_id: int, session_id: int
) -> BegunPayment | dict[str, Any]:
    """Claim the request, hold the cashier's session open, lock the account and read what it owes;
    or return the answer that the same request got before.

    :raises KeyReused: if the key was used by this person for something else
    :raises CashSessionClosed: if the session is closed or belongs to somebody else
    :raises CashSessionOfAnotherDay: if the branch is already in another business date
    :raises AccountNotFound: if the account does not exist
    """
    values = request.values() | {"account_id": account_id, "session_id": session_id}
    with prepared_cursor() as cursor:
        cursor.execute(BEGIN, values)
        row = cursor.fetchone()
        # A statement of its own: only one that begins under the lock sees what is owed now.
        cursor.execute(OPEN_CHARGES_OF_ONE, {"account_id": account_id})
        debt = [OpenCharge.from_row(owed) for owed in cursor.fetchall()]
    if row is None:
        return _earlier_answer_or_refusal(request, session_id)
    session = OpenSession.from_row(row[_SESSION])
    session.refuse_another_day(request.at)
    return BegunPayment(row[0], LockedAccount(*row[_ACCOUNT]), session, debt)


def _earlier_answer_or_refusal(request: idempotency.Request, session_id: int) -> dict[str, Any]:
    """Find out step by step why the joined statement began nothing."""
    earlier = request.earlier_claim().earlier
    if earlier is not None:
        return earlier
    sessions.guard_open_session(session_id=session_id, cashier=request.acting_user, at=request.at)
    raise AccountNotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPayment:
    """What is written of a payment: how it was tendered, what it settles and what its receipt
    says.
    """

    amount: Decimal
    tenders: Sequence[Tender]
    tendered: Tendered
    plan: AllocationPlan
    receipt: dict[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class RecordedPayment:
    """A payment just written."""

    payment_id: int
    folio: str


RECORD = compact(f"""
WITH {documents.CREDIT_DOCUMENT}, {settlement.SETTLED_BY_NEW_CREDIT},
{summary.REFRESHED_AFTER}, payment AS (
    INSERT INTO payments_payment
           (movement_id, account_id, channel_id, channel_reference, session_id, amount, received,
            change, business_date, paid_at, receipt)
    SELECT id, account_id, %(channel_id)s, folio, %(session_id)s, %(document_amount)s, %(received)s,
           %(change)s, %(business_date)s::date, %(recorded_at)s,
           %(receipt)s::jsonb || jsonb_build_object('folio', folio)
      FROM movement
    RETURNING id
), tender AS (
    INSERT INTO payments_paymenttender (payment_id, kind, amount, reference)
    SELECT payment.id, t.* FROM payment,
           jsonb_to_recordset(%(tenders)s::jsonb) AS t (kind text, amount numeric, reference text)
), entry AS (
    {
    audit.RECORD.format(
        subject_id="payment.id",
        after="%(entry_after)s::jsonb || jsonb_build_object('folio', movement.folio)",
    )
} FROM payment, movement
), answer AS (
    {
    idempotency.ANSWER.format(
        answer="%(answer)s::jsonb || (SELECT jsonb_build_object('payment_id', payment.id,"
        " 'folio', movement.folio) FROM payment, movement)"
    )
}
)
SELECT payment.id, movement.folio FROM payment, movement
""")


def record(
    *, begun: BegunPayment, payment: DeskPayment, act: audit.Act, answer: dict[str, Any]
) -> RecordedPayment:
    """Write a payment: its document with the desk's next folio, what it settles, its tenders, its
    receipt, the summary of its account, its audit entry and the answer for a repeated request.

    The folio and the payment's id, which nobody knows before, are added to receipt, entry and
    answer. The folio is also the channel's reference, so that a payment enters once.

    :raises FolioSeriesMissing: if the desk's series does not exist
    """
    session = begun.session
    values = {
        **documents.document_values(header=_header(begun, payment.at), amount=payment.amount),
        "open_credit": payment.plan.to_credit_balance,
        **settlement.line_values(payment.plan.lines),
        **summary.values_after(
            plan=payment.plan,
            open_items=[charge.item for charge in begun.debt],
            on_date=session.business_date,
        ),
        "channel_id": session.channel_id,
        "session_id": session.session_id,
        "received": payment.tendered.received,
        "change": payment.tendered.change,
        "tenders": _tenders_text(payment.tenders),
        "receipt": json.dumps(payment.receipt, cls=DjangoJSONEncoder, ensure_ascii=False),
        **audit.entry_values(act),
        "claim_id": begun.claim_id,
        "answer": idempotency.answer_text(answer),
    }
    with prepared_cursor() as cursor:
        cursor.execute(RECORD, values)
        row = cursor.fetchone()
    if row is None:
        raise FolioSeriesMissing(session.series_code)
    return RecordedPayment(*row)


def _tenders_text(tenders: Sequence[Tender]) -> str:
    return json.dumps(
        [
            {
                "kind": tender.kind.value,
                "amount": str(tender.amount),
                "reference": tender.reference.strip(),
            }
            for tender in tenders
        ]
    )


def _header(begun: BegunPayment, at: datetime) -> DocumentHeader:
    session = begun.session
    return DocumentHeader(
        account_id=begun.account.account_id,
        kind=Movement.Kind.PAYMENT,
        description=f"Pago en {session.desk_name}",
        business_date=session.business_date,
        recorded_at=at,
        branch_id=session.branch_id,
        series_code=session.series_code,
    )
