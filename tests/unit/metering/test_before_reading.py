"""Where the volume of a period starts: the worked table, and a meter that was changed."""

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.worked_tables import read_table

from caudal.domain.metering.queries.before_reading import BeforeReading

ROWS = read_table(page="reading-review.md", heading="Where a volume starts")

BEFORE = BeforeReading(
    account_id=1,
    number="0182506-7",
    status="active",
    is_metered=True,
    route_id=1,
    assigned_m3=None,
    installation_id=7,
    serial="14-1",
    digits=5,
    diameter_mm=13,
    initial_m3=Decimal(3),
    previous_id=9,
    previous_m3=Decimal(500),
    previous_read_on=None,
    previous_installation_id=7,
    removed_digits=None,
    removed_final_m3=None,
    meters_between=0,
    estimated_m3=Decimal(0),
    kept_id=None,
    kept_m3=None,
    kept_remark_id=None,
    kept_read_on=None,
    consumption_id=None,
    consumption_state=None,
)


def test_the_table_is_there() -> None:
    assert len(ROWS) == 3


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_start_is_what_is_billed_up_to(row: dict[str, str]) -> None:
    before = replace(
        BEFORE,
        previous_m3=Decimal(row["last billed"]),
        estimated_m3=sum(map(Decimal, row["estimated since"].split()), Decimal(0)),
        digits=int(row["digits"]),
    )
    assert before.start_m3 == before.previous_on_dial_m3 == Decimal(row["start"])
    assert Decimal(row["current"]) - before.start_m3 == Decimal(row["volume"])


def test_without_readings_it_starts_where_the_meter_was_hung() -> None:
    before = replace(BEFORE, previous_id=None, previous_m3=None, previous_installation_id=None)
    assert not before.was_changed
    assert before.start_m3 == before.previous_on_dial_m3 == Decimal(3)


def test_of_a_changed_meter_each_part_starts_on_its_own_dial() -> None:
    """The estimates belong to the removed meter, whose dial has four digits and passed its end."""
    before = replace(
        BEFORE,
        previous_m3=Decimal(9_990),
        estimated_m3=Decimal(20),
        previous_installation_id=6,
        removed_digits=4,
        removed_final_m3=Decimal(15),
    )
    assert before.was_changed
    assert before.start_m3 == Decimal(10)
    assert before.previous_on_dial_m3 == Decimal(3)


def test_without_a_meter_nothing_was_changed() -> None:
    assert not replace(BEFORE, installation_id=None, previous_installation_id=6).was_changed
