"""Facts of billing."""

from caudal.domain.billing.models.bills import Bill, BillCancellation
from caudal.domain.billing.models.runs import BillingRun, RunAccount, RunChunk, RunSentinels

__all__ = ["Bill", "BillCancellation", "BillingRun", "RunAccount", "RunChunk", "RunSentinels"]
