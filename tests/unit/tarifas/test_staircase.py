"""The picture of a schedule: blocks side by side, as wide as their m³ and as high as their
price.
"""

from decimal import Decimal
from fractions import Fraction

import pytest
from tests.unit.rating.packs import pack

from caudal.engines.rating import compile_tariff, printed_tables
from caudal.engines.rating.steps import BlockStep, QuotaStep
from caudal.interfaces.staff.tarifas.staircase import FLOOR, LEFT, RIGHT, TOP, Staircase, staircase

TONES = ("1", "3", "attention", "2", "dispute", "1", "3")
CLOSE = Decimal("0.02")
DOMESTIC = {"uso": "domestico_medio"}


def drawn(name: str, volume: str, **inputs: object) -> Staircase | None:
    definition = pack(name)
    program = compile_tariff(definition, on_date=definition.validity.start)
    bill = program.rate({"consumo": volume, **inputs})
    steps = bill.lines[0].steps
    return staircase(
        pieces=[step for step in steps if isinstance(step, QuotaStep | BlockStep)],
        tones=TONES,
        tables=printed_tables(definition),
        volume=Fraction(volume),
    )


def tones(picture: Staircase) -> list[str]:
    return [bar.tone for bar in picture.bars]


def test_the_picture_of_the_mockup() -> None:
    picture = drawn("san-telmo-2026", "17", **DOMESTIC)
    assert picture
    assert tones(picture) == ["1", "3", "attention", "rest", "rest"]
    labels = [bar.label for bar in picture.bars]
    assert labels == ["cuota $118.40", "$13.2650", "$14.8320", "", "$18.4075"]
    assert [(tick.text, tick.is_strong) for tick in picture.ticks] == [
        ("17 m³", True),
        ("0", False),
        ("10", False),
        ("20", False),
        ("30", False),
    ]
    assert picture.marker_y == picture.bars[2].y
    heights = [Decimal(bar.height) for bar in picture.bars]
    assert heights == sorted(heights)
    # The quota is as high as its price per m³: 11.84 against the 18.4075 of the highest.
    assert heights[0] / heights[-1] == pytest.approx(
        Decimal("11.84") / Decimal("18.4075"), abs=Decimal("0.01")
    )


@pytest.mark.parametrize("volume", ["0", "1", "9.5", "10", "11", "17", "30", "51", "120"])
@pytest.mark.parametrize("dwellings", [1, 4])
def test_blocks_stand_side_by_side_over_the_whole_width(volume: str, dwellings: int) -> None:
    picture = drawn("san-telmo-2026", volume, viviendas=dwellings, **DOMESTIC)
    assert picture
    edge = Decimal(LEFT)
    for bar in picture.bars:
        assert Decimal(bar.x) == pytest.approx(edge, abs=CLOSE)
        assert Decimal(bar.y) + Decimal(bar.height) == pytest.approx(FLOOR, abs=CLOSE)
        edge = Decimal(bar.x) + Decimal(bar.width) + 2
    assert edge == pytest.approx(RIGHT, abs=Decimal("1.5"))
    assert min(Decimal(bar.y) for bar in picture.bars) == TOP
    assert LEFT <= Decimal(picture.marker_x) <= RIGHT


def test_dwellings_widen_the_blocks() -> None:
    picture = drawn("san-telmo-2026", "65", viviendas=4, **DOMESTIC)
    assert picture
    assert [tick.text for tick in picture.ticks if not tick.is_strong] == ["0", "40", "80", "120"]


def test_a_range_with_its_base_shows_the_base_below_the_excess() -> None:
    picture = drawn("cuautitlan-izcalli-2023", "20")
    assert picture
    assert tones(picture)[:2] == ["1", "3"]
    assert picture.bars[0].label.startswith("cuota $")


def test_the_last_published_bound_ends_the_picture() -> None:
    picture = drawn("tecate-2023", "5")
    assert picture
    assert tones(picture) == ["1"]


def test_a_fixed_quota_has_no_staircase() -> None:
    assert drawn("san-telmo-2026", "99", medido="no", **DOMESTIC) is None
