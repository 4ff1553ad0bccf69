"""Sentinels: limits past which a calculated bill is held instead of issued.

Absurd bills became public disasters: R$ 7.6 M in Amapá, 603,620 on a home in Tijuana. A held bill
waits for a person; it is never lost, because the run cannot be approved while it is unexplained.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from caudal.kernel.errors import Refusal


class HoldReason(StrEnum):
    """Why a calculated bill is held."""

    TIMES_AVERAGE = "times_average"
    ABOVE_CEILING = "above_ceiling"
    SUDDEN_ZERO = "sudden_zero"

    @property
    def label(self) -> str:
        """Its short Spanish name."""
        return _LABELS[self]


_LABELS = {
    HoldReason.TIMES_AVERAGE: "Muchas veces su promedio",
    HoldReason.ABOVE_CEILING: "Sobre el tope de su uso",
    HoldReason.SUDDEN_ZERO: "Cero de repente",
}


class SentinelLimitsInvalid(Refusal):
    """The limits cannot be used as they are written."""


@dataclass(frozen=True, slots=True)
class SentinelLimits:
    """``times_average`` applies above ``minimum_total`` pesos only: small bills vary a lot.

    ``zero_above_m3`` holds a metered zero of an account that uses more than that on average.
    """

    times_average: Decimal
    minimum_total: Decimal
    zero_above_m3: Decimal


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Why one bill is held, with the numbers for the message."""

    reason: HoldReason
    value: Decimal
    limit: Decimal


def read_limits(words: Mapping[str, object]) -> SentinelLimits:
    """Read limits as a pack writes them: ``{"veces_promedio": 5, "desde_importe": "1000.00",
    "cero_con_promedio_m3": 8}``.

    :raises SentinelLimitsInvalid: naming the limit that is missing or is not a positive number
    """
    return SentinelLimits(
        times_average=_positive(words, "veces_promedio"),
        minimum_total=_positive(words, "desde_importe"),
        zero_above_m3=_positive(words, "cero_con_promedio_m3"),
    )


def suspicion(
    *,
    total: Decimal,
    average_total: Decimal | None,
    volume_m3: Decimal,
    average_m3: Decimal | None,
    ceiling_m3: Decimal | None,
    is_metered: bool,
    limits: SentinelLimits,
) -> Suspicion | None:
    """The first reason to hold a calculated bill, or None. Amounts in pesos, volumes in m³.

    An account without history has no average: only the ceiling of its use watches it.
    """
    if is_metered and ceiling_m3 is not None and volume_m3 > ceiling_m3:
        return Suspicion(HoldReason.ABOVE_CEILING, volume_m3, ceiling_m3)
    if average_total and total > limits.minimum_total:
        limit = average_total * limits.times_average
        if total > limit:
            return Suspicion(HoldReason.TIMES_AVERAGE, total, average_total)
    is_zero = is_metered and volume_m3 == 0
    if is_zero and average_m3 is not None and average_m3 > limits.zero_above_m3:
        return Suspicion(HoldReason.SUDDEN_ZERO, volume_m3, average_m3)
    return None


def _positive(words: Mapping[str, object], name: str) -> Decimal:
    try:
        value = Decimal(str(words.get(name, "")))
    except InvalidOperation:
        value = Decimal(0)
    if not value.is_finite() or value <= 0:
        message = f"En los centinelas, «{name}» debe ser un número mayor que cero."
        raise SentinelLimitsInvalid(message)
    return value
