"""Which open charges a payment, or a credit balance, settles (docs/algorithms/allocation.md)."""

from caudal.engines.allocation.allocate import AmountNotPositive, allocate, apply_credit
from caudal.engines.allocation.bulk import allocate_many
from caudal.engines.allocation.columns import AllocationColumns, ColumnsError, OpenItemColumns
from caudal.engines.allocation.items import (
    AllocationLine,
    AllocationPlan,
    OpenItem,
    OpenItemInvalid,
)
from caudal.engines.allocation.order import ChosenItemNotOpen, RepeatedOpenItem
from caudal.engines.allocation.policy import (
    USUAL_CRITERIA,
    AllocationPolicy,
    Criterion,
    PolicyInvalid,
    policy_from_words,
)
from caudal.engines.allocation.preview import AccountAfterPayment, preview

__all__ = [
    "USUAL_CRITERIA",
    "AccountAfterPayment",
    "AllocationColumns",
    "AllocationLine",
    "AllocationPlan",
    "AllocationPolicy",
    "AmountNotPositive",
    "ChosenItemNotOpen",
    "ColumnsError",
    "Criterion",
    "OpenItem",
    "OpenItemColumns",
    "OpenItemInvalid",
    "PolicyInvalid",
    "RepeatedOpenItem",
    "allocate",
    "allocate_many",
    "apply_credit",
    "policy_from_words",
    "preview",
]
