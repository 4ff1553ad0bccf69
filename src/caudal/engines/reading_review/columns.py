"""The readings of a cycle as columns of numbers, and what was decided about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from caudal.engines.reading_review.consumption import MAX_DIGITS, DialSpan, ReadingOutOfDial
from caudal.engines.reading_review.estimate import Basis, PastPeriod
from caudal.engines.reading_review.reading_facts import ReadingFacts
from caudal.engines.reading_review.rules import Action, FindingCode
from caudal.engines.reading_review.volumes import LITRES_PER_M3

Int64 = NDArray[np.int64]
Codes = NDArray[np.int8]
Flags = NDArray[np.bool_]

UNKNOWN = -1
"""In a column, what ``None`` is in :class:`ReadingFacts`."""

NO_PERIOD = 0
"""In ``history_basis``, a period in which the account did not exist yet."""

ACTIONS = tuple(Action)
CODES = tuple(FindingCode)


class ColumnsInvalid(ValueError):
    """The columns of a review do not belong together: an error of the caller."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingColumns:
    """Readings, one per row; volumes and readings in litres, ``UNKNOWN`` where there is none.

    ``history_litres`` and ``history_basis`` have a column per earlier period, oldest first; younger
    accounts have ``NO_PERIOD`` on the left.
    """

    previous_litres: Int64
    current_litres: Int64
    digits: Int64
    removed_previous_litres: Int64
    removed_current_litres: Int64
    removed_digits: Int64
    history_litres: Int64
    history_basis: Codes
    diameter_mm: Int64
    assigned_litres: Int64
    has_photo: Codes
    distance_m: Int64

    def __post_init__(self) -> None:
        if len({len(getattr(self, field.name)) for field in fields(self)}) != 1:
            raise ColumnsInvalid("The columns of readings have different lengths")
        if self.history_litres.shape != self.history_basis.shape or self.history_basis.ndim != 2:
            raise ColumnsInvalid("Volumes and bases of the history have different shapes")
        if np.any(self.history_litres < 0):
            raise ColumnsInvalid("A period of the history has a negative volume")
        known = self.history_basis != NO_PERIOD
        if np.any(known[:, :-1] & ~known[:, 1:]):
            raise ColumnsInvalid("The history of an account has a gap; write the missing period")
        _check_dial(self.previous_litres, self.digits)
        _check_dial(np.maximum(self.current_litres, 0), self.digits)
        changed = self.removed_current_litres != UNKNOWN
        _check_dial(self.removed_previous_litres[changed], self.removed_digits[changed])
        _check_dial(self.removed_current_litres[changed], self.removed_digits[changed])

    def __len__(self) -> int:
        return len(self.previous_litres)

    def reading_at(self, row: int) -> ReadingFacts:
        """One row as the scalar review takes it, to explain what was found in it."""
        return ReadingFacts(
            previous_litres=int(self.previous_litres[row]),
            current_litres=_known(self.current_litres[row]),
            digits=int(self.digits[row]),
            removed=self._removed_at(row),
            history=tuple(
                PastPeriod(int(litres), Basis(int(basis)))
                for litres, basis in zip(
                    self.history_litres[row], self.history_basis[row], strict=True
                )
                if basis != NO_PERIOD
            ),
            diameter_mm=_known(self.diameter_mm[row]),
            assigned_litres=_known(self.assigned_litres[row]),
            has_photo=None if self.has_photo[row] == UNKNOWN else bool(self.has_photo[row]),
            distance_m=_known(self.distance_m[row]),
        )

    def _removed_at(self, row: int) -> DialSpan | None:
        if self.removed_current_litres[row] == UNKNOWN:
            return None
        return DialSpan(
            int(self.removed_previous_litres[row]),
            int(self.removed_current_litres[row]),
            int(self.removed_digits[row]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewColumns:
    """What was decided, one row per reading. Litres; ``UNKNOWN`` where there is none."""

    volume_litres: Int64
    """Negative where the dial went back; zero where it was not read."""
    movement: Codes
    mean_litres: Int64
    estimate_litres: Int64
    estimate_method: Codes
    """Place in the methods of the rules."""
    found: Mapping[FindingCode, Flags]
    """One column per finding that the rules look for."""
    leading: Codes
    """Place in ``CODES`` of the finding that leads."""
    is_blocked: Flags
    proposed_action: Codes
    """Place in ``ACTIONS``."""
    proposed_volume_litres: Int64

    @property
    def rows_with_findings(self) -> Int64:
        """The rows at which somebody may look, for :meth:`ReadingColumns.reading_at`."""
        return np.flatnonzero(self.leading != UNKNOWN).astype(np.int64)

    def counts(self) -> dict[FindingCode, int]:
        """How many readings carry each finding, leading or not."""
        return {code: int(np.count_nonzero(rows)) for code, rows in self.found.items()}


def columns_of(readings: Sequence[ReadingFacts]) -> ReadingColumns:
    """Readings that are at hand one by one, as columns."""
    periods = max((len(reading.history) for reading in readings), default=0)
    litres = np.zeros((len(readings), periods), dtype=np.int64)
    basis = np.full((len(readings), periods), NO_PERIOD, dtype=np.int8)
    for row, reading in enumerate(readings):
        for place, past in enumerate(reversed(reading.history), start=1):
            litres[row, -place], basis[row, -place] = past.volume_litres, past.basis
    removed = [reading.removed for reading in readings]
    return ReadingColumns(
        previous_litres=_column([r.previous_litres for r in readings]),
        current_litres=_column([r.current_litres for r in readings]),
        digits=_column([r.digits for r in readings]),
        removed_previous_litres=_column([r.previous_litres if r else None for r in removed]),
        removed_current_litres=_column([r.current_litres if r else None for r in removed]),
        removed_digits=_column([r.digits if r else None for r in removed]),
        history_litres=litres,
        history_basis=basis,
        diameter_mm=_column([r.diameter_mm for r in readings]),
        assigned_litres=_column([r.assigned_litres for r in readings]),
        has_photo=_column([r.has_photo for r in readings]).astype(np.int8),
        distance_m=_column([r.distance_m for r in readings]),
    )


def _column(values: Sequence[int | None]) -> Int64:
    return np.array([UNKNOWN if value is None else value for value in values], dtype=np.int64)


def _known(value: np.int64) -> int | None:
    return None if value == UNKNOWN else int(value)


def _check_dial(readings: Int64, digits: Int64) -> None:
    if np.any((digits < 1) | (digits > MAX_DIGITS)):
        raise ReadingOutOfDial(f"Un medidor tiene de 1 a {MAX_DIGITS} dígitos")
    outside = (readings < 0) | (readings >= dial_litres_of(digits))
    if np.any(outside):
        rows = np.flatnonzero(outside)
        message = (
            f"{len(rows)} lecturas no caben en los dígitos de su medidor; la primera: {rows[0]}"
        )
        raise ReadingOutOfDial(message)


def dial_litres_of(digits: Int64) -> Int64:
    """What passes between two zeros of each dial."""
    powers = np.array([10**n * LITRES_PER_M3 for n in range(MAX_DIGITS + 1)], dtype=np.int64)
    return powers[digits]
