"""Days in forms: whatever way they came in, the browser gets the only one that it shows."""

from datetime import date

import pytest
from django import forms

from caudal.interfaces.staff.forms import DayField, DayInput


class DaysForm(forms.Form):
    """One day."""

    since = DayField(label="Desde")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("2026-11-06", "2026-11-06"),
        ("06/11/2026", "2026-11-06"),
        ("6/11/2026", "2026-11-06"),
        ("06/11/26", "2026-11-06"),
        (date(2026, 11, 6), "2026-11-06"),
        ("31/11/2026", "31/11/2026"),
        ("", None),
        (None, None),
    ],
)
def test_the_input_carries_the_day_as_a_browser_takes_it(
    written: str | date | None, shown: str | None
) -> None:
    assert DayInput().format_value(written) == shown


@pytest.mark.parametrize("written", ["2026-11-06", "06/11/2026"])
def test_a_form_that_comes_back_keeps_the_day(written: str) -> None:
    form = DaysForm({"since": written})
    assert form.is_valid()
    assert form.cleaned_data["since"] == date(2026, 11, 6)
    assert 'type="date" name="since" value="2026-11-06"' in str(form["since"])


def test_the_first_day_offered_is_shown() -> None:
    form = DaysForm(initial={"since": date(2026, 2, 1)})
    assert 'value="2026-02-01"' in str(form["since"])


def test_what_is_no_day_says_how_to_write_one() -> None:
    assert DaysForm({"since": "11/31/2026"}).errors["since"] == [
        "Escriba la fecha como 06/11/2026."
    ]
