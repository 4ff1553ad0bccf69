"""Rules of a pack: read whole, or refused with the key and the remedy."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from tests.unit.reading_review.worked import example_rules, raw_rules

from caudal.engines.reading_review.parse_rules import ReviewRulesInvalid, parse_rules
from caudal.engines.reading_review.rules import Action, FindingCode, Severity

COMMON = {"gravedad": "aviso", "bloquea": False, "acciones": ["releer"], "propone": "releer"}


def changed(path: str, value: object) -> dict[str, Any]:
    """The example with one key replaced, or removed if the value is ``...``."""
    raw = raw_rules()
    *parents, last = path.split(".")
    section: dict[str, Any] = raw
    for parent in parents:
        section = section[parent]
    if value is ...:
        del section[last]
    else:
        section[last] = value
    return raw


def test_the_example_says_what_it_means() -> None:
    rules = example_rules()
    assert rules.very_high is not None
    assert (rules.very_high.percent, rules.very_high.over_litres) == (100, 15_000)
    assert rules.over_diameter is not None
    assert rules.over_diameter.limit_litres[19] == 900_000
    assert rules.missing.severity is Severity.ATTENTION
    assert rules.missing.actions == (Action.ESTIMATE, Action.RE_READ, Action.HOLD)
    assert [code for code, _ in rules.in_order()][:3] == [
        FindingCode.BELOW_PREVIOUS,
        FindingCode.OVER_DIAMETER,
        FindingCode.VERY_HIGH,
    ]


def test_limits_may_have_litres() -> None:
    rules = parse_rules(changed("hallazgos.muy_baja.m3", Decimal("0.5")))
    assert rules.very_low is not None
    assert rules.very_low.over_litres == 500


@pytest.mark.parametrize(
    "code", [code for code in FindingCode if code not in {"menor_a_la_anterior", "sin_lectura"}]
)
def test_a_finding_that_is_not_named_is_not_looked_for(code: FindingCode) -> None:
    rules = parse_rules(changed(f"hallazgos.{code}", ...))
    assert rules.of(code) is None
    assert code not in dict(rules.in_order())


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("hallazgos.menor_a_la_anterior", ..., "critica.hallazgos.menor_a_la_anterior»: falta"),
        ("hallazgos.sin_lectura", ..., "critica.hallazgos.sin_lectura»: falta"),
        ("hallazgos.muy_alta.por_ciento", 0, "entero de 1 o más"),
        ("hallazgos.muy_alta.por_ciento", "100", "entero de 1 o más"),
        ("hallazgos.muy_alta.m3", 1.5, "decimal exacto"),
        ("hallazgos.muy_alta.m3", Decimal("0.0001"), "tres decimales"),
        ("hallazgos.muy_alta.propone", "corregir", "no está entre las acciones"),
        ("hallazgos.muy_alta.propone", "cobrar", "«cobrar» no se conoce; use aceptar"),
        ("hallazgos.muy_alta.acciones", [], "al menos uno"),
        ("hallazgos.muy_alta.acciones", ["aceptar", "aceptar"], "sin repetidos"),
        ("hallazgos.muy_alta.gravedad", "media", "use aviso, atencion, grave"),
        ("hallazgos.muy_alta.bloquea", "sí", "true o false"),
        ("hallazgos.muy_alta.color", "rojo", "no se conoce color"),
        ("hallazgos.sin_lectura.bloquea", False, "no se puede aceptar"),
        ("hallazgos.menor_a_la_anterior.acciones", ["aceptar", "estimar"], "no se puede aceptar"),
        ("hallazgos.pasa_el_diametro.m3_por_mm", {"media": 5}, "milímetros"),
        ("hallazgos.pasa_el_diametro.m3_por_mm", {13: -5}, "cero o más"),
        ("hallazgos.otra_cosa", COMMON, "no se conoce otra_cosa"),
        ("hallazgos.sin_foto", True, "lista de claves"),
        ("promedio.periodos", True, "entero"),
        ("estimacion.metodos", ["promedio_7"], "promedio_7"),
        ("estimacion.redondeo", "peso", "use m3, litro"),
        ("vuelta.minimo_m3", ..., "critica.vuelta.minimo_m3»: falta"),
        ("otra", 1, "no se conoce otra"),
    ],
)
def test_what_cannot_be_meant_is_refused(path: str, value: object, message: str) -> None:
    raw: Mapping[str, object] = changed(path, value)
    with pytest.raises(ReviewRulesInvalid, match=message.replace("«", ".")):
        parse_rules(raw)
