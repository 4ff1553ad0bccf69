"""Surcharges of one account: the worked page, months on the calendar, facts of each line."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.worked_tables import read_table

from caudal.engines.surcharges import (
    Arrear,
    ArrearInvalid,
    MonthCounting,
    RateSpan,
    SurchargeLine,
    SurchargeRule,
    compute_surcharges,
)
from caudal.engines.surcharges.months import months_in_arrears
from caudal.kernel.periods import add_months

PAGE = "surcharges.md"
RULE = SurchargeRule(
    code="R-1",
    valid_from=date(2020, 1, 1),
    valid_to=None,
    concepts=frozenset({"agua"}),
    monthly_rate=Decimal("0.02"),
    counting=MonthCounting.STARTED,
    legal_source="Ley de Agua, art. 120",
)
LATE = Arrear(1, "agua", date(2026, 1, 31), Decimal("1000.00"), Decimal("0.00"))


def lines_of(arrear: Arrear, *rules: SurchargeRule, on: date) -> tuple[SurchargeLine, ...]:
    return compute_surcharges(arrears=[arrear], rules=rules, on_date=on)


def test_the_worked_account() -> None:
    table = read_table(page=PAGE, heading="Worked account")
    arrears = [
        Arrear(
            number,
            "agua",
            date.fromisoformat(row["due"]),
            Decimal(row["net"]),
            Decimal(row["tax"]),
        )
        for number, row in enumerate(table)
    ]
    lines = compute_surcharges(arrears=arrears, rules=[RULE], on_date=date(2026, 11, 17))
    assert [(str(line.months), str(line.amount)) for line in lines] == [
        (row["months"], row["surcharge"]) for row in table
    ]
    assert sum(line.amount for line in lines if line.months == 2) == Decimal("20.24")
    assert sum(line.amount for line in lines if line.months == 1) == Decimal("8.44")


@pytest.mark.parametrize("row", read_table(page=PAGE, heading="Worked rules"), ids=str)
def test_the_worked_rules(row: dict[str, str]) -> None:
    first = replace(
        RULE,
        valid_to=date(2026, 5, 1),
        monthly_rate=Decimal("0.0215"),
        counting=MonthCounting(row["counting"]),
        grace_days=int(row["grace days"]),
        cap_rate=Decimal(row["cap"]) if row["cap"] else None,
        tax_rate=Decimal(row["IVA"]),
    )
    second = replace(
        first,
        code="R-2",
        valid_from=date(2026, 5, 1),
        valid_to=None,
        monthly_rate=Decimal("0.0165"),
    )
    arrear = replace(
        LATE, months_settled=int(row["settled"]), surcharged_amount=Decimal(row["charged"])
    )
    lines = lines_of(arrear, first, second, on=date.fromisoformat(row["on"]))
    nothing = ("0", "0.00", "0.00")
    answers = [(str(line.months), str(line.net), str(line.tax)) for line in lines] or [nothing]
    assert answers == [(row["months"], row["net"], row["tax"])]


def test_a_line_says_which_law_each_month_follows() -> None:
    first = replace(RULE, valid_from=date(2026, 3, 1), valid_to=date(2026, 4, 1))
    second = replace(
        RULE,
        code="R-2",
        valid_from=date(2026, 4, 1),
        monthly_rate=Decimal("0.03"),
        legal_source="Ley de Agua, art. 120 bis",
    )
    (line,) = lines_of(LATE, first, second, on=date(2026, 5, 31))
    assert line.spans == (
        RateSpan(1, Decimal(0), None, None),  # from 1 February, before any rule
        RateSpan(1, Decimal("0.02"), "R-1", "Ley de Agua, art. 120"),  # from 1 March
        RateSpan(2, Decimal("0.03"), "R-2", "Ley de Agua, art. 120 bis"),  # from 1 April and 1 May
    )
    assert (line.first_month, line.last_month) == (1, 4)
    assert str(line.net) == "80.00"
    assert not line.capped


def test_what_a_cap_cut_is_said() -> None:
    (line,) = lines_of(LATE, replace(RULE, cap_rate=Decimal("0.01")), on=date(2026, 2, 1))
    assert line.capped
    assert str(line.amount) == "10.00"


def test_a_disputed_charge_and_a_concept_without_rule_earn_nothing() -> None:
    on = date(2026, 6, 1)
    assert lines_of(LATE, RULE, on=on)
    assert not lines_of(replace(LATE, disputed=True), RULE, on=on)
    assert not lines_of(replace(LATE, concept_code="recargos"), RULE, on=on)
    assert not lines_of(LATE, replace(RULE, valid_to=date(2026, 6, 1)), on=on)


def test_fractions_of_a_centavo_wait_for_the_next_month() -> None:
    tiny = replace(LATE, net_open=Decimal("0.20"))
    assert not lines_of(tiny, RULE, on=date(2026, 2, 1))
    (line,) = lines_of(tiny, RULE, on=date(2026, 3, 1))
    assert (line.months, str(line.net)) == (2, "0.01")


@pytest.mark.parametrize(
    "changes",
    [
        {"net_open": Decimal(-1)},
        {"tax_open": Decimal(-1)},
        {"surcharged_amount": Decimal(-1)},
        {"months_settled": -1},
    ],
)
def test_a_charge_with_negative_figures_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ArrearInvalid, match="El cargo 1 lleva"):
        replace(LATE, **changes)  # type: ignore[arg-type]


@given(st.dates(date(2000, 1, 1), date(2030, 12, 31)), st.integers(-400, 4000))
def test_months_are_those_of_the_calendar(due_date: date, days: int) -> None:
    on_date = due_date + timedelta(days=days)
    numbers = range(1, 140)
    started = sum(add_months(due_date, number - 1) < on_date for number in numbers)
    complete = sum(add_months(due_date, number) <= on_date for number in numbers)
    count = {
        counting: months_in_arrears(due_date=due_date, on_date=on_date, counting=counting)
        for counting in MonthCounting
    }
    assert count == {MonthCounting.STARTED: started, MonthCounting.COMPLETE: complete}
