"""A class of a file as a tariff: only what its service, its commodity and its bill reach."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from caudal.adapters.owrs.document import OwrsFile, OwrsRefused, as_number, by_key
from caudal.adapters.owrs.formulas import names_in, tokens, translated
from caudal.adapters.owrs.tiers import (
    ALLOCATIONS,
    BUDGET,
    TIER_FIELDS,
    TIERED,
    split_ways,
    tier_lists,
    tier_table,
)
from caudal.engines.rating import Valuation, compile_valuation
from caudal.engines.rating.check import check_definition
from caudal.engines.rating.definition import (
    ANY_KEY,
    Calculation,
    Concept,
    InputKind,
    InputSpec,
    KeyTable,
    LegalSource,
    Table,
    TariffDefinition,
    Validity,
)
from caudal.engines.rating.formula import FUNCTIONS, FormulaError, parse_formula
from caudal.engines.rating.graph import OWN_GROSS

USAGE: Final = "usage_ccf"
SERVICE, COMMODITY, BILL = "service_charge", "commodity_charge", "bill"
ALIAS_SUFFIX: Final = "_commodity"
#: What a tariff without a date is compiled for; nothing in a file has dated parameters.
_ANY_DAY: Final = date(2000, 1, 1)


@dataclass(frozen=True)
class ClassTariff:
    """A class ready to be billed.

    ``inputs`` and ``formulas`` are named as the file names them; ``fields_used`` are those that
    something billed needs, suffix included.
    """

    definition: TariffDefinition
    inputs: Mapping[str, str]
    formulas: Mapping[str, str]
    fields_used: frozenset[str]

    @cached_property
    def valuation(self) -> Valuation:
        """The exact value of every field that the bill reaches, and of the bill."""
        formulas = {name: parse_formula(text) for name, text in self.formulas.items()}
        return compile_valuation(self.definition, formulas, on_date=_ANY_DAY)


def read_class(file: OwrsFile, name: str, *, given: frozenset[str] = frozenset()) -> ClassTariff:
    """The tariff of one class of a file.

    ``given`` are the inputs that will come: one of them is preferred to a field that could only
    stand for it by its suffix.

    :raises OwrsRefused: if the class cannot be billed as it is written; the message names the field
    """
    builder = _Builder(fields=file.fields(name), place=name, given=given)
    roots = [root for root in (SERVICE, COMMODITY) if builder.find(root)]
    formulas = {root: builder.word(root) for root in roots}
    if builder.find(BILL):
        formulas[BILL] = builder.formula_of(BILL)
        builder.used.add(BILL)
    if not formulas:
        raise OwrsRefused(f"{name}: no tiene service_charge, commodity_charge ni bill.")
    allocations = {found: builder.word(found) for found in builder.allocations()}
    parts = {
        known: word
        for known, word in {**builder.words, **allocations}.items()
        if known not in formulas
    }
    definition = builder.definition(file, name, bill=formulas.get(BILL, ""))
    problems = check_definition(definition)
    if problems:
        raise OwrsRefused(f"{name}: " + "; ".join(str(problem) for problem in problems))
    return ClassTariff(
        definition, builder.input_words(), {**formulas, **parts}, frozenset(builder.used)
    )


@dataclass(slots=True)
class _Builder:
    """Reads the fields of a class from the bill down; a field nobody reaches is never read."""

    fields: Mapping[str, Any]
    place: str
    given: frozenset[str]
    words: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    _kinds: dict[str, InputKind] = field(default_factory=dict)
    _tables: list[Table] = field(default_factory=list)
    _calculations: list[Calculation] = field(default_factory=list)

    def find(self, name: str) -> str | None:
        """The field of a name; where only the suffixed one exists, they are the same."""
        if name in self.fields:
            return name
        suffixed = name + ALIAS_SUFFIX
        return suffixed if suffixed in self.fields and name not in self.given else None

    def allocations(self) -> list[str]:
        """The allocations of a class with a budget that can be told, whether the bill asks or
        not.
        """
        if self.fields.get(COMMODITY) != BUDGET:
            return []
        return [name for name in ("budget", *ALLOCATIONS) if self._can_tell(name, frozenset())]

    def _can_tell(self, name: str, above: frozenset[str]) -> bool:
        """Whether every input that a name needs is given."""
        known = self.find(name)
        if known is None:
            return name in (USAGE, *self.given)
        written = self.fields[known]
        keyed = by_key(written, self._at(known))
        if keyed is not None:
            return all(one in self.given for one in keyed.depends_on)
        if as_number(written) is not None:
            return True
        return (
            known not in above
            and isinstance(written, str)
            and all(
                self._can_tell(one, above | {known}) for one in names_in(written, self._at(known))
            )
        )

    def word(self, name: str) -> str:
        """What our formulas write for a name: a field, read when first met, or an input."""
        known = self.find(name)
        if known is None:
            self._input(name, InputKind.NUMBER)
            return _identifier(name)
        plain = known.removesuffix(ALIAS_SUFFIX) if known != name else name
        if plain not in self.words:
            self.words[plain] = _identifier(plain)
            self._read(known, plain)
        return self.words[plain]

    def formula_of(self, name: str) -> str:
        """The formula of a field, in our language, without making it a field of the tariff."""
        written = self.fields[self.find(name) or name]
        number = as_number(written)
        if number is not None:
            return f"{number:f}"
        if not isinstance(written, str):
            raise OwrsRefused(f"{self._at(name)}: escriba una fórmula.")
        is_budget = "budget" in name
        text = translated(written, self._at(name), word=self.word, is_budget=is_budget)
        try:
            return parse_formula(text).text
        except FormulaError as error:
            raise OwrsRefused(f"{self._at(name)}: {error}. Fórmula: «{written}»") from error

    def definition(self, file: OwrsFile, name: str, *, bill: str) -> TariffDefinition:
        """The tariff of everything that was read; each term of the bill is a concept."""
        start = file.effective_on or date.min
        return TariffDefinition(
            code=_code(name, file.effective_on),
            name=f"{file.utility}, {name}",
            validity=Validity(start=start),
            source=LegalSource(
                norm=f"Open Water Rate Specification, {file.path.name}",
                url=str(file.metadata.get("prop_218_link") or ""),
            ),
            is_complete=True,
            inputs=tuple(_input_spec(*item) for item in self._kinds.items()),
            tables=tuple(self._tables),
            calculations=tuple(self._calculations),
            concepts=_concepts(bill),
            frequency=str(file.metadata.get("bill_frequency") or "mensual").lower(),
        )

    def input_words(self) -> dict[str, str]:
        """The name that the file gives to each input, and ours."""
        return {name: _identifier(name) for name in self._kinds}

    def _at(self, name: str) -> str:
        return f"{self.place}.{name}"

    def _input(self, name: str, kind: InputKind) -> None:
        if self._kinds.setdefault(name, kind) is not kind:
            raise OwrsRefused(f"{self._at(name)}: se usa de clave y de número; use dos campos.")

    def _read(self, known: str, name: str) -> None:
        self.used.add(known)
        written, place = self.fields[known], self._at(known)
        keyed = by_key(written, place)
        if keyed is not None:
            text = self._key_table(name, keyed.depends_on, keyed.values, place)
        elif written in (TIERED, BUDGET):
            text = self._tiers(name, written, place)
        elif isinstance(written, str) or as_number(written) is not None:
            text = self.formula_of(name)
        else:
            raise OwrsRefused(f"{place}: escriba un número, una fórmula o valores por clave.")
        self._calculations.append(Calculation(self.words[name], parse_formula(text)))

    def _key_table(
        self, name: str, depends_on: tuple[str, ...], values: Mapping[str, Any], place: str
    ) -> str:
        rows = []
        for text, value in values.items():
            number = as_number(value)
            if number is None:
                raise OwrsRefused(
                    f"{place}: el valor de la clave «{text}» debe ser un número, no «{value}»."
                )
            rows += [(key, number) for key in split_ways(text, len(depends_on))]
        if not rows:
            raise OwrsRefused(f"{place}: ninguna clave dice {'|'.join(depends_on)}.")
        dimensions = self._dimensions(depends_on, [key for key, _ in rows], place)
        self._tables.append(
            KeyTable(name=self.words[name], dimensions=dimensions, rows=tuple(rows))
        )
        return f"{self.words[name]}()"

    def _dimensions(
        self, names: tuple[str, ...], keys: list[tuple[str, ...]], place: str
    ) -> tuple[str, ...]:
        for key in keys:
            if ANY_KEY in key:
                raise OwrsRefused(f"{place}: la clave «{'|'.join(key)}» no dice un valor.")
        for name in names:
            if self.find(name):
                raise OwrsRefused(f"{place}: depende de «{name}», que es un campo y no un dato.")
            self._input(name, InputKind.KEY)
        return tuple(_identifier(name) for name in names)

    def _tiers(self, name: str, kind: str, place: str) -> str:
        if name not in TIER_FIELDS:
            allowed = " y ".join(TIER_FIELDS)
            raise OwrsRefused(f"{place}: «{kind}» solo vale en {allowed}.")
        starts_name, prices_name, budget = TIER_FIELDS[name]
        starts, prices = self._written(starts_name, place), self._written(prices_name, place)
        lists = tier_lists(starts, prices, place)
        self._dimensions(lists.dimensions, list(lists.starts), place)
        table = tier_table(
            name=f"{self.words[name]}_tiers",
            kind=kind,
            lists=lists,
            place=place,
            word=self.word,
            budget=budget,
        )
        self._input(USAGE, InputKind.NUMBER)
        self._tables.append(table)
        return f"{table.name}({USAGE})"

    def _written(self, name: str, place: str) -> Any:
        known = self.find(name)
        if known is None:
            raise OwrsRefused(f"{place}: falta «{name}».")
        self.used.add(known)
        return self.fields[known]


def _code(name: str, day: date | None) -> str:
    """``residential_single-2018-01-01``, within what the code of a version may hold."""
    word = re.sub(r"\W+", "_", name).strip("_").lower()
    return f"{word[:29]}-{day.isoformat()}" if day else word[:40]


def _identifier(name: str) -> str:
    """A name that our formulas can write."""
    word = re.sub(r"\W", "_", name.strip())
    if not word.isidentifier():
        word = f"_{word}"
    is_reserved = word.upper() in FUNCTIONS or word == OWN_GROSS
    return f"{word}_" if is_reserved else word


def _input_spec(name: str, kind: InputKind) -> InputSpec:
    word, minimum = _identifier(name), Decimal(0) if name == USAGE else None
    if kind is InputKind.KEY:
        return InputSpec(word, kind)
    return InputSpec(word, kind, decimals=6, minimum=minimum)


def _concepts(bill: str) -> tuple[Concept, ...]:
    """A concept per term of the bill; one that is not a plain sum is one concept."""
    if not bill:
        return ()
    parts = tokens(bill, BILL)
    terms = [text for kind, text in parts if kind == "name"]
    is_sum = all(kind == "name" or text == "+" for kind, text in parts)
    is_sum = is_sum and len(set(terms)) == len(terms)
    return tuple(
        Concept(
            name=f"cobro_{term}".lower()[:40] if is_sum else "cobro",
            label=term.replace("_", " ").capitalize() if is_sum else "Servicio",
            formula=parse_formula(term),
            tax_object="01",
        )
        for term in (terms if is_sum else [bill])
    )
