"""The carrier of one account: Python integers, lazily, with notes for the explanation."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from caudal.engines.rating.formula import Node
from caudal.engines.rating.machine import IntTable, Machine, RatingError, Read, RowReached
from caudal.engines.rating.vocabulary import Vocabulary
from caudal.kernel.rounding import Tie, divide_rounding


class OneAccount(Machine[int]):
    """Runs a program for one account. The first refusal is raised."""

    explains = True

    def __init__(self, inputs: Mapping[str, int], vocabulary: Vocabulary) -> None:
        self._values = dict(inputs)
        self._vocabulary = vocabulary
        self._remembered: dict[object, int] = {}
        #: What each node of a formula gave, by identity: equal texts may give different values.
        self.values: dict[int, Fraction] = {}
        #: What each table call reached, by identity of its node.
        self.rows: dict[int, RowReached] = {}

    def constant(self, number: int) -> int:
        """The same number for every account."""
        return number

    def combine(self, left: int, by: int, right: int, times: int) -> int:
        """``left × by + right × times``."""
        return left * by + right * times

    def scale(self, value: int, factor: int) -> int:
        """``value × factor``."""
        return value * factor

    def multiply(self, left: int, right: int) -> int:
        """``left × right``."""
        return left * right

    def divide(self, numerator: int, denominator: int, tie: Tie) -> int:
        """The rounded quotient; where the denominator is not positive the result means nothing."""
        return divide_rounding(numerator, denominator, tie)

    def less(self, left: int, right: int) -> int:
        """``left < right``."""
        return int(left < right)

    def equal(self, left: int, right: int) -> int:
        """``left = right``."""
        return int(left == right)

    def pick(self, condition: int, then: int, other: int) -> int:
        """One of two values that are already there."""
        return then if condition else other

    def choose(self, condition: int, then: Callable[[], int], other: Callable[[], int]) -> int:
        """One of two values, where the side that is not taken can neither fail nor count."""
        return then() if condition else other()

    def take(self, table: IntTable, position: int) -> int:
        """The number at a position."""
        return table.values[min(max(position, 0), len(table.values) - 1)]

    def refuse(self, condition: int, error: Callable[[Read[int]], RatingError]) -> None:
        """Raise the refusal if the condition holds."""
        if condition:
            raise error(int)

    def remember(self, name: object, compute: Callable[[], int]) -> int:
        """The value of a name, computed once where it can be."""
        if name not in self._remembered:
            self._remembered[name] = compute()
        return self._remembered[name]

    def load(self, name: str) -> int:
        """An input of the account."""
        return self._values[name]

    def store(self, name: str, value: int) -> None:
        """Leave a result where :meth:`load` finds it."""
        self._values[name] = value

    def encode(self, numbers: int) -> int:
        """The codes of whole numbers used as keys."""
        return self._vocabulary.code(str(numbers))

    def decode(self, code: int) -> str:
        """The key of a code."""
        return self._vocabulary.text(code)

    def note(self, node: Node, value: Fraction) -> None:
        """Keep what a node gave, to explain it."""
        self.values[id(node)] = value

    def reach(self, node: Node, reached: RowReached) -> None:
        """Keep which rows a schedule used, to explain them."""
        self.rows[id(node)] = reached

    def read(self, value: int) -> int:
        """The number of the only account; machines that explain have one."""
        return value
