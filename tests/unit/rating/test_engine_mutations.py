"""The golden cases of the packs are worth what they catch: each planted mistake breaks one."""

import pytest
from tests.unit.rating.engine_mutations import MUTATIONS, Mutation, planted
from tests.unit.rating.packs import PACK_NAMES, pack

from caudal.engines.rating import check_examples
from caudal.kernel.errors import Refusal


def disagrees() -> bool:
    """Whether some case of some pack does not come out as expected, or is refused."""
    try:
        return any(check_examples(pack(name)) for name in PACK_NAMES)
    except Refusal:
        return True


def test_without_a_mistake_everything_agrees() -> None:
    assert not disagrees()


@pytest.mark.parametrize("mutation", MUTATIONS, ids=str)
def test_a_planted_mistake_is_caught(mutation: Mutation) -> None:
    with planted(mutation):
        assert disagrees()


def test_nothing_stays_planted() -> None:
    for mutation in MUTATIONS:
        with planted(mutation):
            pass

    assert not disagrees()
