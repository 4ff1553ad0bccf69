"""The developers' collection of published tariffs, read as cases of the packs that we ship."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from caudal.engines.rating.definition import ExampleKind

SHARED = Path(__file__).parents[2] / "shared"
PUBLISHED = SHARED / "data" / "tariffs_mx.yaml"
needs_shared = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here"),
]
"""The marks of a module that reads the collection."""

Example = dict[str, str]
KINDS = {
    "published": ExampleKind.PUBLISHED,
    "derived": ExampleKind.DERIVED,
    "ambiguous": ExampleKind.AMBIGUOUS,
}


CERTAIN = (ExampleKind.PUBLISHED, ExampleKind.DERIVED)
"""What the sources settle to the centavo."""


@dataclass(frozen=True, slots=True)
class Case:
    """An example of the collection as a case of a pack."""

    pack: str
    inputs: Example
    total: Decimal
    kind: ExampleKind


def utilities() -> dict[str, Any]:
    text = PUBLISHED.read_text(encoding="utf-8")
    loaded = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - it only makes texts
    return {utility["id"]: utility for utility in loaded["utilities"]}


def merida(example: Example) -> Iterator[tuple[str, Example, str]]:
    clase = example["category"].replace("domestica_todas_over_20", "domestica_zona_1")
    inputs = {"consumo": example["m3"], "clase": clase}
    if "expected" in example:
        yield "merida-2026", inputs, example["expected"]
        return
    yield "merida-2026", {**inputs, "sobre_20": "total"}, example["expected_whole"]
    yield "merida-2026", {**inputs, "sobre_20": "excedente"}, example["expected_excess_over_20"]


def cuautitlan(example: Example) -> Iterator[tuple[str, Example, str]]:
    yield "cuautitlan-izcalli-2023", {"consumo": example["m3"]}, example["expected"]


def tijuana(example: Example) -> Iterator[tuple[str, Example, str]]:
    yield "tijuana-2025", {"consumo": example["m3"]}, example["expected"]


def tecate(example: Example) -> Iterator[tuple[str, Example, str]]:
    yield f"tecate-{example['version'][:4]}", {"consumo": example["m3"]}, example["expected"]


def hermosillo(example: Example) -> Iterator[tuple[str, Example, str]]:
    """The three rises of 15 % are the first m³ at each price of 2011."""
    first = {
        "round(38.23*1.15)": ("10", "43.96"),
        "round(3.22*1.15)": ("11", "47.66"),
        "round(4.49*1.15)": ("16", "67.62"),
    }
    if "m3" in example:
        yield f"hermosillo-{example['year']}", {"consumo": example["m3"]}, example["expected"]
    else:
        m3, total = first[example["rule"]]
        yield "hermosillo-2011", {"consumo": m3}, total


def la_piedad(example: Example) -> Iterator[tuple[str, Example, str]]:
    if "contract" in example:
        inputs = {"contrato": example["contract"]}
        yield "la-piedad-contratos-2016", inputs, example["expected"]
        return
    inputs = {"categoria": example["category"]}
    inputs |= {"consumo": example["m3"]} if "m3" in example else {"medido": "no"}
    yield "la-piedad-2016", inputs, example["expected"]


def cdmx(example: Example) -> Iterator[tuple[str, Example, str]]:
    """Its three metered amounts come from the press without the rest of their table."""
    if "metered_m3" not in example:
        yield "cdmx-sin-medidor-2022", {"manzana": example["zone"]}, example["expected"]


def cajeme(example: Example) -> Iterator[tuple[str, Example, str]]:
    if "unmetered" in example:
        zone = {"urban": "urbana", "rural": "rural"}[example["unmetered"]]
        yield "cajeme", {"medido": "no", "zona": zone}, example["expected"]
        return
    inputs = {"consumo": example["m3"]}
    inputs |= {"con_drenaje": "no"} if example["concept"] == "water" else {}
    yield "cajeme", inputs, example["expected"]


def nicolas_romero(example: Example) -> Iterator[tuple[str, Example, str]]:
    if "charge" in example:
        inputs = {"servicio": example["charge"]}
        yield "nicolas-romero-servicios-2016", inputs, example["expected"]
    else:
        yield "nicolas-romero-2016", {"cuota": example["category"]}, example["expected"]


def mazatlan(example: Example) -> Iterator[tuple[str, Example, str]]:
    inputs = {"consumo": example["m3"]}
    inputs |= {"beneficio": example["beneficiary"]} if "beneficiary" in example else {}
    yield "mazatlan-2014", inputs, example["expected"]


def aguascalientes(example: Example) -> Iterator[tuple[str, Example, str]]:
    inputs = {"consumo": "0", "uso": example["category"]}
    yield "aguascalientes-2026-01", inputs, example["base"]


def guanajuato(example: Example) -> Iterator[tuple[str, Example, str]]:
    yield "guanajuato-servicios-2026", {"m2": example["m2"]}, example["expected"]


def navolato(example: Example) -> Iterator[tuple[str, Example, str]]:
    inputs = {"fraccionamiento": "interes_social", "m2": example["m2"]}
    yield "navolato-contratos", inputs, example["expected"]


CARRIED = {
    "japay_merida_2026": merida,
    "cuautitlan_izcalli_2023": cuautitlan,
    "cespt_tijuana_2025": tijuana,
    "cespte_tecate_2021_2023": tecate,
    "agua_de_hermosillo_2011": hermosillo,
    "sapas_la_piedad_2016": la_piedad,
    "cdmx_unmetered_2022_2023": cdmx,
    "oomapas_cajeme": cajeme,
    "sapasnir_nicolas_romero_2016": nicolas_romero,
    "jumapam_mazatlan": mazatlan,
    "miaa_aguascalientes_2026_01": aguascalientes,
    "simapag_guanajuato_2026": guanajuato,
    "japan_navolato_contracts": navolato,
}


def cases_of(utility: str) -> list[Case]:
    """Every example of a utility of the collection."""
    return [
        Case(name, inputs, Decimal(total), KINDS[example["kind"]])
        for example in utilities()[utility]["examples"]
        for name, inputs, total in CARRIED[utility](example)
    ]
