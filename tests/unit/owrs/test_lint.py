"""The linter finds each planted defect, at its place, and nothing in a clean file."""

from pathlib import Path

import pytest
from tests.unit.owrs.rates import HEAD, file_of

from caudal.adapters.owrs import lint_file
from caudal.engines.rating import Level

CLEAN = """  HOME:
    service_charge:
      depends_on: meter_size
      values:
        1": 6
        2": 9
    tier_starts_commodity: [0, 10]
    tier_prices_commodity: [1, 2]
    commodity_charge: Tiered
    fixed_drought_surcharge: 0
    bill: service_charge+commodity_charge
"""


def test_a_clean_file(tmp_path: Path) -> None:
    assert lint_file(file_of(tmp_path, CLEAN)) == []


@pytest.mark.parametrize(
    ("whole", "planted", "expected"),
    [
        ("bill: service_charge+", "bill: service_chage+", ("error", "HOME", "service_charge")),
        ("+commodity_charge", "+sewer_charge", ("error", "HOME", "«sewer_charge»")),
        ("+commodity_charge", "+flat_rate*usage_ccf", ("error", "HOME", "«flat_rate»")),
        ("+commodity_charge", "", ("aviso", "HOME.commodity_charge", "no lo cobra")),
        ("surcharge: 0", "surcharge: 2", ("aviso", "HOME.fixed_drought_surcharge", "no lo cobra")),
        ("[0, 10]", "[0, 10, 5]", ("error", "HOME", "precio por cada inicio")),
        ("[0, 10]\n", "[0, 0]\n", ("aviso", "HOME.tier_starts_commodity", "no crecen")),
        ("[0, 10]\n", "[4, 10]\n", ("aviso", "HOME.tier_starts_commodity", "primer inicio")),
        ("    bill:", "    bil:", ("error", "HOME.bill", "falta")),
        ("Tiered", "Teired", ("error", "HOME", "Teired")),
        ("on: meter_size", "on: [meter_size, zone]", ("error", "HOME", "ninguna clave dice")),
        ("rate_structure:\n", "SHOP: 1\nrate_structure:\n", ("aviso", "SHOP", "rate_structure")),
        ("2018-01-01", "pronto", ("aviso", "metadata.effective_date", "fecha")),
    ],
)  # fmt: skip
def test_a_planted_defect(
    tmp_path: Path, whole: str, planted: str, expected: tuple[str, str, str]
) -> None:
    level, path, told = expected
    text = HEAD + CLEAN
    assert whole in text
    findings = lint_file(file_of(tmp_path, text.replace(whole, planted, 1), head=""))
    assert any(
        (found.level, found.path) == (Level(level), path) and told in found.message
        for found in findings
    ), findings


def test_keys_that_one_field_has_and_another_lacks(tmp_path: Path) -> None:
    prices = 'tier_prices_commodity: {depends_on: meter_size, values: {1": [1, 2]}}'
    text = CLEAN.replace("tier_prices_commodity: [1, 2]", prices)
    (finding,) = lint_file(file_of(tmp_path, text))
    assert finding.path == "HOME.tier_prices_commodity"
    assert '«2"»' in finding.message
