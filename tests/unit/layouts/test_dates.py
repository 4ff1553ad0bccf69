"""The three forms of a date, and the ones that are never guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caudal.engines.layouts.dates import DateForm, form_shown, only_reading, parse_date
from caudal.engines.layouts.refusals import CellRefused
from caudal.engines.layouts.rows import ErrorCode

DAY, YEAR, NAME = DateForm.DAY_FIRST, DateForm.YEAR_FIRST, DateForm.MONTH_NAME
LATEST = date(2026, 11, 17)
MONTHS = ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"]


@pytest.mark.parametrize(
    ("text", "form", "day"),
    [
        ("05/01/2024", DAY, date(2024, 1, 5)),
        ("5-1-2024", DAY, date(2024, 1, 5)),
        ("05.01.2024", DAY, date(2024, 1, 5)),
        ("05/01/2024 13:45:00", DAY, date(2024, 1, 5)),
        ("05/01/2024 01:45 p. m.", DAY, date(2024, 1, 5)),
        ("2024-01-05", YEAR, date(2024, 1, 5)),
        ("2024/01/05", YEAR, date(2024, 1, 5)),
        ("20240105", YEAR, date(2024, 1, 5)),
        ("2024-01-05T00:00:00.000Z", YEAR, date(2024, 1, 5)),
        ("05-ene-2024", NAME, date(2024, 1, 5)),
        ("5/SEPT/2024", NAME, date(2024, 9, 5)),
        ("5 de septiembre de 2024", NAME, date(2024, 9, 5)),
        ("29-feb-24", NAME, date(2024, 2, 29)),
        ("17-nov-26", NAME, date(2026, 11, 17)),
        ("18-nov-26", NAME, date(1926, 11, 18)),
        ("05-ene-65", NAME, date(1965, 1, 5)),
    ],
)
def test_a_date_in_the_form_of_its_column(text: str, form: DateForm, day: date) -> None:
    assert form_shown(text) is form
    assert parse_date(text, form=form, latest=LATEST) == day


@pytest.mark.parametrize(
    ("text", "form", "code"),
    [
        ("31/02/2024", DAY, ErrorCode.NOT_A_DATE),
        ("04/25/2024", DAY, ErrorCode.NOT_A_DATE),
        ("05/01-2024", DAY, ErrorCode.NOT_A_DATE),
        ("05/01/24", DAY, ErrorCode.DATE_AMBIGUOUS),
        ("2024-13-01", YEAR, ErrorCode.NOT_A_DATE),
        ("05-xyz-2024", NAME, ErrorCode.NOT_A_DATE),
        ("ayer", DAY, ErrorCode.NOT_A_DATE),
        ("05/01/2024", YEAR, ErrorCode.NOT_A_DATE),
        ("٠٥/٠١/٢٠٢٤", DAY, ErrorCode.NOT_A_DATE),
    ],
)
def test_what_is_no_date_of_that_form(text: str, form: DateForm, code: ErrorCode) -> None:
    with pytest.raises(CellRefused) as refused:
        parse_date(text, form=form, latest=LATEST)
    assert refused.value.code is code


@pytest.mark.parametrize(
    ("text", "first"),
    [("25/04/2024", "day"), ("04/25/2024", "month"), ("04/05/2024", None), ("25/25/2024", None),
     ("2024-04-25", None)],
)  # fmt: skip
def test_what_a_slashed_date_proves(text: str, first: str | None) -> None:
    assert only_reading(text) == first


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_survives_every_form(day: date) -> None:
    written = {
        DAY: f"{day:%d/%m/%Y}",
        YEAR: day.isoformat(),
        NAME: f"{day.day}-{MONTHS[day.month - 1]}-{day.year}",
    }
    assert {form: parse_date(text, form=form, latest=LATEST) for form, text in written.items()} == {
        DAY: day,
        YEAR: day,
        NAME: day,
    }
