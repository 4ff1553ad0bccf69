"""Tariffs of ours as files of the format: what can be said is said exactly, the rest is refused."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tests.published import needs_shared
from tests.unit.owrs import corpus
from tests.unit.owrs.rates import class_of
from tests.unit.rating.packs import pack

from caudal.adapters.owrs import OwrsBiller, OwrsRefused, export_tariff, read_class, read_file
from caudal.adapters.owrs.billing import values_at
from caudal.engines.rating import TariffDefinition, dump_tariff_yaml, parse_tariff
from caudal.interfaces.commands.main import main

DAY = date(2026, 3, 1)


def tariff(**sections: Any) -> TariffDefinition:
    """A tariff of blocks by use, with sewer at a share of water and IVA on it for shops."""
    document = {
        "clave": "prueba",
        "nombre": "Agua de prueba",
        "vigencia": {"desde": "2026-01-01"},
        "fuente": {"norma": "Inventada"},
        "entradas": {
            "consumo": "m3",
            "uso": {"tipo": "clave", "valores": ["casa", "comercio"]},
        },
        "parametros": {"UMA": {"2026-01-01": "100"}},
        "tablas": {
            "agua": {
                "por": ["uso"],
                "modo": "bloques",
                "filas": {
                    "casa": {"base": "60", "filas": [["10", "0"], ["20", "6.5"], [None, "9"]]},
                    "*": {"base": "90", "filas": [["30", "11"], [None, "15"]]},
                },
            },
            "tasa": {"por": ["uso"], "valores": {"casa": "0", "comercio": "0.16"}},
        },
        "conceptos": {
            "agua_potable": {"formula": "agua(consumo)", "tasa_iva": "tasa()"},
            "drenaje": {"formula": "agua_potable * 0.35", "objeto_iva": "01"},
        },
    }
    return parse_tariff({**document, **sections})


def bills(folder: Path, definition: TariffDefinition, name: str, **inputs: object) -> list[str]:
    path = folder / "exported.owrs"
    exported = export_tariff(definition, on_date=DAY, class_input="uso")
    path.write_text(dump_tariff_yaml(exported.document), encoding="utf-8")
    found = read_class(read_file(path=path), name)
    return values_at(found, inputs, ["0", "10", "15.5", "40"])["bill"]


def test_each_class_bills_as_its_key(tmp_path: Path) -> None:
    casa: list[Decimal | int] = [60, 60, 60 + Decimal("5.5") * Decimal("6.5"), 60 + 65 + 180]
    assert [Fraction(found) for found in bills(tmp_path, tariff(), "CASA")] == [
        Fraction(water) * Fraction("1.35") for water in casa
    ]
    comercio: list[Decimal | int] = [90, 200, 90 + Decimal("15.5") * 11, 90 + 330 + 150]
    assert [Fraction(found) for found in bills(tmp_path, tariff(), "COMERCIO")] == [
        Fraction(water) * Fraction("1.51") for water in comercio
    ]


def test_rows_in_units_of_the_law_are_written_in_pesos(tmp_path: Path) -> None:
    rows = {"unidad": "UMA", "modo": "bloques", "filas": [["10", "0.05"], [None, "0.08"]]}
    concepts = {"agua_potable": {"formula": "agua(consumo)", "objeto_iva": "01"}}
    found = tariff(tablas={"agua": rows}, conceptos=concepts)
    assert bills(tmp_path, found, "CASA") == ["0", "50", "94", "290"]


JUMPS = {"agua": {"modo": "base_excedente", "filas": [["10", "70", "0"], [None, "90", "3"]]}}
WATER = {"formula": "agua(consumo)", "objeto_iva": "01"}


@pytest.mark.parametrize(
    ("sections", "told"),
    [
        ({"tablas": JUMPS, "conceptos": {"a": WATER}}, "salta en 10"),
        ({"conceptos": {"a": {**WATER, "si": "consumo > 5"}}}, "condición"),
        ({"conceptos": {"a": {**WATER, "formula": "MAX(agua(consumo), 50)"}}}, "MAX"),
        ({"conceptos": {"a": {**WATER, "formula": "agua(consumo * 2)"}}}, "tal cual"),
        ({"conceptos": {"a": {**WATER, "formula": "SI(consumo > 5, 1, 2)"}}}, "SI"),
    ],
)  # fmt: skip
def test_what_the_format_cannot_say_is_refused(sections: dict[str, Any], told: str) -> None:
    tables = tariff().tables if "tablas" not in sections else None
    if tables:
        sections["tablas"] = {"agua": {"modo": "bloques", "filas": [["10", "2"], [None, "3"]]}}
    with pytest.raises(OwrsRefused, match=told):
        export_tariff(tariff(**sections), on_date=DAY)


def test_an_input_that_is_not_of_keys() -> None:
    with pytest.raises(OwrsRefused, match="consumo"):
        export_tariff(tariff(), on_date=DAY, class_input="consumo")


def test_what_is_lost_is_told() -> None:
    water = {**WATER, "formula": "agua(ENTERO(consumo))", "descuento": "bruto * 0.5"}
    found = export_tariff(tariff(conceptos={"a": water}), on_date=DAY, class_input="uso")
    assert found.losses == (
        "el descuento de «a» no se exporta",
        "los consumos con decimales se cobran completos",
    )


def test_a_published_pack_keeps_its_bills(tmp_path: Path) -> None:
    """Tijuana's rows: a minimum that includes 5 m³, then increasing blocks."""
    definition = pack("tijuana-2025")
    exported = export_tariff(definition, on_date=definition.validity.start)
    (tmp_path / "tj.owrs").write_text(dump_tariff_yaml(exported.document), encoding="utf-8")
    file = read_file(path=tmp_path / "tj.owrs")
    found = read_class(file, next(iter(file.classes)))
    assert file.metadata["bill_unit"] == "kilolitre"
    for example in definition.examples:
        inputs = dict(example.inputs)
        usage = inputs.pop("consumo")
        (bill,) = values_at(found, inputs, [usage])["bill"]
        assert round(Fraction(bill), 2) == Fraction(example.total or 0), example


