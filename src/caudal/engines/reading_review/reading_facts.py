"""What is known of one reading when it is reviewed."""

from dataclasses import dataclass

from caudal.engines.reading_review.consumption import DialSpan
from caudal.engines.reading_review.estimate import PastPeriod


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingFacts:
    """One reading and its past. Volumes and readings in litres; ``None`` is not known."""

    previous_litres: int
    current_litres: int | None
    """``None``: the meter was not read."""
    digits: int
    removed: DialSpan | None = None
    """The meter taken off inside the period; then the reading above is of the one put on."""
    history: tuple[PastPeriod, ...] = ()
    """Earlier periods, oldest first."""
    diameter_mm: int | None = None
    assigned_litres: int | None = None
    has_photo: bool | None = None
    distance_m: int | None = None

    @property
    def spans(self) -> tuple[DialSpan, ...]:
        """The meters that were read, the removed one first; none if the meter was not read.

        :raises ReadingOutOfDial: if a reading does not fit the digits of its meter
        """
        if self.current_litres is None:
            return ()
        current = DialSpan(self.previous_litres, self.current_litres, self.digits)
        return (current,) if self.removed is None else (self.removed, current)
