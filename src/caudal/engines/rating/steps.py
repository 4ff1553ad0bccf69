"""The steps that made an amount, each able to say itself in words and in numbers."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from caudal.engines.rating.definition import CUBIC_METRE
from caudal.engines.rating.words import places, plain
from caudal.kernel.rounding import RoundingRule

FIELD_WORDS = {"gross": "importe", "discount": "descuento", "subsidy": "subsidio"}
_RULE_WORDS = {
    RoundingRule.CENTAVO: "al centavo más cercano",
    RoundingRule.CENTAVO_HALF_EVEN: "al centavo más cercano; el medio, al par",
    RoundingRule.PESO: "al peso más cercano",
    RoundingRule.PESO_UP: "al peso de arriba",
    RoundingRule.EXACT: "sin redondear",
}


@dataclass(frozen=True, slots=True)
class QuotaStep:
    """A fixed amount of the row reached. ``upper`` None has no end."""

    concept: str
    table: str
    key: str
    lower: Fraction
    upper: Fraction | None
    amount: Fraction
    multiplier: Fraction
    measure: str = CUBIC_METRE

    @property
    def title(self) -> str:
        """What it pays for."""
        if self.upper is None and not self.lower:
            return "Cuota fija"
        if self.upper is None:
            return f"Más de {plain(self.lower)} {self.measure}"
        if self._is_one_unit:
            return f"{plain(self.upper)} {self.measure}"
        if not self.lower:
            return f"Los primeros {plain(self.upper)} {self.measure}"
        return f"De {plain(self.lower)} a {plain(self.upper)} {self.measure}"

    @property
    def _is_one_unit(self) -> bool:
        """A row of a table that has one for each m³."""
        ends = (self.lower, self.upper or Fraction(0))
        return ends[1] - ends[0] <= 1 and all(end.denominator == 1 for end in ends)

    @property
    def note(self) -> str:
        """How it is charged."""
        if self.multiplier != 1:
            each = places(self.amount / self.multiplier, 2)
            return f"{plain(self.multiplier)} viviendas × {each}"
        if self.lower or self.upper is None:
            return "Cuota del rango" if self.lower else "Se cobra completa"
        return "Cuota mínima, se cobra completa"

    @property
    def arithmetic(self) -> str:
        """The number as it goes into a sum."""
        return places(self.amount, 2)


@dataclass(frozen=True, slots=True)
class BlockStep:
    """So much at a price. ``upper`` is where the block ends for this account."""

    concept: str
    table: str
    key: str
    lower: Fraction
    upper: Fraction
    price: Fraction
    measure: str = CUBIC_METRE

    @property
    def units(self) -> Fraction:
        """How much, in its measure."""
        return self.upper - self.lower

    @property
    def amount(self) -> Fraction:
        """The exact charge of the block."""
        return self.units * self.price

    @property
    def title(self) -> str:
        """Which they are: ``Del 11 al 15, son 5 m³``."""
        lower, upper, units = plain(self.lower), plain(self.upper), plain(self.units)
        if self.lower.denominator != 1 or self.upper.denominator != 1:
            return f"De {lower} a {upper} {self.measure}, son {units} {self.measure}"
        if self.units == 1:
            return f"El {upper}, es 1 {self.measure}"
        first = plain(self.lower + 1)
        if self.units == 2:
            return f"{first} y {upper}, son 2 {self.measure}"
        return f"Del {first} al {upper}, son {units} {self.measure}"

    @property
    def note(self) -> str:
        """Nothing to add."""
        return ""

    @property
    def arithmetic(self) -> str:
        """``5 × 13.2650``."""
        return f"{plain(self.units)} × {places(self.price, 4)}"


@dataclass(frozen=True, slots=True)
class FormulaStep:
    """A formula with the numbers in the place of its names."""

    concept: str
    field: str
    formula: str
    arithmetic: str
    amount: Fraction
    title: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class RoundingStep:
    """From the exact amount to the one that is charged."""

    concept: str
    field: str
    exact: Fraction
    rule: RoundingRule
    amount: Decimal
    title: str

    @property
    def note(self) -> str:
        """``214.3890, al centavo más cercano``."""
        return f"{places(self.exact, 4)}, {_RULE_WORDS[self.rule]}"

    @property
    def arithmetic(self) -> str:
        """The rounded amount."""
        return places(self.amount, 2)


@dataclass(frozen=True, slots=True)
class TaxStep:
    """IVA of a concept, added to the net or taken out of what already includes it."""

    concept: str
    base: Decimal
    rate: Decimal
    is_included: bool
    amount: Decimal
    title: str = "IVA"

    @property
    def note(self) -> str:
        """Whether it is inside the price."""
        return "ya incluido en el precio" if self.is_included else ""

    @property
    def arithmetic(self) -> str:
        """``0.16 × 75.04``, or ``136.00 × 0.16 ÷ 1.16`` when it is inside the price."""
        if self.is_included:
            return f"{places(self.base, 2)} × {places(self.rate, 2)} ÷ {places(1 + self.rate, 2)}"
        return f"{places(self.rate, 2)} × {places(self.base, 2)}"


@dataclass(frozen=True, slots=True)
class TotalStep:
    """The sum of the lines, and what rounding it added or took away."""

    amount: Decimal
    rounding: Decimal
    rule: RoundingRule
    title: str = "Total del recibo"

    @property
    def note(self) -> str:
        """The rounding of the total, when there was any."""
        if not self.rounding:
            return ""
        return f"redondeo {places(self.rounding, 2)}, {_RULE_WORDS[self.rule]}"

    @property
    def arithmetic(self) -> str:
        """The total."""
        return places(self.amount, 2)


@dataclass(frozen=True, slots=True)
class ParameterStep:
    """The value of a parameter in force and since when."""

    name: str
    amount: Decimal
    since: date
    source: str

    @property
    def title(self) -> str:
        """The name of the parameter."""
        return self.name

    @property
    def note(self) -> str:
        """Since when it holds, and who says so."""
        source = f", {self.source}" if self.source else ""
        return f"vigente desde {self.since:%d/%m/%Y}{source}"

    @property
    def arithmetic(self) -> str:
        """The value."""
        return places(self.amount, 2)


@dataclass(frozen=True, slots=True)
class SourceStep:
    """The version that was applied and its legal source."""

    tariff: str
    start: date
    norm: str
    published: str
    approved_by: str
    url: str

    @property
    def title(self) -> str:
        """The version."""
        return f"Tarifa {self.tariff}, vigente desde {self.start:%d/%m/%Y}"

    @property
    def note(self) -> str:
        """The norm, when it was published and by whom approved."""
        return ", ".join(part for part in (self.norm, self.published, self.approved_by) if part)

    @property
    def arithmetic(self) -> str:
        """A source has no number."""
        return ""


Step = (
    QuotaStep
    | BlockStep
    | FormulaStep
    | RoundingStep
    | TaxStep
    | TotalStep
    | ParameterStep
    | SourceStep
)
