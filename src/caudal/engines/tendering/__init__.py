"""Forms of payment handed over at a desk, and the change to give back."""

from caudal.engines.tendering.denominations import (
    DENOMINATIONS,
    DenominationUnknown,
    count_denominations,
)
from caudal.engines.tendering.tendering import (
    AmountNotCovered,
    ChangeExceedsCash,
    Tender,
    Tendered,
    TenderInvalid,
    TenderKind,
    check_tenders,
)

__all__ = [
    "DENOMINATIONS",
    "AmountNotCovered",
    "ChangeExceedsCash",
    "DenominationUnknown",
    "Tender",
    "TenderInvalid",
    "TenderKind",
    "Tendered",
    "check_tenders",
    "count_denominations",
]
