"""``caudal tariffs rate`` against the developers' collection of published tariffs."""

import json
from decimal import Decimal

import pytest
from click.testing import CliRunner
from tests.published import CARRIED, CERTAIN, cases_of, needs_shared

from caudal.interfaces.commands.main import main

pytestmark = needs_shared


@pytest.mark.parametrize("utility", CARRIED)
def test_published_and_derived_examples_to_the_centavo(utility: str) -> None:
    for case in [case for case in cases_of(utility) if case.kind in CERTAIN]:
        inputs = [f"{key}={value}" for key, value in case.inputs.items()]
        given = [part for one in inputs for part in ("--input", one)]
        answered = CliRunner().invoke(main, ["tariffs", "rate", case.pack, *given, "--json"])
        assert answered.exit_code == 0, answered.output
        assert Decimal(json.loads(answered.stdout)["total"]) == case.total, case
