"""Write payments and their reversals."""

import json
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from caudal.domain.payments.models import Payment, PaymentReversal
from caudal.domain.payments.operations.sessions import OpenSession
from caudal.domain.platform.models import User
from caudal.domain.platform.prepared import prepared_cursor
from caudal.domain.receivables.operations.documents import RecordedDocument
from caudal.engines.tendering import Tender, Tendered
from caudal.kernel.errors import Refusal

# Payment, tenders and receipt in one statement: a desk with a queue waits for each round trip.
_RECORD = """
WITH payment AS (
    INSERT INTO payments_payment
           (movement_id, account_id, channel_id, channel_reference, session_id, amount, received,
            change, business_date, paid_at)
    VALUES (%(movement_id)s, %(account_id)s, %(channel_id)s, %(channel_reference)s, %(session_id)s,
            %(amount)s, %(received)s, %(change)s, %(business_date)s, %(at)s)
    RETURNING id
), tenders AS (
    INSERT INTO payments_paymenttender (payment_id, kind, amount, reference)
    SELECT payment.id, t.* FROM payment,
           unnest(%(kinds)s::text[], %(amounts)s::numeric[], %(references)s::text[]) AS t
), receipt AS (
    INSERT INTO payments_paymentreceipt (payment_id, body, issued_at)
    SELECT id, %(body)s::jsonb, %(at)s FROM payment
)
SELECT id FROM payment
"""


def record(
    *,
    document: RecordedDocument,
    account_id: int,
    session: OpenSession,
    amount: Decimal,
    tenders: Sequence[Tender],
    tendered: Tendered,
    receipt_body: dict[str, Any],
    at: datetime,
) -> int:
    """Write a payment at a desk, how it was tendered and its receipt; returns the payment's id.

    The desk's folio is the channel's reference, so that a payment enters once.
    """
    with prepared_cursor() as cursor:
        cursor.execute(
            _RECORD,
            {
                "movement_id": document.movement_id,
                "account_id": account_id,
                "channel_id": session.channel_id,
                "channel_reference": document.folio,
                "session_id": session.session_id,
                "amount": amount,
                "received": tendered.received,
                "change": tendered.change,
                "business_date": session.business_date,
                "at": at,
                "kinds": [tender.kind.value for tender in tenders],
                "amounts": [tender.amount for tender in tenders],
                "references": [tender.reference.strip() for tender in tenders],
                "body": json.dumps(receipt_body, cls=DjangoJSONEncoder, ensure_ascii=False),
            },
        )
        return int(cursor.fetchone()[0])


class PaymentNotReversible(Refusal):
    """A receipt that can no longer be cancelled."""


def account_of_payment(*, payment_id: int, session_id: int) -> int:
    """The account to lock before its payment is looked at.

    :raises PaymentNotReversible: if the payment is not of this session
    """
    account_id = (
        Payment.objects.filter(pk=payment_id, session_id=session_id)
        .values_list("account_id", flat=True)
        .first()
    )
    if account_id is None:
        raise PaymentNotReversible(
            "El recibo no es de este turno. Después del corte un recibo ya no se cancela:"
            " pida un documento de corrección."
        )
    return account_id


def payment_to_reverse(*, payment_id: int, session_id: int) -> Payment:
    """The payment, if its receipt can still be cancelled. The caller holds the account's lock.

    :raises PaymentNotReversible: if it is cancelled already
    """
    payment = Payment.objects.select_related("movement").get(pk=payment_id, session_id=session_id)
    if PaymentReversal.objects.filter(payment=payment).exists():
        message = f"El recibo {payment.movement.folio} ya está cancelado."
        raise PaymentNotReversible(message)
    return payment


def record_reversal(
    *,
    payment: Payment,
    movement_id: int,
    reason: str,
    requested_by: User,
    approved_by: User,
    at: datetime,
) -> PaymentReversal:
    """Write that a payment was reversed, why and by whom; its receipt keeps folio and body."""
    return PaymentReversal.objects.create(
        payment=payment,
        movement_id=movement_id,
        reason=reason,
        requested_by=requested_by,
        approved_by=approved_by,
        reversed_at=at,
    )