def test_a_budget_goes_there_and_back(tmp_path: Path) -> None:
    fields = """
commodity_charge: Budget
budget: 0.3*days_in_period+indoor
indoor: hhsize*2
tier_starts: [0, indoor, 120.5%]
tier_prices: [1, 2, 5]
bill: commodity_charge"""
    first = class_of(tmp_path, fields)
    exported = export_tariff(first.definition, on_date=DAY)
    (tmp_path / "again.owrs").write_text(dump_tariff_yaml(exported.document), encoding="utf-8")
    file = read_file(path=tmp_path / "again.owrs")
    again = read_class(file, next(iter(file.classes)))
    inputs, usages = {"hhsize": 3, "days_in_period": "30.4"}, ["0", "5.5", "6.5", "7.5", "20"]
    assert values_at(again, inputs, usages)["bill"] == values_at(first, inputs, usages)["bill"]


def test_the_command(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["owrs", "export", "tijuana-2025"])
    assert done.exit_code == 0, done.output
    assert "rate_structure:" in done.stdout
    (tmp_path / "tj.owrs").write_text(done.stdout, encoding="utf-8")
    assert read_file(path=tmp_path / "tj.owrs").utility == "Agua doméstica de Tijuana"
    refused = CliRunner().invoke(main, ["owrs", "export", "cuautitlan-izcalli-2023"])
    assert refused.exit_code == 1
    assert "salta" in refused.output


class TestSample:
    pytestmark = needs_shared

    def test_a_class_exported_and_read_again_bills_the_same(self, sample: Path) -> None:
        biller, again = OwrsBiller(sample / "files"), sample / "again.owrs"
        for record in corpus.records()[3::200]:
            first = biller.tariff(record.file, record.name, given=frozenset(record.inputs))
            exported = export_tariff(first.definition, on_date=DAY)
            again.write_text(dump_tariff_yaml(exported.document), encoding="utf-8")
            file = read_file(path=again)
            second = read_class(file, next(iter(file.classes)), given=frozenset(record.inputs))
            usages = list(corpus.usages())
            assert (
                values_at(second, record.inputs, usages)["bill"]
                == values_at(first, record.inputs, usages)["bill"]
            ), record
