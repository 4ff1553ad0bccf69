"""The policy as data."""

import pytest
from tests.unit.allocation.charges import PAGE
from tests.worked_tables import read_table

from caudal.engines.allocation import (
    USUAL_CRITERIA,
    AllocationPolicy,
    Criterion,
    PolicyInvalid,
    policy_from_words,
)


def test_the_page_names_every_criterion_in_the_usual_order() -> None:
    words = [row["word in a pack"].strip("`") for row in read_table(page=PAGE, heading="The order")]
    policy = policy_from_words(criteria=words, excludes_disputed=True)
    assert policy == AllocationPolicy(USUAL_CRITERIA)
    assert policy.selecting + policy.sorting == policy.criteria


def test_an_unknown_word_is_answered_with_the_known_ones() -> None:
    with pytest.raises(PolicyInvalid, match=r"«fifo» no es .* vencimiento, orden_legal"):
        policy_from_words(criteria=["fifo"], excludes_disputed=True)


def test_a_criterion_counts_once() -> None:
    with pytest.raises(PolicyInvalid, match="repite un criterio"):
        AllocationPolicy((Criterion.OLDEST_DUE, Criterion.OLDEST_DUE))


def test_picks_come_before_sorting() -> None:
    with pytest.raises(PolicyInvalid, match="«elegidos» debe ir antes"):
        AllocationPolicy((Criterion.OLDEST_DUE, Criterion.CHOSEN))


@pytest.mark.parametrize("criteria", [(), (Criterion.CHOSEN,)])
def test_a_policy_must_sort(criteria: tuple[Criterion, ...]) -> None:
    with pytest.raises(PolicyInvalid, match="debe terminar con"):
        AllocationPolicy(criteria)
