"""Months of arrears. The first begins the day after the due date, the second one month later."""

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from caudal.engines.surcharges.rule import MonthCounting
from caudal.kernel.periods import add_months


def first_day_of_month(*, due_date: date, number: int) -> date:
    """The day on which a month of arrears begins; ``number`` counts from 1."""
    return add_months(due_date, number - 1) + timedelta(days=1)


def months_in_arrears(*, due_date: date, on_date: date, counting: MonthCounting) -> int:
    """How many months of arrears count on a date."""
    months = (on_date.year - due_date.year) * 12 + on_date.month - due_date.month
    anniversary = min(due_date.day, _last_day(on_date))
    if counting is MonthCounting.STARTED:
        return max(0, months + (on_date.day > anniversary))
    return max(0, months - (on_date.day < anniversary))


def months_in_arrears_many(
    *, due_date: NDArray[np.datetime64], on_date: date, counting: MonthCounting
) -> NDArray[np.int64]:
    """The same for a column of due dates."""
    due_month = due_date.astype("datetime64[M]")
    due_day = (due_date - due_month).astype(np.int64) + 1
    months = np.datetime64(on_date, "M").astype(np.int64) - due_month.astype(np.int64)
    anniversary = np.minimum(due_day, _last_day(on_date))
    if counting is MonthCounting.STARTED:
        counted = months + (on_date.day > anniversary)
    else:
        counted = months - (on_date.day < anniversary)
    in_arrears: NDArray[np.int64] = np.maximum(counted, 0)
    return in_arrears


def _last_day(day: date) -> int:
    return (add_months(day.replace(day=1), 1) - timedelta(days=1)).day
