"""What is wrong with a pack, all of it at once, in the words of the person who writes it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError

from caudal.adapters.packs.words import WORDS
from caudal.kernel.errors import Refusal

_SENTENCES: Final = {
    "missing": "falta; escríbalo",
    "extra_forbidden": "esta clave no se usa aquí; revise cómo se escribe o quítela",
    "string_type": "escriba un texto",
    "string_too_short": "no puede ir vacío",
    "string_too_long": "es muy largo; use hasta {max_length} caracteres",
    "string_pattern_mismatch": "«{input}» no tiene la forma esperada ({pattern})",
    "int_type": "escriba un número entero",
    "int_parsing": "«{input}» no es un número entero",
    "int_from_float": "«{input}» no es un número entero",
    "bool_type": "escriba si o no",
    "bool_parsing": "escriba si o no",
    "date_type": "escriba una fecha como 2026-02-01",
    "decimal_type": "escriba un número como 113.14",
    "decimal_parsing": "«{input}» no es un número; escríbalo como 113.14",
    "decimal_max_digits": "tiene demasiados dígitos; use hasta {max_digits}",
    "decimal_max_places": "tiene demasiados decimales; use hasta {decimal_places}",
    "decimal_whole_digits": "es demasiado grande",
    "finite_number": "«{input}» no es un número",
    "greater_than": "debe ser mayor que {gt}",
    "greater_than_equal": "debe ser {ge} o más",
    "less_than": "debe ser menor que {lt}",
    "less_than_equal": "debe ser {le} o menos",
    "too_short": "escriba al menos uno",
    "tuple_type": "escriba una lista",
    "dict_type": "escriba claves y valores",
    "model_type": "escriba claves y valores",
    "enum": "«{input}» no existe; escriba una de: {expected}",
    "literal_error": "«{input}» no se conoce; escriba {expected}",
}


@dataclass(frozen=True, slots=True)
class PackProblem:
    """Where it is in the file, and what to do."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class PackRefused(Refusal):
    """The pack cannot be used yet; ``problems`` says everything there is to correct."""

    def __init__(self, problems: Iterable[PackProblem]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        title = "Hay 1 dato por corregir" if count == 1 else f"Hay {count} datos por corregir"
        super().__init__("\n".join([f"{title}:", *map(str, self.problems)]))


def shape_problems(error: ValidationError) -> list[PackProblem]:
    """The problems that the models found, translated."""
    return [
        PackProblem(path=path_of(_in_spanish(detail)), message=_sentence(detail))
        for detail in error.errors(include_url=False)
        # A list whose items are all wrong also counts as too short, which nobody needs to hear.
        if not (detail["type"] == "too_short" and detail["input"])
    ]


def _in_spanish(detail: Mapping[str, Any]) -> list[str | int]:
    """Where it is, by the words of a pack also when the facts came by the fields' names."""
    if detail["type"] == "extra_forbidden":
        return list(detail["loc"])
    return [WORDS.get(str(step), step) for step in detail["loc"]]


def path_of(steps: Iterable[str | int]) -> str:
    """``rutas[3].ciclo``."""
    path = ""
    for step in steps:
        path += f"[{step}]" if isinstance(step, int) else f"{'.' if path else ''}{step}"
    return path


def _sentence(detail: Mapping[str, Any]) -> str:
    facts = {**detail.get("ctx", {}), "input": detail["input"]}
    if detail["type"] == "caudal":
        return str(facts["message"])
    sentence = _SENTENCES.get(detail["type"])
    return sentence.format_map(facts) if sentence else "no se entiende; revise cómo se escribe"
