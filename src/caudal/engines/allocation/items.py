"""What an allocation reads and what it answers."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from caudal.kernel.errors import Refusal


class OpenItemInvalid(Refusal):
    """An open charge contradicts itself; the account's charges must be checked before paying."""


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A charge that still owes something. Amounts in pesos with two decimals.

    ``amount`` is the whole charge with its tax; ``open_tax`` is the part of ``open_amount`` that is
    tax. Left out, it follows from the open amount, which is right unless an allocation other than
    the last one was reversed: then the caller says it.
    """

    charge_id: int
    document_id: int
    concept_code: str
    concept_priority: int
    document_date: date
    due_date: date
    amount: Decimal
    tax: Decimal
    open_amount: Decimal
    open_tax: Decimal | None = None
    disputed: bool = False

    def __post_init__(self) -> None:
        settled = self.amount - self.open_amount
        open_tax_fits = self.open_tax is None or (
            0 <= self.open_tax <= min(self.tax, self.open_amount)
            and self.tax - self.open_tax <= settled
        )
        if not (0 <= settled < self.amount and 0 <= self.tax <= self.amount and open_tax_fits):
            message = (
                f"El cargo {self.charge_id} no cuadra: importe {self.amount}, impuesto {self.tax},"
                f" abierto {self.open_amount}; verifique la cuenta antes de cobrar"
            )
            raise OpenItemInvalid(message)

    def is_overdue(self, on_date: date) -> bool:
        """Whether its due date has passed."""
        return self.due_date < on_date


@dataclass(frozen=True, slots=True)
class AllocationLine:
    """What one charge receives: ``amount`` = ``base`` + ``tax``, in pesos."""

    charge_id: int
    amount: Decimal
    base: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True)
class AllocationPlan:
    """The charges that a payment settles, in order, and what becomes credit balance."""

    lines: tuple[AllocationLine, ...]
    to_credit_balance: Decimal

    @property
    def allocated(self) -> Decimal:
        """The sum of its lines."""
        return sum((line.amount for line in self.lines), Decimal("0.00"))
