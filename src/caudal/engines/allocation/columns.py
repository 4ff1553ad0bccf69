"""Open charges and allocations of many accounts as columns of numbers."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Int64 = NDArray[np.int64]
Days = NDArray[np.datetime64]
Flags = NDArray[np.bool_]


class ColumnsError(ValueError):
    """The columns of a bulk allocation do not belong together: an error of the caller."""


@dataclass(frozen=True, slots=True)
class OpenItemColumns:
    """Open charges, one per row, ascending by account; amounts in centavos, dates in days."""

    account_id: Int64
    charge_id: Int64
    document_id: Int64
    concept_priority: Int64
    document_date: Days
    due_date: Days
    amount: Int64
    tax: Int64
    open_amount: Int64
    open_tax: Int64
    disputed: Flags

    def __post_init__(self) -> None:
        if len({len(getattr(self, field.name)) for field in fields(self)}) != 1:
            raise ColumnsError("The columns of open charges have different lengths")
        if np.any(self.account_id[1:] < self.account_id[:-1]):
            raise ColumnsError("Open charges must come sorted by account")
        settled = self.amount - self.open_amount
        bounds = (settled >= 0) & (settled < self.amount) & (self.tax - self.open_tax <= settled)
        tax_bounds = (self.open_tax >= 0) & (self.open_tax <= self.tax) & (self.tax <= self.amount)
        if not np.all(bounds & tax_bounds & (self.open_tax <= self.open_amount)):
            raise ColumnsError("An open charge contradicts itself")

    def __len__(self) -> int:
        return len(self.account_id)


@dataclass(frozen=True, slots=True)
class AllocationColumns:
    """Allocations in the order in which they settle; ``row`` points into the open charges.

    ``to_credit_balance`` has one value per account that was asked for.
    """

    row: Int64
    amount: Int64
    base: Int64
    tax: Int64
    to_credit_balance: Int64
