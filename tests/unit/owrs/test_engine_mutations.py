"""Mistakes of an engine that the bills of a third party show as well as our own golden cases.

Its tiers are all blocks that chain, without money rounded: what is about stored bases, tables,
exclusive bounds and IVA shows only in the packs.
"""

from pathlib import Path

import pytest
from tests.published import needs_shared
from tests.unit.owrs import corpus
from tests.unit.rating.engine_mutations import MUTATIONS, Mutation, planted

from caudal.adapters.owrs import OwrsBiller

pytestmark = needs_shared

SHOWN = (
    "a bound one above",
    "a bound one below",
    "thresholds truncated",
    "all the volume at the last price",
    "the remaining volume against the absolute bound",
    "a block as wide as its bound",
    "the price of the row before",
    "half up for half to even",
    "the largest for the smallest",
)


@pytest.mark.parametrize("mutation", [m for m in MUTATIONS if m.name in SHOWN], ids=str)
def test_a_planted_mistake_is_caught(sample: Path, mutation: Mutation) -> None:
    with planted(mutation):
        biller = OwrsBiller(sample / "files")
        assert any(
            difference
            for group in corpus.batches(corpus.records())
            for difference in corpus.by_vector(biller, group)
        )


def test_every_mistake_of_the_list_is_planted() -> None:
    assert {*SHOWN} <= {mutation.name for mutation in MUTATIONS}
