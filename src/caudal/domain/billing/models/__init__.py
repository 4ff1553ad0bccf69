"""Facts of billing."""

from caudal.domain.billing.models.bills import Bill, BillCancellation
from caudal.domain.billing.models.printing import BillMessage, RoutePrint
from caudal.domain.billing.models.runs import BillingRun, RunAccount, RunChunk, RunSentinels
from caudal.domain.billing.models.trials import TariffTrial

__all__ = [
    "Bill",
    "BillCancellation",
    "BillMessage",
    "BillingRun",
    "RoutePrint",
    "RunAccount",
    "RunChunk",
    "RunSentinels",
    "TariffTrial",
]
