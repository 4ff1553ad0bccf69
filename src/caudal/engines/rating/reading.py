"""Typed reading of a plain document that notes every problem with its path and goes on."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from caudal.engines.rating.formula import Formula, FormulaError, NumberLiteral, parse_formula

Choice = TypeVar("Choice", bound=StrEnum)
_YES = {"si": True, "sí": True, "true": True, "no": False, "false": False}
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
LARGEST_NUMBER = 10**15
#: More than any law writes; a number of a million decimals is not one to calculate with.
MOST_DECIMALS = 100


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to correct: where it is in the document and what to do."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


@dataclass(slots=True)
class Problems:
    """All the problems of one document, in reading order."""

    found: list[Problem] = field(default_factory=list)

    def add(self, path: str, message: str) -> None:
        """Note one more."""
        self.found.append(Problem(path=path, message=message))


def as_bool(value: object) -> bool | None:
    """``si`` or ``no`` in any of its forms; None when it is neither."""
    return value if isinstance(value, bool) else _YES.get(str(value).strip().lower())


def as_number(value: object) -> Decimal | None:
    """The exact decimal of a text, an integer or a decimal; None for anything else."""
    if isinstance(value, str):
        number = Decimal(value.strip()) if _NUMBER.fullmatch(value.strip()) else None
    elif isinstance(value, int | Decimal) and not isinstance(value, bool):
        number = Decimal(value)
    else:
        number = None
    if number is None or not number.is_finite() or number.copy_abs() > LARGEST_NUMBER:
        return None
    exponent = number.as_tuple().exponent
    return number if isinstance(exponent, int) and exponent >= -MOST_DECIMALS else None


@dataclass(frozen=True, slots=True)
class Section:
    """A mapping with its path; a read that fails notes the problem and gives a stand-in."""

    data: Mapping[str, Any]
    path: str
    problems: Problems

    def at(self, key: str) -> str:
        """The path of a key."""
        return f"{self.path}.{key}" if self.path else key

    def add(self, key: str, message: str) -> None:
        """Note a problem of a key."""
        self.problems.add(self.at(key), message)

    def has(self, key: str) -> bool:
        """Whether the key was written, with something in it."""
        return self.data.get(key) is not None

    def only(self, *known: str) -> None:
        """Refuse the keys that mean nothing here."""
        for key in self.data:
            if key not in known:
                self.add(key, f"no se usa aquí; escriba una de: {', '.join(known)}")

    def text(self, key: str, *, default: str | None = None) -> str:
        """A text; required unless it has a default."""
        value = self.data.get(key)
        if value is None:
            if default is None:
                self.add(key, "falta; escriba un texto")
            return default or ""
        if isinstance(value, Mapping | list):
            self.add(key, "escriba un texto, no una lista ni una sección")
            return ""
        return str(value)

    def number(self, key: str, *, default: Decimal | None = None) -> Decimal:
        """An exact number; required unless it has a default."""
        if not self.has(key):
            if default is None:
                self.add(key, "falta; escriba un número")
            return default or Decimal(0)
        return self.number_of(self.data[key], key)

    def number_of(self, value: object, key: str) -> Decimal:
        """An exact number that was found at a key."""
        number = as_number(value)
        if number is None:
            self.add(key, f"«{value}» no es un número exacto; escríbalo como 13.2650")
        return number or Decimal(0)

    def flag(self, key: str, *, default: bool) -> bool:
        """``si`` or ``no``."""
        if not self.has(key):
            return default
        value = as_bool(self.data[key])
        if value is None:
            self.add(key, f"«{self.data[key]}» no se entiende; escriba si o no")
        return bool(value)

    def day(self, key: str) -> date | None:
        """A date in ISO form, or None when it is not written."""
        return self.day_of(self.data[key], key) if self.has(key) else None

    def day_of(self, value: object, key: str) -> date | None:
        """A date that was found at a key."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(str(value))
        except ValueError:
            self.add(key, f"«{value}» no es una fecha; escríbala como 2026-02-01")
            return None

    def choice(self, key: str, kind: type[Choice], *, default: Choice | None = None) -> Choice:
        """One of the words of an enumeration."""
        words = [str(member) for member in kind]
        value = self.text(key, default=default)
        if value not in words:
            if value:
                self.add(key, f"«{value}» no existe; escriba una de: {', '.join(words)}")
            return default or next(iter(kind))
        return kind(value)

    def formula(self, key: str) -> Formula | None:
        """A formula, or None when it is not written."""
        return self.formula_of(self.data[key], key) if self.has(key) else None

    def formula_of(self, value: object, key: str) -> Formula:
        """A formula that was found at a key."""
        if isinstance(value, float | Mapping | list):
            self.add(key, f"«{value}» no es una fórmula; escríbala entre comillas")
            value = "0"
        try:
            return parse_formula(str(value))
        except FormulaError as problem:
            self.add(key, f"{problem}. Fórmula: «{value}»")
            return Formula(text=str(value), node=NumberLiteral(Decimal(0)))

    def section(self, key: str) -> "Section":
        """A mapping below this one; empty when it is not written."""
        value = self.data.get(key)
        if value is not None and not isinstance(value, Mapping):
            self.add(key, "escriba una sección con claves")
        inside = value if isinstance(value, Mapping) else {}
        return Section(
            {str(name): item for name, item in inside.items()}, self.at(key), self.problems
        )

    def sections(self, key: str) -> Iterable[tuple[str, "Section"]]:
        """The named mappings below a key, in order."""
        below = self.section(key)
        return [(name, below.section(name)) for name in below.data]

    def items(self, key: str) -> list[Any]:
        """A list below this one; empty when it is not written."""
        value = self.data.get(key)
        if value is not None and not isinstance(value, list):
            self.add(key, "escriba una lista")
        return value if isinstance(value, list) else []
