"""The periods that a calendar gives a cycle."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caudal.domain.registry.queries.calendar import periods_of_year


@pytest.mark.parametrize(
    ("months", "last_code", "last_name"),
    [
        (1, "2026-12", "Diciembre 2026"),
        (2, "2026-B6", "Noviembre–diciembre 2026"),
        (3, "2026-T4", "Octubre–diciembre 2026"),
        (4, "2026-C3", "Septiembre–diciembre 2026"),
        (6, "2026-S2", "Julio–diciembre 2026"),
        (12, "2026", "Año 2026"),
    ],
)
def test_codes_and_names_are_those_that_people_use(
    months: int, last_code: str, last_name: str
) -> None:
    periods = periods_of_year(year=2026, months=months, due_days=19)
    assert len(periods) == 12 // months
    assert (periods[-1].code, periods[-1].name) == (last_code, last_name)


def test_a_period_falls_due_days_after_its_end() -> None:
    october = periods_of_year(year=2026, months=1, due_days=19)[9]
    assert october.code == "2026-10"
    assert october.due_date == date(2026, 11, 20)


@given(
    year=st.integers(2000, 2199),
    months=st.sampled_from([1, 2, 3, 4, 6, 12]),
    due_days=st.integers(1, 90),
)
def test_the_periods_fill_the_year_without_gap_or_overlap(
    year: int, months: int, due_days: int
) -> None:
    periods = periods_of_year(year=year, months=months, due_days=due_days)
    assert periods[0].during.start == date(year, 1, 1)
    assert periods[-1].during.end == date(year + 1, 1, 1)
    assert all(one.during.end == other.during.start for one, other in pairwise(periods))
    assert len({period.code for period in periods}) == len(periods)
    assert all((period.due_date - period.during.end).days == due_days for period in periods)
