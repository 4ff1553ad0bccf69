"""Litres and m³."""

from decimal import Decimal

import pytest

from caudal.engines.reading_review.volumes import VolumeNotExact, show_m3, to_litres, to_m3


def test_m3_and_litres_are_exact_both_ways() -> None:
    assert to_litres(Decimal("17.250")) == 17_250
    assert to_m3(17_250) == Decimal("17.250")
    assert str(to_m3(17_000)) == "17.000"


def test_less_than_a_litre_is_not_lost_in_silence() -> None:
    with pytest.raises(VolumeNotExact, match="tres decimales"):
        to_litres(Decimal("0.0005"))


@pytest.mark.parametrize(
    ("litres", "shown"),
    [
        (0, "0"),
        (27_000, "27"),
        (1_234_567_000, "1,234,567"),
        (875, "0.875"),
        (18_500, "18.5"),
        (100_050, "100.05"),
        (-35_000, "−35"),
    ],
)
def test_volumes_are_shown_as_people_read_them(litres: int, shown: str) -> None:
    assert show_m3(litres) == shown
