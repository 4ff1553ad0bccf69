"""Whole litres, the exact unit in which volumes are compared, and m³, in which people read them."""

from decimal import Decimal

LITRES_PER_M3 = 1_000


class VolumeNotExact(ValueError):
    """A volume with more than three decimals of m³ is not a number of litres."""


def to_litres(volume_m3: Decimal | int) -> int:
    """Litres of a volume in m³.

    :raises VolumeNotExact: if it has more than three decimals
    """
    litres = volume_m3 * LITRES_PER_M3
    if litres != int(litres):
        raise VolumeNotExact(f"El volumen {volume_m3} m³ tiene más de tres decimales")
    return int(litres)


def to_m3(litres: int) -> Decimal:
    """The volume in m³ with its three decimals."""
    return Decimal(litres).scaleb(-3)


def show_m3(litres: int) -> str:
    """As the screens write it, without idle decimals: 1,234 or 18.5 or 0.875."""
    whole, rest = divmod(abs(litres), LITRES_PER_M3)
    sign = "−" if litres < 0 else ""
    decimals = f".{rest:03d}".rstrip("0") if rest else ""
    return f"{sign}{whole:,}{decimals}"
