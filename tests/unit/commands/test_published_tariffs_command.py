"""``caudal tariffs rate`` against the developers' collection of published tariffs."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.unit.rating.test_published import CARRIED, utilities

from caudal.interfaces.commands.main import main

SHARED = Path(__file__).parents[4] / "shared"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here"),
]


@pytest.mark.parametrize("utility", CARRIED)
def test_published_and_derived_examples_to_the_centavo(utility: str) -> None:
    examples = [
        example
        for example in utilities()[utility]["examples"]
        if example["kind"] in {"published", "derived"}
    ]
    cases = [case for example in examples for case in CARRIED[utility](example)]
    assert len(cases) >= len(examples) - 3  # Mexico City's metered ones have no published table
    for name, inputs, total in cases:
        given = [part for key, value in inputs.items() for part in ("--input", f"{key}={value}")]
        answered = CliRunner().invoke(main, ["tariffs", "rate", name, *given, "--json"])
        assert answered.exit_code == 0, answered.output
        assert Decimal(json.loads(answered.stdout)["total"]) == Decimal(total), (name, inputs)
