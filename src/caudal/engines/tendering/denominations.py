"""Mexican notes and coins, counted."""

from collections.abc import Mapping
from decimal import Decimal

from caudal.kernel.errors import Refusal
from caudal.kernel.money import from_centavos

#: Notes and coins in circulation (Banco de México), in pesos, largest first.
DENOMINATIONS = tuple(
    Decimal(value)
    for value in (
        "1000",
        "500",
        "200",
        "100",
        "50",
        "20",
        "10",
        "5",
        "2",
        "1",
        "0.50",
        "0.20",
        "0.10",
    )
)


class DenominationUnknown(Refusal):
    """A count of something that is not a Mexican note or coin, or a negative count."""


def count_denominations(counts: Mapping[str, int]) -> Decimal:
    """The pesos in a count such as ``{"500": 3, "0.50": 12}``.

    :raises DenominationUnknown: naming what cannot be counted
    """
    known = {str(value) for value in DENOMINATIONS}
    for value, count in counts.items():
        if value not in known:
            message = f"«{value}» no es una denominación: use {', '.join(map(str, DENOMINATIONS))}."
            raise DenominationUnknown(message)
        if count < 0:
            message = f"El número de piezas de {value} no puede ser negativo."
            raise DenominationUnknown(message)
    centavos = sum(int(Decimal(value) * 100) * count for value, count in counts.items())
    return from_centavos(centavos)
