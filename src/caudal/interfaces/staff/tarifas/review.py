"""The automatic review of a version: what the linter found and whether its cases agree."""

from dataclasses import dataclass
from functools import lru_cache

from caudal.engines.rating import (
    Level,
    TariffDefinition,
    check_examples,
    lint,
    load_tariff_yaml,
    parse_tariff,
)
from caudal.interfaces.staff.tarifas import words


@dataclass(frozen=True, slots=True)
class Review:
    """What somebody reads before signing; ``mismatches`` are cases that came out otherwise."""

    chip: words.Chip
    summary: str
    findings: tuple[dict[str, str], ...]
    mismatches: tuple[str, ...]
    has_errors: bool


def review_of(definition: TariffDefinition) -> Review:
    """Lint a tariff and calculate all its cases."""
    findings = lint(definition)
    errors = any(found.level is Level.ERROR for found in findings)
    mismatches = () if errors else tuple(str(found) for found in check_examples(definition))
    return Review(
        chip=_chip(has_errors=errors or bool(mismatches), findings=len(findings)),
        summary=_summary(definition, findings=len(findings), mismatches=len(mismatches)),
        findings=tuple(
            {
                "label": words.LEVELS[found.level][0],
                "tone": words.LEVELS[found.level][1],
                "path": found.path,
                "message": found.message,
            }
            for found in findings
        ),
        mismatches=mismatches,
        has_errors=errors or bool(mismatches),
    )


@lru_cache(maxsize=32)
def review_of_document(document: str) -> Review:
    """The same of a stored text, which never changes."""
    return review_of(parse_tariff(load_tariff_yaml(document)))


def _chip(*, has_errors: bool, findings: int) -> words.Chip:
    if has_errors:
        return {"label": "Con errores", "tone": "bad", "icon": "circle-x"}
    if findings:
        label = "1 observación" if findings == 1 else f"{findings} observaciones"
        return {"label": label, "tone": "attention", "icon": "alert-triangle"}
    return {"label": "Sin errores", "tone": "ok", "icon": "check"}


def _summary(definition: TariffDefinition, *, findings: int, mismatches: int) -> str:
    cases = len(definition.examples)
    parts = []
    if not findings:
        parts.append("Bloques continuos y crecientes, todas las claves con precio.")
    if mismatches:
        parts.append("Los casos de prueba no coinciden; corrija la tabla o el caso.")
    elif cases:
        told = "1 caso de prueba igual" if cases == 1 else f"{cases:,} casos de prueba iguales"
        parts.append(f"{told} al centavo.")
    if not definition.is_complete:
        parts.append(
            "Está marcada parcial: arriba de lo publicado rechaza la cuenta,"
            " y ninguna corrida la usa."
        )
    return " ".join(parts)
