"""What rating gives back: the bill of one account, or the columns of a whole run."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from caudal.engines.rating.machine import Quantity, RatingError
from caudal.engines.rating.many_accounts import Lane
from caudal.engines.rating.steps import Step

Centavos = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class RatedLine:
    """A concept, in pesos: ``net = gross − discount − subsidy``, ``amount = net + tax``."""

    concept: str
    label: str
    gross: Decimal
    discount: Decimal
    subsidy: Decimal
    net: Decimal
    tax_object: str
    tax_rate: Decimal | None
    tax: Decimal
    amount: Decimal
    exact_gross: Fraction
    detail: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class RatedBill:
    """The lines of one account in the order of the tariff; ``total = Σ amount + rounding``."""

    tariff: str
    on_date: date
    lines: tuple[RatedLine, ...]
    rounding: Decimal
    total: Decimal
    steps: tuple[Step, ...]

    def line(self, concept: str) -> RatedLine:
        """The line of a concept.

        :raises KeyError: if the tariff has no such concept
        """
        for line in self.lines:
            if line.concept == concept:
                return line
        raise KeyError(concept)


@dataclass(frozen=True, slots=True)
class ConceptColumns:
    """A concept of a run: centavos per account, and the rate of IVA in millionths."""

    label: str
    tax_object: str
    gross: Centavos
    discount: Centavos
    subsidy: Centavos
    net: Centavos
    rate_millionths: Centavos
    tax: Centavos
    amount: Centavos


@dataclass(frozen=True, slots=True)
class ExactColumn:
    """A column before rounding: ``numbers × unit / divisors``."""

    numbers: NDArray[np.generic]
    divisors: NDArray[np.generic]
    unit: Fraction

    @classmethod
    def of(cls, found: Quantity[Lane]) -> "ExactColumn":
        """What a run gave."""
        divisors = np.array([1]) if found.divisor is None else found.divisor.numbers
        return cls(found.number.numbers, divisors, found.unit)

    def at(self, row: int) -> Fraction:
        """The exact value of one account."""
        number = int(self.numbers[row if self.numbers.size > 1 else 0])
        divisor = int(self.divisors[row if self.divisors.size > 1 else 0])
        return number * self.unit / divisor


@dataclass(frozen=True, slots=True)
class RatedBatch:
    """A run. An account in ``errors`` was set aside: its amounts are zero."""

    tariff: str
    on_date: date
    count: int
    concepts: Mapping[str, ConceptColumns]
    rounding: Centavos
    total: Centavos
    errors: Mapping[int, RatingError]
    exact_gross: Mapping[str, ExactColumn]
