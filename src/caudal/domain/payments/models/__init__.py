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
    "PaymentReversal",
    "PaymentTender",
]
