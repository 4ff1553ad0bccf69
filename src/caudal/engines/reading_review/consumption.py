"""The volume between readings: forward, over the end of the dial, backward, or on two meters."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from caudal.engines.reading_review.volumes import LITRES_PER_M3, show_m3
from caudal.kernel.errors import Refusal

MAX_DIGITS = 9


class ReadingOutOfDial(Refusal):
    """No dial of that many digits can show that reading."""


class MeterMovement(IntEnum):
    """How the dial moved; the number is its place in columns, the larger the graver."""

    FORWARD = 0
    ROLLOVER = 1
    BACKWARD = 2


@dataclass(frozen=True, slots=True)
class RolloverRule:
    """When a lower reading is taken for the end of the dial: the volume it gives must be credible.

    That is: not over ``mean_percent`` of the own mean, or ``floor_litres`` if that is more; and
    less than half a dial, beyond which forward and backward cannot be told apart.
    """

    mean_percent: int
    floor_litres: int


@dataclass(frozen=True, slots=True)
class DialSpan:
    """Two readings of one meter, in litres, and the digits of m³ on its dial."""

    previous_litres: int
    current_litres: int
    digits: int

    def __post_init__(self) -> None:
        if not 0 < self.digits <= MAX_DIGITS:
            message = f"Un medidor tiene de 1 a {MAX_DIGITS} dígitos, no {self.digits}"
            raise ReadingOutOfDial(message)
        for reading in (self.previous_litres, self.current_litres):
            if not 0 <= reading < self.dial_litres:
                shown = show_m3(reading)
                message = f"La lectura {shown} no cabe en los {self.digits} dígitos del medidor"
                raise ReadingOutOfDial(message)

    @property
    def dial_litres(self) -> int:
        """What passes between two zeros of the dial."""
        return dial_litres(self.digits)


@dataclass(frozen=True, slots=True)
class MeterDifference:
    """Volume by the meter. Backward, it is negative and cannot be billed."""

    volume_litres: int
    movement: MeterMovement


def dial_litres(digits: int) -> int:
    """What passes between two zeros of a dial of so many digits of m³."""
    return int(10**digits) * LITRES_PER_M3


def consumption(
    *, span: DialSpan, rule: RolloverRule, mean_litres: int | None = None
) -> MeterDifference:
    """Volume between two readings of one meter."""
    difference = span.current_litres - span.previous_litres
    if difference >= 0:
        return MeterDifference(difference, MeterMovement.FORWARD)
    around = difference + span.dial_litres
    if around <= rollover_limit(rule=rule, mean_litres=mean_litres, dial=span.dial_litres):
        return MeterDifference(around, MeterMovement.ROLLOVER)
    return MeterDifference(difference, MeterMovement.BACKWARD)


def rollover_limit(*, rule: RolloverRule, mean_litres: int | None, dial: int) -> int:
    """The largest volume, in litres, that is believed of a meter that went over its end."""
    by_mean = (mean_litres or 0) * rule.mean_percent // 100
    return min(max(by_mean, rule.floor_litres), dial // 2 - 1)


def consumption_of_period(
    *, spans: Sequence[DialSpan], rule: RolloverRule, mean_litres: int | None = None
) -> MeterDifference:
    """Volume of a period in which the meter may have been changed: removed plus installed part.

    If any of them went backward the whole did, by as much: no other part can make up for it.
    """
    parts = [consumption(span=span, rule=rule, mean_litres=mean_litres) for span in spans]
    movement = max((part.movement for part in parts), default=MeterMovement.FORWARD)
    if movement is MeterMovement.BACKWARD:
        parts = [part for part in parts if part.movement is MeterMovement.BACKWARD]
    return MeterDifference(sum(part.volume_litres for part in parts), movement)
