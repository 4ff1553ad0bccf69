"""Facts of receivables."""

from caudal.domain.receivables.models.documents import Movement
from caudal.domain.receivables.models.items import Allocation, Charge, Credit
from caudal.domain.receivables.models.policies import AllocationPolicy, SurchargeRule
from caudal.domain.receivables.models.summary import AccountDebt

__all__ = [
    "AccountDebt",
    "Allocation",
    "AllocationPolicy",
    "Charge",
    "Credit",
    "Movement",
    "SurchargeRule",
]
