"""A cycle at once decides what one reading at a time decides, and in a second."""

from dataclasses import replace
from time import process_time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.reading_review.worked import PAGE, example_rules, rules_without, worked_reading
from tests.worked_tables import read_table

from caudal.engines.reading_review.columns import (
    ACTIONS,
    CODES,
    UNKNOWN,
    ColumnsInvalid,
    ReadingColumns,
    ReviewColumns,
    columns_of,
)
from caudal.engines.reading_review.consumption import DialSpan, ReadingOutOfDial
from caudal.engines.reading_review.estimate import (
    Basis,
    EstimateMethod,
    EstimateRule,
    PastPeriod,
    VolumeRounding,
)
from caudal.engines.reading_review.reading_facts import ReadingFacts
from caudal.engines.reading_review.review import Review, review
from caudal.engines.reading_review.review_many import review_many
from caudal.engines.reading_review.rules import FindingCode, ReviewRules

ALWAYS_FOUND = {FindingCode.BELOW_PREVIOUS, FindingCode.MISSING}
litres = st.integers(0, 60).map(lambda m3: m3 * 1_000) | st.integers(0, 400_000)


@st.composite
def spans(draw: st.DrawFn) -> DialSpan:
    """Mostly readings near each other or near the end of the dial, where decisions turn."""
    digits = draw(st.integers(2, 5))
    dial = 10**digits * 1_000
    previous = draw(st.integers(0, dial - 1) | st.integers(0, 99_999).map(lambda n: dial - 1 - n))
    step = draw(litres | st.just(0) | st.integers(-50_000, 0))
    return DialSpan(previous, (previous + step) % dial, digits)


@st.composite
def readings(draw: st.DrawFn) -> ReadingFacts:
    span = draw(spans())
    periods = st.builds(PastPeriod, litres | st.just(0), st.sampled_from(Basis))
    return ReadingFacts(
        previous_litres=span.previous_litres,
        current_litres=draw(st.none() | st.just(span.current_litres)),
        digits=span.digits,
        removed=draw(st.none() | spans()),
        history=tuple(draw(st.lists(periods, max_size=13))),
        diameter_mm=draw(st.sampled_from([None, 13, 19, 300])),
        assigned_litres=draw(st.none() | litres),
        has_photo=draw(st.sampled_from([None, False, True])),
        distance_m=draw(st.none() | st.integers(0, 200)),
    )


@st.composite
def rule_sets(draw: st.DrawFn) -> ReviewRules:
    """The example with other methods, another mean and some findings not looked for."""
    methods = draw(st.permutations([*EstimateMethod]))
    estimate_rule = EstimateRule(
        methods=tuple(methods[: draw(st.integers(1, 4))]),
        minimum_periods=draw(st.integers(1, 4)),
        periods_per_year=draw(st.sampled_from([6, 12])),
        rounding=draw(st.sampled_from(VolumeRounding)),
    )
    optional = [code for code in FindingCode if code not in ALWAYS_FOUND]
    rules = rules_without(*draw(st.sets(st.sampled_from(optional), max_size=4)))
    return replace(rules, estimate=estimate_rule, mean_periods=draw(st.integers(1, 13)))


def assert_same(one: Review, many: ReviewColumns, row: int, rules: ReviewRules) -> None:
    difference, estimated = one.difference, one.estimate
    assert many.movement[row] == (UNKNOWN if difference is None else difference.movement)
    assert many.volume_litres[row] == (0 if difference is None else difference.volume_litres)
    assert many.mean_litres[row] == (UNKNOWN if one.mean_litres is None else one.mean_litres)
    assert many.estimate_litres[row] == (UNKNOWN if estimated is None else estimated.volume_litres)
    if estimated is not None:
        assert rules.estimate.methods[many.estimate_method[row]] is estimated.method
    assert {code for code, rows in many.found.items() if rows[row]} == {
        finding.code for finding in one.findings
    }
    leading = CODES[many.leading[row]] if many.leading[row] != UNKNOWN else None
    assert leading == (one.findings[0].code if one.findings else None)
    assert many.is_blocked[row] == one.is_blocked
    assert ACTIONS[many.proposed_action[row]] is one.proposed_action
    proposed = one.proposed_volume_litres
    assert many.proposed_volume_litres[row] == (UNKNOWN if proposed is None else proposed)


