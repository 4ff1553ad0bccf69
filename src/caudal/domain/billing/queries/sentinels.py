"""The limits past which a run holds a bill."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from caudal.domain.billing.models import RunSentinels
from caudal.kernel.errors import Refusal

ANY_USE = "*"
_WORDS = ("veces_su_promedio", "desde_importe", "importe_maximo", "estimadas_seguidas")


class SentinelsMissing(Refusal):
    """No limits are in force."""

    def __init__(self, on_date: date) -> None:
        super().__init__(
            f"No hay centinelas vigentes al {on_date:%d/%m/%Y}."
            " Pida a un administrador que los configure."
        )


class SentinelsInvalid(Refusal):
    """Limits that a run cannot watch; the message says where and what to write."""


@dataclass(frozen=True, slots=True)
class SentinelLimits:
    """What a run watches. Amounts in pesos.

    A bill is held when it is more than ``times_average`` times the account's own average and not
    less than ``from_amount``; when it passes the highest amount of its use; or when its volume
    would be an estimate more than ``estimates_in_a_row`` times running.
    """

    times_average: Decimal
    from_amount: Decimal
    highest_amounts: Mapping[str, Decimal]
    estimates_in_a_row: int | None = None

    def highest_amount(self, use_class: str) -> Decimal | None:
        """The ceiling of a use; None when it has none."""
        return self.highest_amounts.get(use_class, self.highest_amounts.get(ANY_USE))


def sentinel_limits(*, on_date: date) -> SentinelLimits:
    """The limits that a run watches on a date.

    :raises SentinelsMissing: if none are in force yet
    """
    stored = RunSentinels.objects.filter(valid_from__lte=on_date).order_by("-valid_from").first()
    if stored is None:
        raise SentinelsMissing(on_date)
    return read_sentinels(stored.limits)


def read_sentinels(words: Mapping[str, Any]) -> SentinelLimits:
    """The limits as a pack and the database write them; numbers are text.

    :raises SentinelsInvalid: if a limit is missing, unknown or not a positive number
    """
    for word in words:
        if word not in _WORDS:
            message = f"«{word}» no es un centinela; use {', '.join(_WORDS)}"
            raise SentinelsInvalid(message)
    by_use = words.get("importe_maximo", {})
    if not isinstance(by_use, Mapping):
        raise SentinelsInvalid("«importe_maximo»: escriba uso: importe; «*» es cualquier otro uso")
    estimates = words.get("estimadas_seguidas")
    return SentinelLimits(
        times_average=_positive(words, "veces_su_promedio"),
        from_amount=_positive(words, "desde_importe"),
        highest_amounts={str(use): _positive(by_use, use) for use in by_use},
        estimates_in_a_row=None
        if estimates is None
        else int(_positive(words, "estimadas_seguidas")),
    )


def _positive(words: Mapping[str, Any], word: str) -> Decimal:
    try:
        number = Decimal(str(words.get(word)))
    except InvalidOperation:
        number = Decimal(0)
    if not number.is_finite() or number <= 0:
        message = f"«{word}»: escriba un número mayor que cero, como 8"
        raise SentinelsInvalid(message)
    return number
