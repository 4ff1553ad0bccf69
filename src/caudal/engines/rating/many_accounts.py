"""The carrier of a whole run: numpy columns of 64-bit integers that never wrap.

Each column knows a bound of its magnitude. When an operation could leave 64 bits, the bound is
measured again, and if it still could, the column goes on as Python integers.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from caudal.engines.rating.machine import INT64_MAX, IntTable, Machine, RatingError, Read
from caudal.engines.rating.vocabulary import Vocabulary
from caudal.kernel.rounding import Tie, divide_rounding

Numbers = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Lane:
    """One integer per account (or one for all), and a bound of their magnitude."""

    numbers: Numbers
    bound: int


def measured(numbers: Numbers) -> Lane:
    """A lane with the tightest bound, back in 64 bits when it fits."""
    if not numbers.size:
        return Lane(numbers.astype(np.int64), 0)
    bound = max(int(numbers.max()), -int(numbers.min()))
    if numbers.dtype == object and bound <= INT64_MAX:
        numbers = numbers.astype(np.int64)
    return Lane(numbers, bound)


class ManyAccounts(Machine[Lane]):
    """Runs a program for all the accounts of a run at once; bad ones are set aside."""

    def __init__(
        self,
        inputs: Mapping[str, Lane],
        count: int,
        vocabulary: Vocabulary,
        errors: dict[int, RatingError],
    ) -> None:
        self._values = dict(inputs)
        self._count = count
        self._vocabulary = vocabulary
        self._scopes: list[int] = [0]
        self._next_scope = 1
        self._active: Numbers = np.ones(count, dtype=bool)
        self._remembered: dict[object, tuple[int, Lane]] = {}
        self.errors = errors
        self.failed: Numbers = np.zeros(count, dtype=bool)
        self.failed[list(errors)] = True

    def constant(self, number: int) -> Lane:
        """The same number for every account."""
        kind = np.int64 if abs(number) <= INT64_MAX else object
        return Lane(np.array([number], dtype=kind), abs(number))

    def combine(self, left: Lane, by: int, right: Lane, times: int) -> Lane:
        """``left × by + right × times``."""
        (a, b), bound = _fitting(lambda x, y: (x + 1) * abs(by) + (y + 1) * abs(times), left, right)
        a = a if by == 1 else a * by
        b = b if times in (1, -1) else b * times
        return _settled(a - b if times == -1 else a + b, bound)

    def scale(self, value: Lane, factor: int) -> Lane:
        """``value × factor``."""
        if factor == 1:
            return value
        (numbers,), bound = _fitting(lambda x: (x + 1) * abs(factor), value)
        return _settled(numbers * factor, bound)

    def multiply(self, left: Lane, right: Lane) -> Lane:
        """``left × right``."""
        (a, b), bound = _fitting(lambda x, y: x * y, left, right)
        return _settled(a * b, bound)

    def divide(self, numerator: Lane, denominator: Lane, tie: Tie) -> Lane:
        """The rounded quotient; where the denominator is not positive the result means nothing."""
        (a, b), _ = _fitting(lambda x, y: 2 * x + 2 * y, numerator, denominator)
        return measured(divide_rounding(a, np.where(b > 0, b, 1), tie))

    def less(self, left: Lane, right: Lane) -> Lane:
        """``left < right``."""
        return Lane((left.numbers < right.numbers).astype(np.int64), 1)

    def equal(self, left: Lane, right: Lane) -> Lane:
        """``left = right``."""
        return Lane((left.numbers == right.numbers).astype(np.int64), 1)

    def pick(self, condition: Lane, then: Lane, other: Lane) -> Lane:
        """One of two values that are already there."""
        numbers = np.where(condition.numbers != 0, then.numbers, other.numbers)
        return _settled(numbers, max(then.bound, other.bound))

    def choose(self, condition: Lane, then: Callable[[], Lane], other: Callable[[], Lane]) -> Lane:
        """One of two values, where the side that is not taken can neither fail nor count."""
        holds = condition.numbers != 0
        taken = self._active & holds
        rest = self._active & ~holds
        if not rest.any():
            return then()
        if not taken.any():
            return other()
        first, second = self._within(taken, then), self._within(rest, other)
        return self.pick(condition, first, second)

    def _within(self, active: Numbers, compute: Callable[[], Lane]) -> Lane:
        outside, self._active = self._active, active
        self._scopes.append(self._next_scope)
        self._next_scope += 1
        value = compute()
        self._scopes.pop()
        self._active = outside
        return value

    def take(self, table: IntTable, position: Lane) -> Lane:
        """The number at a position."""
        return Lane(table.column.take(position.numbers, mode="clip"), table.bound)

    def refuse(self, condition: Lane, error: Callable[[Read[Lane]], RatingError]) -> None:
        """Set aside the accounts where the condition holds; the first refusal counts."""
        if not condition.numbers.any():
            return
        rows = np.flatnonzero((condition.numbers != 0) & self._active & ~self.failed)
        for row in rows.tolist():
            self.errors[row] = error(partial(_number_at, row))
        self.failed[rows] = True

    def remember(self, name: object, compute: Callable[[], Lane]) -> Lane:
        """The value of a name, computed once where it can be."""
        scope, value = self._remembered.get(name, (-1, None))
        if value is None or scope not in self._scopes:
            value = compute()
            self._remembered[name] = (self._scopes[-1], value)
        return value

    def load(self, name: str) -> Lane:
        """An input of the account."""
        return self._values[name]

    def store(self, name: str, value: Lane) -> None:
        """Leave a result where :meth:`load` finds it."""
        self._values[name] = value

    def encode(self, numbers: Lane) -> Lane:
        """The codes of whole numbers used as keys."""
        codes = [self._vocabulary.code(str(number)) for number in numbers.numbers.tolist()]
        return measured(np.array(codes, dtype=np.int64))

    def decode(self, code: int) -> str:
        """The key of a code."""
        return self._vocabulary.text(code)

    def centavos(self, value: Lane) -> NDArray[np.int64]:
        """The column of a result: one number per account, zero where it was set aside."""
        numbers = np.broadcast_to(value.numbers, self._count)
        if self.failed.any():
            numbers = np.where(self.failed, 0, numbers)
        return numbers.astype(np.int64)


def _number_at(row: int, lane: Lane) -> int:
    return int(lane.numbers[row if lane.numbers.size > 1 else 0])


def _fitting(bound_of: Callable[..., int], *lanes: Lane) -> tuple[list[Numbers], int]:
    """The columns ready for an operation, as Python integers if its result could leave 64 bits."""
    bound = bound_of(*(lane.bound for lane in lanes))
    if bound > INT64_MAX:
        lanes = tuple(measured(lane.numbers) for lane in lanes)
        bound = bound_of(*(lane.bound for lane in lanes))
    if bound <= INT64_MAX:
        return [lane.numbers for lane in lanes], bound
    return [lane.numbers.astype(object) for lane in lanes], bound


def _settled(numbers: Numbers, bound: int) -> Lane:
    return measured(numbers) if numbers.dtype == object else Lane(numbers, bound)