@settings(max_examples=120)
@given(cycle=st.lists(readings(), min_size=1, max_size=8), rules=rule_sets())
def test_a_cycle_at_once_equals_one_by_one(cycle: list[ReadingFacts], rules: ReviewRules) -> None:
    many = review_many(columns=columns_of(cycle), rules=rules)
    for row, reading in enumerate(cycle):
        assert_same(review(reading=reading, rules=rules), many, row, rules)


@given(st.lists(readings(), min_size=1, max_size=8))
def test_columns_give_their_readings_back(cycle: list[ReadingFacts]) -> None:
    columns = columns_of(cycle)
    assert [columns.reading_at(row) for row in range(len(columns))] == cycle


def big_cycle(count: int) -> ReadingColumns:
    dice = np.random.default_rng(4)
    previous = dice.integers(0, 90_000_000, count)
    history = dice.integers(0, 40_000, (count, 12))
    changed = dice.random(count) < 0.01
    return ReadingColumns(
        previous_litres=previous,
        current_litres=np.where(dice.random(count) < 0.02, UNKNOWN, previous + history[:, 0]),
        digits=np.full(count, 5, dtype=np.int64),
        removed_previous_litres=np.where(changed, 5_000, UNKNOWN),
        removed_current_litres=np.where(changed, 9_000, UNKNOWN),
        removed_digits=np.full(count, 5, dtype=np.int64),
        history_litres=history,
        history_basis=dice.integers(1, 3, (count, 12)).astype(np.int8),
        diameter_mm=np.full(count, 13, dtype=np.int64),
        assigned_litres=np.full(count, UNKNOWN, dtype=np.int64),
        has_photo=dice.integers(0, 2, count).astype(np.int8),
        distance_m=dice.integers(0, 120, count),
    )


def test_a_city_of_200_000_readings_takes_less_than_a_second_of_processor() -> None:
    columns = big_cycle(200_000)
    start = process_time()
    found = review_many(columns=columns, rules=example_rules())
    assert process_time() - start < 1.0
    assert len(found.rows_with_findings) > 0


def test_counts_of_the_worked_cycle_add_up() -> None:
    rows = read_table(page=PAGE, heading="Readings")
    many = review_many(
        columns=columns_of([worked_reading(row) for row in rows]), rules=example_rules()
    )
    counts = many.counts()
    assert counts[FindingCode.VERY_HIGH] == sum("Muy alta" in row["findings"] for row in rows)
    assert len(many.rows_with_findings) == sum(bool(row["findings"]) for row in rows)


def test_columns_that_do_not_belong_together_are_refused() -> None:
    columns = columns_of([ReadingFacts(previous_litres=0, current_litres=1, digits=5)] * 2)
    with pytest.raises(ColumnsInvalid, match="lengths"):
        replace(columns, digits=np.array([5], dtype=np.int64))
    with pytest.raises(ColumnsInvalid, match="shapes"):
        replace(columns, history_litres=np.zeros((2, 3), dtype=np.int64))
    with pytest.raises(ReadingOutOfDial, match="la primera: 1"):
        replace(columns, current_litres=np.array([5, 10**8], dtype=np.int64))
    with pytest.raises(ReadingOutOfDial, match="de 1 a 9"):
        replace(columns, digits=np.array([5, 0], dtype=np.int64))


def test_a_history_with_a_gap_or_below_nothing_is_refused() -> None:
    reading = ReadingFacts(
        previous_litres=0,
        current_litres=1,
        digits=5,
        history=(PastPeriod(1, Basis.MEASURED), PastPeriod(2, Basis.MEASURED)),
    )
    columns = columns_of([reading])
    with pytest.raises(ColumnsInvalid, match="gap"):
        replace(columns, history_basis=np.array([[1, 0]], dtype=np.int8))
    with pytest.raises(ColumnsInvalid, match="negative"):
        replace(columns, history_litres=np.array([[1, -2]], dtype=np.int64))
