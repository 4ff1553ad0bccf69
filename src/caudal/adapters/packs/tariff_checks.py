"""Whether the tariffs of a pack are tariffs, and speak of its own concepts, uses and programmes."""

from collections.abc import Iterator, Mapping
from typing import Any

from caudal.adapters.packs.problems import PackProblem, path_of
from caudal.adapters.packs.references import entries
from caudal.engines.rating import InputKind, TariffDefinition, TariffProblemsError, parse_tariff

USE_INPUT = "uso"


def tariff_problems(document: Mapping[str, Any]) -> list[PackProblem]:
    """Every problem of every version, with its path in the pack."""
    problems: list[PackProblem] = []
    flags: set[str] = set()
    codes: dict[str, str] = {}
    for place, tariff in entries(document, "tarifas"):
        versions = tariff.get("versiones")
        for index, version in enumerate(versions if isinstance(versions, list) else []):
            if not isinstance(version, Mapping):
                continue
            path = path_of(("tarifas", place, "versiones", index))
            try:
                definition = parse_tariff(version)
            except TariffProblemsError as error:
                problems += [
                    PackProblem(f"{path}.{found.path}", found.message) for found in error.problems
                ]
                continue
            flags |= {spec.name for spec in definition.inputs if spec.kind is InputKind.FLAG}
            problems += _mismatches(definition, document, path)
            if codes.setdefault(definition.code, path) != path:
                problems.append(
                    PackProblem(f"{path}.clave", f"«{definition.code}» está repetida; dele otra")
                )
    return [*problems, *_unknown_inputs(document, flags)]


def _mismatches(
    definition: TariffDefinition, document: Mapping[str, Any], path: str
) -> Iterator[PackProblem]:
    concepts = _codes(document, "conceptos")
    for concept in definition.concepts:
        if concept.name not in concepts:
            message = f"«{concept.name}» no está en los conceptos del paquete; agréguelo"
            yield PackProblem(f"{path}.conceptos.{concept.name}", message)
    uses = _codes(document, "usos")
    spec = definition.input(USE_INPUT)
    for value in spec.values if spec else ():
        if value.key not in uses:
            message = f"«{value.key}» no está en los usos del paquete; agréguelo"
            yield PackProblem(f"{path}.entradas.{USE_INPUT}", message)


def _unknown_inputs(document: Mapping[str, Any], flags: set[str]) -> Iterator[PackProblem]:
    for place, programme in entries(document, "programas_de_descuento"):
        name = programme.get("dato")
        if isinstance(name, str) and name not in flags:
            path = path_of(("programas_de_descuento", place, "dato"))
            message = f"ninguna tarifa pregunta «{name}» como si_no; escriba el de su tarifa"
            yield PackProblem(path, message)


def _codes(document: Mapping[str, Any], section: str) -> set[str]:
    return {str(entry.get("clave")) for _, entry in entries(document, section)}
