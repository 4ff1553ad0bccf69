"""The instructions that a compiled tariff is made of, whoever carries the numbers.

A machine works on whole numbers only. ``V`` is a Python integer (one account) or a column of them
(a whole run); a condition is 0 or 1 and a key is its code.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from caudal.engines.rating.formula import Node
from caudal.kernel.errors import Refusal
from caudal.kernel.rounding import Tie

V = TypeVar("V")
INT64_MAX = 2**63 - 1


class RatingError(Refusal):
    """An account cannot be rated; the message names the key, the bound or the input."""


#: Gives the plain integer of a value for the account that failed.
Read = Callable[[V], int]


@dataclass(frozen=True, slots=True)
class Quantity(Generic[V]):
    """``number × unit``, over a divisor where something was divided."""

    number: V
    unit: Fraction
    divisor: V | None = None

    def exact(self, read: Read[V]) -> Fraction:
        """The value for the account that a reader gives."""
        below = 1 if self.divisor is None else read(self.divisor)
        return read(self.number) * self.unit / below


@dataclass(frozen=True, slots=True)
class RowValues:
    """A canonical row as numbers; ``upper`` None has no end."""

    upper: Fraction | None
    base: Fraction
    price: Fraction
    over: Fraction

    def multiplied(self, by: Fraction) -> "RowValues":
        """The row of so many dwelling units: bounds and bases grow, the price does not."""
        upper = None if self.upper is None else self.upper * by
        return RowValues(upper, self.base * by, self.price, self.over * by)


@dataclass(frozen=True, slots=True)
class RowReached:
    """What a schedule used for one account: its rows up to the one reached."""

    group: int
    rows: tuple[RowValues, ...]
    volume: Fraction
    multiplier: Fraction


@dataclass(frozen=True)
class IntTable:
    """Integers to be taken by position; a position outside gives the nearest end."""

    values: tuple[int, ...]

    @cached_property
    def bound(self) -> int:
        """The largest magnitude."""
        return max((abs(value) for value in self.values), default=0)

    @cached_property
    def column(self) -> NDArray[Any]:
        """The values as a numpy array, of Python integers if they do not fit 64 bits."""
        return np.array(self.values, dtype=np.int64 if self.bound <= INT64_MAX else object)


class Machine(ABC, Generic[V]):
    """What a carrier must be able to do."""

    #: Whether notes are kept, to explain an account.
    explains: bool = False

    @abstractmethod
    def constant(self, number: int) -> V:
        """The same number for every account."""

    @abstractmethod
    def combine(self, left: V, by: int, right: V, times: int) -> V:
        """``left × by + right × times``."""

    @abstractmethod
    def scale(self, value: V, factor: int) -> V:
        """``value × factor``."""

    @abstractmethod
    def multiply(self, left: V, right: V) -> V:
        """``left × right``."""

    @abstractmethod
    def divide(self, numerator: V, denominator: V, tie: Tie) -> V:
        """The rounded quotient; where the denominator is not positive the result means nothing."""

    @abstractmethod
    def less(self, left: V, right: V) -> V:
        """``left < right``."""

    @abstractmethod
    def equal(self, left: V, right: V) -> V:
        """``left = right``."""

    @abstractmethod
    def pick(self, condition: V, then: V, other: V) -> V:
        """One of two values that are already there."""

    @abstractmethod
    def choose(self, condition: V, then: Callable[[], V], other: Callable[[], V]) -> V:
        """One of two values, where the side that is not taken can neither fail nor count."""

    @abstractmethod
    def take(self, table: IntTable, position: V) -> V:
        """The number at a position."""

    @abstractmethod
    def refuse(self, condition: V, error: Callable[[Read[V]], RatingError]) -> None:
        """Set aside the accounts where the condition holds; the first refusal counts."""

    @abstractmethod
    def remember(self, name: object, compute: Callable[[], V]) -> V:
        """The value of a name, computed once where it can be."""

    @abstractmethod
    def load(self, name: str) -> V:
        """An input of the account."""

    @abstractmethod
    def store(self, name: str, value: V) -> None:
        """Leave a result where :meth:`load` finds it."""

    @abstractmethod
    def encode(self, numbers: V) -> V:
        """The codes of whole numbers used as keys."""

    @abstractmethod
    def decode(self, code: int) -> str:
        """The key of a code."""

    def note(self, node: Node, value: Fraction) -> None:
        """Keep what a node gave, to explain it."""

    def reach(self, node: Node, reached: RowReached) -> None:
        """Keep which rows a schedule used, to explain them."""

    def read(self, value: V) -> int:
        """The number of the only account; machines that explain have one."""
        raise TypeError(value)

    def both(self, left: V, right: V) -> V:
        """Whether both conditions hold."""
        return self.multiply(left, right)

    def opposite(self, condition: V) -> V:
        """Whether the condition does not hold."""
        return self.combine(self.constant(1), 1, condition, -1)
