"""Published and derived amounts of every pack, to the centavo, on both carriers."""

import pytest
from tests.unit.rating.packs import PACK_NAMES, pack

from caudal.engines.rating import check_examples


@pytest.mark.parametrize("name", PACK_NAMES)
def test_every_golden_case_of_a_pack_agrees_on_both_carriers(name: str) -> None:
    definition = pack(name)

    mismatches = check_examples(definition)

    assert definition.examples
    assert not mismatches, "\n".join(str(mismatch) for mismatch in mismatches)
