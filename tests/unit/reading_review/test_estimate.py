"""Estimates: the worked table and the limits of an average."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.reading_review.worked import PAGE, history, litres, litres_or_none
from tests.worked_tables import read_table

from caudal.engines.reading_review.estimate import (
    Basis,
    Estimate,
    EstimateMethod,
    EstimateRule,
    NothingToEstimateFrom,
    PastPeriod,
    VolumeRounding,
    estimate,
    mean_of_measured,
)


def rule_of(row: dict[str, str]) -> EstimateRule:
    return EstimateRule(
        methods=tuple(EstimateMethod(word) for word in row["methods"].split()),
        minimum_periods=3,
        periods_per_year=12,
        rounding=VolumeRounding(row["rounding"]),
    )


def estimated(row: dict[str, str]) -> Estimate:
    return estimate(
        history=history(row["history"]),
        rule=rule_of(row),
        assigned_litres=litres_or_none(row["assigned"]),
    )


@pytest.mark.parametrize("row", read_table(page=PAGE, heading="Estimates"), ids=str)
def test_worked_table(row: dict[str, str]) -> None:
    if row["volume"] == "none":
        with pytest.raises(NothingToEstimateFrom, match="Tome la lectura"):
            estimated(row)
    else:
        found = estimated(row)
        assert (found.volume_litres, found.basis.name) == (litres(row["volume"]), row["basis"])


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=12))
def test_a_mean_lies_within_what_it_is_made_of(volumes: list[int]) -> None:
    past = [PastPeriod(volume, Basis.MEASURED) for volume in volumes]
    mean = mean_of_measured(history=past, periods=12, minimum=1)
    assert mean is not None
    assert min(volumes) <= mean <= max(volumes)
    assert abs(mean * len(volumes) - sum(volumes)) * 2 <= len(volumes)


def test_a_billed_period_is_never_negative() -> None:
    with pytest.raises(ValueError, match="negativo"):
        PastPeriod(-1, Basis.MEASURED)
