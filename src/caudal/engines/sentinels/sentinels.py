"""Sentinels: limits past which a calculated bill is held instead of issued.

Absurd bills became public disasters: R$ 7.6 M in Amapá, 603,620 on a home in Tijuana. A held bill
waits for a person; it is never lost, because the run cannot be approved while it is unexplained.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from caudal.kernel.errors import Refusal


class HoldReason(StrEnum):
    """Why a calculated bill is held."""

    TIMES_AVERAGE = "times_average"
    ABOVE_HIGHEST = "above_highest"
    ABOVE_CEILING = "above_ceiling"
    SUDDEN_ZERO = "sudden_zero"

    @property
    def label(self) -> str:
        """Its short Spanish name."""
        return _LABELS[self]


_LABELS = {
    HoldReason.TIMES_AVERAGE: "Muchas veces su promedio",
    HoldReason.ABOVE_HIGHEST: "Sobre el importe máximo de su uso",
    HoldReason.ABOVE_CEILING: "Sobre el tope de su uso",
    HoldReason.SUDDEN_ZERO: "Cero de repente",
}


ANY_USE = "*"
_WORDS = ("veces_su_promedio", "desde_importe", "importe_maximo", "cero_con_promedio_m3")


class SentinelsInvalid(Refusal):
    """Limits that a run cannot watch; the message says where and what to write."""


@dataclass(frozen=True, slots=True)
class SentinelLimits:
    """What a run watches. Amounts in pesos.

    ``times_average`` applies from ``from_amount`` pesos on: small bills vary a lot. A use may have
    a highest amount. ``zero_above_m3`` holds a metered zero of an account that uses more than that
    on average; None does not look at zeros.
    """

    times_average: Decimal
    from_amount: Decimal
    highest_amounts: Mapping[str, Decimal]
    zero_above_m3: Decimal | None = None

    def highest_amount(self, use_class: str) -> Decimal | None:
        """The ceiling of a use in pesos; None when it has none."""
        return self.highest_amounts.get(use_class, self.highest_amounts.get(ANY_USE))


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Why one bill is held, with the numbers for the message."""

    reason: HoldReason
    value: Decimal
    limit: Decimal


def read_limits(words: Mapping[str, Any]) -> SentinelLimits:
    """Limits as a pack and the database write them: ``{"veces_su_promedio": "6", "desde_importe":
    "1500", "importe_maximo": {"domestico": "12000", "*": "900000"}}``; numbers may be text.

    :raises SentinelsInvalid: if a limit is missing, unknown or not a positive number
    """
    for word in words:
        if word not in _WORDS:
            message = f"«{word}» no es un centinela; use {', '.join(_WORDS)}"
            raise SentinelsInvalid(message)
    by_use = words.get("importe_maximo", {})
    if not isinstance(by_use, Mapping):
        raise SentinelsInvalid("«importe_maximo»: escriba uso: importe; «*» es cualquier otro uso")
    zero = words.get("cero_con_promedio_m3")
    return SentinelLimits(
        times_average=_positive(words, "veces_su_promedio"),
        from_amount=_positive(words, "desde_importe"),
        highest_amounts={str(use): _positive(by_use, use) for use in by_use},
        zero_above_m3=None if zero is None else _positive(words, "cero_con_promedio_m3"),
    )


def suspicion(
    *,
    total: Decimal,
    use_class: str,
    average_total: Decimal | None,
    volume_m3: Decimal,
    average_m3: Decimal | None,
    ceiling_m3: Decimal | None,
    is_metered: bool,
    limits: SentinelLimits,
) -> Suspicion | None:
    """The first reason to hold a calculated bill, or None. Amounts in pesos, volumes in m³.

    An account without history has no average: only the ceilings of its use watch it.
    """
    if is_metered and ceiling_m3 is not None and volume_m3 > ceiling_m3:
        return Suspicion(HoldReason.ABOVE_CEILING, volume_m3, ceiling_m3)
    highest = limits.highest_amount(use_class)
    if highest is not None and total > highest:
        return Suspicion(HoldReason.ABOVE_HIGHEST, total, highest)
    if average_total and total >= limits.from_amount:
        limit = average_total * limits.times_average
        if total > limit:
            return Suspicion(HoldReason.TIMES_AVERAGE, total, average_total)
    if is_metered and volume_m3 == 0 and average_m3 is not None:
        zero_above = limits.zero_above_m3
        if zero_above is not None and average_m3 > zero_above:
            return Suspicion(HoldReason.SUDDEN_ZERO, volume_m3, average_m3)
    return None


def looks_at_history(
    *, total: Decimal, volume_m3: Decimal, is_metered: bool, limits: SentinelLimits
) -> bool:
    """Whether the averages of an account can decide about its bill. Where they cannot, one answer
    of :func:`suspicion` holds for all the accounts of the same use, volume and amount.
    """
    return total >= limits.from_amount or (is_metered and volume_m3 == 0)


def _positive(words: Mapping[str, Any], word: str) -> Decimal:
    try:
        number = Decimal(str(words.get(word)))
    except InvalidOperation:
        number = Decimal(0)
    if not number.is_finite() or number <= 0:
        message = f"«{word}»: escriba un número mayor que cero, como 8"
        raise SentinelsInvalid(message)
    return number
