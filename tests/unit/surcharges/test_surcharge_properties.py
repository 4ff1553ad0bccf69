"""What holds for any arrears and rules; many charges at once equal each on its own."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caudal.engines.surcharges import (
    Arrear,
    ArrearColumns,
    ArrearColumnsError,
    MonthCounting,
    SurchargeRule,
    compute_surcharges,
    compute_surcharges_many,
)
from caudal.kernel.money import from_centavos, to_centavos

CONCEPTS = ("agua", "alcantarillado", "multa")
# Ends and beginnings of months, so that rules often change as a month of arrears begins.
EDGES = [date(2026, month, day) for month in (1, 2, 3, 4) for day in (1, 2, 10, 28)] + [
    date(2026, month, 1) - timedelta(days=days) for month in (2, 3, 4) for days in (1, 2)
]
DAYS = st.one_of(st.sampled_from(EDGES), st.dates(date(2025, 6, 1), date(2026, 12, 31)))
LATER = st.one_of(st.sampled_from(EDGES), st.dates(date(2026, 1, 1), date(2027, 6, 30)))
rates = st.integers(1, 40_000_000).map(lambda scaled: Decimal(scaled).scaleb(-8))


@st.composite
def rule_sets(draw: st.DrawFn) -> list[SurchargeRule]:
    """Up to three rules in a row for some concepts, with gaps, and perhaps one for another."""
    ends = sorted(draw(st.sets(DAYS, min_size=2, max_size=5)))
    usual = SurchargeRule(
        code="R",
        valid_from=ends[0],
        valid_to=ends[1],
        concepts=frozenset({"agua", "multa"}),
        monthly_rate=draw(rates),
        counting=draw(st.sampled_from(MonthCounting)),
        legal_source="Ley",
        grace_days=draw(st.sampled_from([0, 0, 5, 40])),
        cap_rate=draw(st.none() | st.sampled_from([Decimal("0.05"), Decimal(1)])),
        tax_rate=draw(st.sampled_from([Decimal(0), Decimal("0.08"), Decimal("0.16")])),
        principal_includes_tax=draw(st.booleans()),
    )
    rules = [
        replace(usual, code=f"R{index}", valid_from=start, valid_to=end, monthly_rate=draw(rates))
        for index, (start, end) in enumerate(zip(ends[::2], ends[1::2], strict=False))
    ]
    if draw(st.booleans()):
        rules[-1] = replace(rules[-1], valid_to=None)
    if draw(st.booleans()):
        only_sewer = frozenset({"alcantarillado"})
        rules.append(replace(usual, code="A", concepts=only_sewer, valid_to=None))
    return rules


arrears = st.builds(
    Arrear,
    charge_id=st.integers(1, 10**6),
    concept_code=st.sampled_from(CONCEPTS),
    due_date=DAYS,
    net_open=st.one_of(st.integers(0, 100), st.integers(0, 10**14 - 1)).map(from_centavos),
    tax_open=st.integers(0, 10**9).map(from_centavos),
    months_settled=st.sampled_from([0, 0, 0, 1, 2, 12]),
    surcharged_amount=st.integers(0, 10**4).map(from_centavos),
    disputed=st.sampled_from([False, False, False, True]),
)


def columns(charges: list[Arrear]) -> ArrearColumns:
    """The same charges as columns."""
    return ArrearColumns(
        concept_codes=CONCEPTS,
        concept=_numbers([CONCEPTS.index(each.concept_code) for each in charges]),
        due_date=np.array([each.due_date for each in charges], dtype="datetime64[D]"),
        net_open=_numbers([to_centavos(each.net_open) for each in charges]),
        tax_open=_numbers([to_centavos(each.tax_open) for each in charges]),
        months_settled=_numbers([each.months_settled for each in charges]),
        surcharged_amount=_numbers([to_centavos(each.surcharged_amount) for each in charges]),
        disputed=np.array([each.disputed for each in charges], dtype=np.bool_),
    )


def _numbers(values: list[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(values, dtype=np.int64)


@given(st.lists(arrears, max_size=6), rule_sets(), LATER)
def test_many_charges_at_once_equal_each_on_its_own(
    charges: list[Arrear], rules: list[SurchargeRule], on_date: date
) -> None:
    answer = compute_surcharges_many(arrears=columns(charges), rules=rules, on_date=on_date)
    numbered = [replace(each, charge_id=row) for row, each in enumerate(charges)]
    lines = compute_surcharges(arrears=numbered, rules=rules, on_date=on_date)
    many = zip(
        answer.row.tolist(),
        answer.first_month.tolist(),
        answer.last_month.tolist(),
        answer.principal.tolist(),
        answer.capped.tolist(),
        answer.net.tolist(),
        answer.tax.tolist(),
        strict=True,
    )
    assert list(many) == [
        (
            line.charge_id,
            line.first_month,
            line.last_month,
            to_centavos(line.principal),
            line.capped,
            to_centavos(line.net),
            to_centavos(line.tax),
        )
        for line in lines
    ]


@given(arrears, rule_sets(), LATER, st.integers(0, 90))
def test_charging_today_and_later_is_never_more_than_charging_later(
    charge: Arrear, rules: list[SurchargeRule], on_date: date, days: int
) -> None:
    """One run more cannot charge a month twice; it moves at most a rounded half centavo."""
    fresh = replace(charge, months_settled=0, surcharged_amount=Decimal("0.00"))
    later = on_date + timedelta(days=days)
    today = compute_surcharges(arrears=[fresh], rules=rules, on_date=on_date)
    after = fresh
    if today:
        after = replace(fresh, months_settled=today[0].last_month, surcharged_amount=today[0].net)
        assert not compute_surcharges(arrears=[after], rules=rules, on_date=on_date)
    rest = compute_surcharges(arrears=[after], rules=rules, on_date=later)
    at_once = compute_surcharges(arrears=[fresh], rules=rules, on_date=later)
    in_two = sum((line.net for line in today + rest), Decimal(0))
    if at_once:
        assert abs(in_two - at_once[0].net) <= Decimal("0.01")
    else:
        assert rest == ()


@given(arrears, rule_sets(), LATER)
def test_a_line_explains_its_amount(
    charge: Arrear, rules: list[SurchargeRule], on_date: date
) -> None:
    for line in compute_surcharges(arrears=[charge], rules=rules, on_date=on_date):
        assert sum(span.months for span in line.spans) == line.months > 0
        earned = line.principal * sum(span.months * span.monthly_rate for span in line.spans)
        assert line.capped or abs(line.net - earned) <= Decimal("0.005")
        assert line.net <= earned + Decimal("0.005")
        assert abs(line.tax - line.net * line.tax_rate) <= Decimal("0.005")
        assert line.amount == line.net + line.tax > 0
        assert line.first_month == charge.months_settled + 1


USUAL = SurchargeRule(
    code="R",
    valid_from=date(2020, 1, 1),
    valid_to=None,
    concepts=frozenset({"agua"}),
    monthly_rate=Decimal("0.0215"),
    counting=MonthCounting.STARTED,
    legal_source="Ley",
)


@pytest.mark.parametrize(
    ("change", "net"),
    [(date(2026, 2, 28), "51.50"), (date(2026, 3, 1), "51.50"), (date(2026, 3, 2), "43.00")],
)
def test_a_month_that_begins_as_the_rate_changes_costs_the_new_one(change: date, net: str) -> None:
    rules = [
        replace(USUAL, valid_to=change),
        replace(USUAL, code="R2", valid_from=change, monthly_rate=Decimal("0.03")),
    ]
    charge = Arrear(1, "agua", date(2026, 1, 31), Decimal("1000.00"), Decimal("0.00"))
    on_date = date(2026, 3, 31)  # in the second month, which began on 1 March
    answer = compute_surcharges_many(arrears=columns([charge]), rules=rules, on_date=on_date)
    (line,) = compute_surcharges(arrears=[charge], rules=rules, on_date=on_date)
    assert str(line.net) == net
    assert answer.net.tolist() == [to_centavos(line.net)]


def test_a_charge_beyond_64_bit_products_is_still_exact() -> None:
    huge = Arrear(1, "agua", date(2026, 1, 1), Decimal("999999999999.99"), Decimal(0))
    answer = compute_surcharges_many(
        arrears=columns([huge]), rules=[USUAL], on_date=date(2026, 1, 2)
    )
    assert answer.net.tolist() == [2_150_000_000_000]


def test_columns_that_do_not_belong_together_are_refused() -> None:
    good = columns([Arrear(1, "agua", date(2026, 1, 1), Decimal(1), Decimal(0))])
    with pytest.raises(ArrearColumnsError, match="different lengths"):
        replace(good, net_open=good.net_open[:0])
    with pytest.raises(ArrearColumnsError, match="zero or more"):
        replace(good, tax_open=good.tax_open - 1)
    with pytest.raises(ArrearColumnsError, match="no concept"):
        replace(good, concept=good.concept + 3)
