"""A version of a tariff as immutable values: what a pack says, nothing computed.

Numbers are the decimals that were written; formulas keep their text. Amounts of rows are in the
unit of the table, which is pesos unless the table names a parameter (UMA, an index).
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from caudal.engines.rating.formula import Formula
from caudal.kernel.rounding import RoundingRule

ANY_KEY = "*"
PESOS = "MXN"
CUBIC_METRE = "m³"

#: The word of each amount of a line, in packs.
AMOUNT_FIELDS: Final = {
    "bruto": "gross",
    "descuento": "discount",
    "subsidio": "subsidy",
    "neto": "net",
    "iva": "tax",
    "importe": "amount",
}


class InputKind(StrEnum):
    """What an input of a tariff is; the words are those of a pack."""

    VOLUME = "m3"
    INTEGER = "entero"
    KEY = "clave"
    FLAG = "si_no"
    AMOUNT = "importe"
    NUMBER = "numero"


class ValidityCriterion(StrEnum):
    """Which date of an account chooses the version."""

    READING_DATE = "fecha_de_lectura"
    ISSUE_DATE = "fecha_de_emision"
    PRORATED_BY_DAYS = "prorrateo_por_dias"


class RowMode(StrEnum):
    """How a person writes the rows of a schedule; all compile to ``hasta, base, precio, sobre``."""

    ROWS = "renglones"  # the canonical row itself
    BLOCKS = "bloques"  # each m³ at the price of its block
    REACHED = "alcanzado"  # the whole volume at the price of the block reached
    BASE_AND_EXCESS = "base_excedente"  # stored bases, which need not chain
    TABLE = "tabla"  # an amount per range
    FIXED = "fija"  # one amount


class ExampleKind(StrEnum):
    """How sure an expected amount is."""

    PUBLISHED = "publicado"
    DERIVED = "derivado"
    AMBIGUOUS = "ambiguo"  # one of the readings that a source leaves open


@dataclass(frozen=True, slots=True)
class Validity:
    """From a day, up to another when it is known, by the date that the criterion names."""

    start: date
    last_day: date | None = None
    criterion: ValidityCriterion = ValidityCriterion.READING_DATE


@dataclass(frozen=True, slots=True)
class LegalSource:
    """Where the tariff was published, when, and who approved it."""

    norm: str
    published: str = ""
    approved_by: str = ""
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class KeyValue:
    """A key of an input and its name on the screen."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class InputSpec:
    """A fact of the account that the tariff asks for."""

    name: str
    kind: InputKind
    label: str = ""
    decimals: int = 0
    default: Decimal | str | bool | None = None
    minimum: Decimal | None = None
    values: tuple[KeyValue, ...] = ()


@dataclass(frozen=True, slots=True)
class Parameter:
    """A dated number of the law: UMA, INPC, a percentage. Dates increase."""

    name: str
    values: tuple[tuple[date, Decimal], ...]
    source: str = ""


Cell = Decimal | Formula


@dataclass(frozen=True, slots=True)
class AuthoredRow:
    """A row as written. ``upper`` is inclusive; None in the last row means "and more"."""

    upper: Cell | None
    base: Cell = Decimal(0)
    price: Cell = Decimal(0)
    over: Cell = Decimal(0)


@dataclass(frozen=True, slots=True)
class RowGroup:
    """The rows of one key of a schedule.

    ``fixed`` is added to every row; ``after`` is the price beyond the end of a ``tabla``.
    """

    key: tuple[str, ...]
    mode: RowMode
    rows: tuple[AuthoredRow, ...]
    fixed: Cell = Decimal(0)
    after: Cell | None = None


@dataclass(frozen=True, slots=True)
class KeyTable:
    """Exact keys to a number; ``*`` is an explicit default."""

    name: str
    dimensions: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], Decimal], ...]
    label: str = ""
    unit: str = ""
    rounding: RoundingRule = RoundingRule.EXACT

    @property
    def keys(self) -> tuple[tuple[str, ...], ...]:
        """The key of each row."""
        return tuple(key for key, _ in self.rows)


@dataclass(frozen=True, slots=True)
class ScheduleTable:
    """A number to an amount (``escalonada``) or to a plain number by range (``rangos``).

    ``multiplier`` (dwelling units) multiplies bounds and bases, never prices. ``measure`` is the
    word for what is counted.
    """

    name: str
    dimensions: tuple[str, ...]
    mode: RowMode
    groups: tuple[RowGroup, ...]
    label: str = ""
    unit: str = PESOS
    is_range: bool = False
    base_rounding: RoundingRule = RoundingRule.EXACT
    price_rounding: RoundingRule = RoundingRule.EXACT
    multiplier: Formula | None = None
    measure: str = CUBIC_METRE

    @property
    def keys(self) -> tuple[tuple[str, ...], ...]:
        """The key of each group of rows."""
        return tuple(group.key for group in self.groups)


Table = KeyTable | ScheduleTable


@dataclass(frozen=True, slots=True)
class Calculation:
    """A named formula that is never billed nor rounded."""

    name: str
    formula: Formula


@dataclass(frozen=True, slots=True)
class FieldRounding:
    """The rule of each amount of a concept."""

    gross: RoundingRule = RoundingRule.CENTAVO
    discount: RoundingRule = RoundingRule.CENTAVO
    subsidy: RoundingRule = RoundingRule.CENTAVO


@dataclass(frozen=True, slots=True)
class Concept:
    """A line of the bill. In other formulas its name means its net."""

    name: str
    label: str
    formula: Formula
    discount: Formula | None = None
    subsidy: Formula | None = None
    condition: Formula | None = None
    tax_rate: Formula | None = None
    tax_object: str = ""
    tax_included: bool = False
    rounding: FieldRounding = field(default_factory=FieldRounding)


@dataclass(frozen=True, slots=True)
class ExpectedAmount:
    """What a golden case expects of one field of a concept."""

    concept: str
    field: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Example:
    """A golden case: inputs and the amounts that the source prints, or that follow from it."""

    inputs: tuple[tuple[str, str], ...]
    kind: ExampleKind
    total: Decimal | None = None
    amounts: tuple[ExpectedAmount, ...] = ()
    on_date: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class TariffDefinition:
    """One version of a tariff."""

    code: str
    name: str
    validity: Validity
    source: LegalSource
    is_complete: bool
    inputs: tuple[InputSpec, ...]
    tables: tuple[Table, ...]
    concepts: tuple[Concept, ...]
    parameters: tuple[Parameter, ...] = ()
    calculations: tuple[Calculation, ...] = ()
    examples: tuple[Example, ...] = ()
    total_rounding: RoundingRule = RoundingRule.CENTAVO
    frequency: str = "mensual"

    def input(self, name: str) -> InputSpec | None:
        """The input of that name, if there is one."""
        return next((spec for spec in self.inputs if spec.name == name), None)

    def concept(self, name: str) -> Concept | None:
        """The concept of that name, if there is one."""
        return next((concept for concept in self.concepts if concept.name == name), None)

    def table(self, name: str) -> Table | None:
        """The table of that name, if there is one."""
        return next((table for table in self.tables if table.name == name), None)

    def parameter(self, name: str) -> Parameter | None:
        """The parameter of that name, if there is one."""
        return next((found for found in self.parameters if found.name == name), None)
