"""What the address of the dashboard chooses."""

from datetime import date

import pytest

from caudal.domain.registry.models import Sector
from caudal.interfaces.staff.tablero.choice import Choice, Span, Window, choice_of

TODAY = date(2026, 11, 17)
CENTRO = Sector(pk=4, code="04", name="Centro")


def choice(span: Span, *, today: date = TODAY, sector: Sector | None = None) -> Choice:
    return Choice(span=span, sector=sector, today=today)


def test_the_year_is_eleven_months_and_the_running_one() -> None:
    year = choice(Span.YEAR)
    assert year.window == Window(date(2025, 12, 1), TODAY)
    assert year.before == Window(date(2024, 12, 1), date(2025, 11, 17))
    assert len(year.months) == 12
    assert year.months[0] == Window(date(2025, 12, 1), date(2025, 12, 31))
    assert year.months[2] == Window(date(2026, 2, 1), date(2026, 2, 28))
    assert year.months[-1] == Window(date(2026, 11, 1), date(2026, 11, 30))


def test_the_month_is_compared_with_the_same_days_of_the_last_one() -> None:
    month = choice(Span.MONTH)
    assert month.window == Window(date(2026, 11, 1), TODAY)
    assert month.before == Window(date(2026, 10, 1), date(2026, 10, 17))


@pytest.mark.parametrize(
    ("today", "before"),
    [
        (date(2026, 3, 31), Window(date(2026, 2, 1), date(2026, 2, 28))),
        (date(2028, 3, 30), Window(date(2028, 2, 1), date(2028, 2, 29))),
        (date(2026, 1, 1), Window(date(2025, 12, 1), date(2025, 12, 1))),
    ],
)
def test_a_shorter_month_ends_on_its_last_day(today: date, before: Window) -> None:
    assert choice(Span.MONTH, today=today).before == before


@pytest.mark.parametrize(
    ("periodo", "sector", "expected"),
    [
        ("", "", choice(Span.YEAR)),
        ("mes", "4", choice(Span.MONTH, sector=CENTRO)),
        ("12-meses", "", choice(Span.YEAR)),
        ("siglo", "99", choice(Span.YEAR)),
        ("MES", "'; --", choice(Span.YEAR)),
    ],
)
def test_what_the_address_does_not_know_is_the_whole_utility(
    periodo: str, sector: str, expected: Choice
) -> None:
    assert choice_of(periodo=periodo, sector=sector, sectors=[CENTRO], today=TODAY) == expected


def test_a_link_keeps_what_it_does_not_change() -> None:
    here = choice(Span.MONTH, sector=CENTRO)
    assert here.query() == "?periodo=mes&sector=4"
    assert here.query(span=Span.YEAR) == "?periodo=12-meses&sector=4"
    assert here.query(sector_id=None) == "?periodo=mes"
    assert here.query(sector_id=7) == "?periodo=mes&sector=7"
