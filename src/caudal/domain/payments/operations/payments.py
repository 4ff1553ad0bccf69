"""Look for a payment whose receipt is to be cancelled, and write its reversal."""

from datetime import datetime

from caudal.domain.payments.models import Payment, PaymentReversal
from caudal.domain.platform.models import User
from caudal.kernel.errors import Refusal


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
