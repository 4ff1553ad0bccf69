"""Volumes by the meter: the worked table, and what must hold for any dial."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.reading_review.worked import PAGE, litres, litres_or_none
from tests.worked_tables import read_table

from caudal.engines.reading_review.consumption import (
    DialSpan,
    MeterMovement,
    ReadingOutOfDial,
    RolloverRule,
    consumption,
    consumption_of_period,
)

RULE = RolloverRule(mean_percent=300, floor_litres=50_000)


def spans_of(row: dict[str, str]) -> list[DialSpan]:
    current = DialSpan(litres(row["previous"]), litres(row["current"]), int(row["digits"]))
    removed = re.fullmatch(r"(\d+) → (\d+) of (\d)", row["removed"])
    if removed is None:
        return [current]
    return [DialSpan(litres(removed[1]), litres(removed[2]), int(removed[3])), current]


@pytest.mark.parametrize(
    "row",
    read_table(page=PAGE, heading="Volume by the meter"),
    ids=lambda row: f"{row['previous']}-{row['current']}",
)
def test_worked_table(row: dict[str, str]) -> None:
    difference = consumption_of_period(
        spans=spans_of(row), rule=RULE, mean_litres=litres_or_none(row["mean"])
    )
    assert difference.volume_litres == litres(row["volume"])
    assert difference.movement is MeterMovement[row["movement"].upper()]


@given(data=st.data(), digits=st.integers(3, 8), mean=st.none() | st.integers(0, 10**7))
def test_a_believed_volume_always_leads_from_one_reading_to_the_other(
    data: st.DataObject, digits: int, mean: int | None
) -> None:
    dial = 10**digits * 1_000
    previous = data.draw(st.integers(0, dial - 1))
    current = data.draw(st.integers(0, dial - 1))
    span = DialSpan(previous, current, digits)
    difference = consumption(span=span, rule=RULE, mean_litres=mean)
    assert (previous + difference.volume_litres) % dial == current
    assert (difference.movement is MeterMovement.BACKWARD) == (difference.volume_litres < 0)
    if difference.movement is MeterMovement.ROLLOVER:
        assert difference.volume_litres < dial // 2
        assert difference.volume_litres <= max(50_000, (mean or 0) * 3)


@pytest.mark.parametrize(
    ("previous", "current", "digits"),
    [(0, 100_000_000, 5), (-1, 0, 5), (100_000_000, 0, 5), (0, 0, 0), (0, 0, 10)],
)
def test_readings_that_no_dial_shows_are_refused(previous: int, current: int, digits: int) -> None:
    with pytest.raises(ReadingOutOfDial, match="dígitos"):
        DialSpan(previous, current, digits)
