"""Facts of payments."""

from caudal.domain.payments.models.desks import (
    CashClosing,
    CashDesk,
    CashSession,
    CashWithdrawal,
    CollectionChannel,
)
from caudal.domain.payments.models.payments import (
    Payment,
    PaymentReceipt,
    PaymentReversal,
    PaymentTender,
)

__all__ = [
    "CashClosing",
    "CashDesk",
    "CashSession",
    "CashWithdrawal",
    "CollectionChannel",
    "Payment",
    "PaymentReceipt",
    "PaymentReversal",
    "PaymentTender",
]
