"""Pieces that several documents print."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from caudal.adapters.documents import wording


@dataclass(frozen=True, slots=True)
class AmountLine:
    """A line with an amount: what it is, how it was calculated or when it fell due, how much."""

    concept: str
    amount_mxn: Decimal
    note: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A message of the utility: a title in bold and its text."""

    title: str
    text: str


def total_of(lines: Iterable[AmountLine]) -> Decimal:
    """What some lines add up to."""
    return sum((line.amount_mxn for line in lines), Decimal(0))


def rows(lines: Iterable[AmountLine]) -> list[list[str]]:
    """Lines as the templates read them: concept, note, amount."""
    return [[line.concept, line.note, wording.amount(line.amount_mxn)] for line in lines]
