"""Which periods a file of readings may be of."""

from datetime import date

import pytest
from tests.factories.registry import make_cycle, make_period
from tests.factories.runs import make_town

from caudal.domain.imports.queries.reading_periods import periods_to_read

pytestmark = pytest.mark.django_db

SEPTEMBER, OCTOBER, NOVEMBER = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)
LATER = date(2026, 11, 24)


def codes(on_date: date = LATER) -> list[str]:
    return [each.code for each in periods_to_read(on_date=on_date)]


def test_a_code_stands_for_the_period_of_each_cycle_that_has_it() -> None:
    for number in (1, 2):
        cycle = make_cycle(code=f"{number}", name=f"Ciclo {number}")
        make_period(cycle=cycle, start=SEPTEMBER, end=OCTOBER)
        make_period(cycle=cycle, start=OCTOBER, end=NOVEMBER)
    make_period(cycle=make_cycle(code="3", name="Sur"), start=OCTOBER, end=NOVEMBER)
    assert [(each.code, each.label) for each in periods_to_read(on_date=LATER)] == [
        ("2026-10", "10/2026 · Ciclo 1, Ciclo 2, Sur"),
        ("2026-09", "09/2026 · Ciclo 1, Ciclo 2"),
    ]


def test_many_cycles_are_counted() -> None:
    for _ in range(4):
        make_period(cycle=make_cycle())
    (only,) = periods_to_read(on_date=LATER)
    assert only.label == "10/2026 · 4 ciclos"


def test_what_has_not_begun_or_is_long_past_or_of_an_old_cycle_is_left_out() -> None:
    cycle = make_cycle()
    make_period(cycle=cycle, start=date(2025, 9, 1), end=date(2025, 10, 1))
    make_period(cycle=cycle, start=NOVEMBER, end=date(2026, 12, 1))
    make_period(cycle=make_cycle(is_active=False), start=OCTOBER, end=NOVEMBER)
    assert codes(date(2026, 10, 31)) == []
    assert codes(NOVEMBER) == ["2026-11"]


def test_a_period_is_over_once_a_signed_run_held_nobody() -> None:
    town = make_town(accounts=4)
    town.read(OCTOBER)
    assert "2026-10" in codes()
    assert town.approved(OCTOBER).held_count == 0
    assert "2026-10" not in codes()


def test_who_was_held_can_still_be_read() -> None:
    town = make_town(accounts=4)
    town.read(OCTOBER, {0: None})
    assert town.issued(OCTOBER).held_count == 1
    assert "2026-10" in codes()
