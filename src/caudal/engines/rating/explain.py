"""How an amount was made, from the notes of the machine that made it."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from caudal.engines.rating.compile import ParameterInForce
from caudal.engines.rating.definition import Concept, RowMode, ScheduleTable, TariffDefinition
from caudal.engines.rating.formula import (
    COMPARISONS,
    FUNCTIONS,
    Binary,
    Call,
    Formula,
    Name,
    Negative,
    Node,
    NumberLiteral,
    TextLiteral,
)
from caudal.engines.rating.machine import RowReached
from caudal.engines.rating.one_account import OneAccount
from caudal.engines.rating.steps import (
    FIELD_WORDS,
    BlockStep,
    FormulaStep,
    ParameterStep,
    QuotaStep,
    RoundingStep,
    SourceStep,
    Step,
    TaxStep,
    TotalStep,
)
from caudal.engines.rating.words import as_written, exact_decimal, money, plain
from caudal.kernel.rounding import CENTAVO, RoundingRule, round_fraction

_PRECEDENCE = {"+": 1, "-": 1, "*": 2, "/": 2}
_ARITHMETIC: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}


@dataclass(frozen=True, slots=True)
class Explained:
    """The explanation of one concept."""

    exact_gross: Fraction
    detail: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Explainer:
    """Explains one account that a machine has just rated."""

    definition: TariffDefinition
    parameters: Mapping[str, ParameterInForce]
    machine: OneAccount

    def concept(
        self, concept: Concept, *, amounts: Mapping[str, Decimal], rate: Decimal
    ) -> Explained:
        """The steps of a concept whose amounts, in pesos, are known."""
        exact = self.machine.values[id(concept.formula.node)]
        if concept.condition and not self.machine.values[id(concept.condition.node)]:
            return Explained(exact_gross=exact, detail="no se cobra", steps=())
        node = self._opened(concept.formula.node)
        steps: list[Step] = [*self._pieces_inside(node, concept.name)]
        if not self._is_schedule(node):
            steps.append(self._formula_step(concept, "gross", concept.formula, exact))
        rules = concept.rounding
        rounding = self._rounding(concept, "gross", exact, rules.gross, concept.label)
        steps.append(rounding)
        fields = (
            ("discount", concept.discount, rules.discount),
            ("subsidy", concept.subsidy, rules.subsidy),
        )
        for field, formula, rule in fields:
            if formula and amounts[field]:
                value = self.machine.values[id(formula.node)]
                title = f"{FIELD_WORDS[field].capitalize()} de {concept.label.lower()}"
                steps.append(self._formula_step(concept, field, formula, value))
                steps.append(self._rounding(concept, field, value, rule, title))
        if concept.tax_rate and rate:
            included = concept.tax_included
            base = amounts["amount"] if included else amounts["net"]
            steps.append(TaxStep(concept.name, base, rate, included, amounts["tax"]))
        return Explained(exact_gross=exact, detail=self._detail(node), steps=tuple(steps))

    def closing(self, *, total: Decimal, rounding: Decimal) -> tuple[Step, ...]:
        """The steps of the bill as a whole: total, parameters in force, legal source."""
        source, validity = self.definition.source, self.definition.validity
        sources = {parameter.name: parameter.source for parameter in self.definition.parameters}
        return (
            TotalStep(total, rounding, self.definition.total_rounding),
            *(
                ParameterStep(found.name, found.value, found.since, sources[found.name])
                for found in self.parameters.values()
            ),
            SourceStep(
                tariff=self.definition.code,
                start=validity.start,
                norm=source.norm,
                published=source.published,
                approved_by=source.approved_by,
                url=source.url,
            ),
        )

    def _rounding(
        self, concept: Concept, field: str, exact: Fraction, rule: RoundingRule, title: str
    ) -> RoundingStep:
        rounded = round_fraction(exact, rule)
        amount = exact_decimal(rounded).quantize(CENTAVO)
        return RoundingStep(concept.name, field, exact, rule, amount, title)

    def _formula_step(
        self, concept: Concept, field: str, formula: Formula, value: Fraction
    ) -> FormulaStep:
        node = self._opened(formula.node)
        return FormulaStep(
            concept=concept.name,
            field=field,
            formula=formula.text,
            arithmetic=self._numbers(node, 0),
            amount=value,
            title=concept.label,
            note=self._percentage(node),
        )

    def _taken(self, node: Node) -> Node:
        """The side of a ``SI`` that the account took."""
        while isinstance(node, Call) and node.name == "SI":
            condition, then, other = node.arguments
            node = then if self._value(condition) else other
        return node

    def _opened(self, node: Node) -> Node:
        """The side taken, looking inside the calculation when the formula is only its name."""
        node = self._taken(node)
        formulas = {item.name: item.formula.node for item in self.definition.calculations}
        while isinstance(node, Name) and node.name in formulas:
            node = self._taken(formulas[node.name])
        return node

    def _value(self, node: Node) -> Fraction:
        """What a node gave. Constants were folded when compiling and left no note."""
        noted = self.machine.values.get(id(node))
        if noted is not None:
            return noted
        if isinstance(node, NumberLiteral):
            return Fraction(node.value)
        if isinstance(node, Name) and node.name in self.parameters:
            return Fraction(self.parameters[node.name].value)
        if isinstance(node, Negative):
            return -self._value(node.operand)
        if isinstance(node, Binary):
            return _ARITHMETIC[node.operator](self._value(node.left), self._value(node.right))
        return self._value(self._opened(node))

    def _is_schedule(self, node: Node) -> bool:
        return isinstance(node, Call) and id(node) in self.machine.rows

    def _detail(self, node: Node) -> str:
        """What is printed beside the name of the concept."""
        return self._percentage(node) or self._numbers(node, 0)

    def _percentage(self, node: Node) -> str:
        """``35 % de agua`` when the formula is a share of another concept."""
        if not isinstance(node, Binary) or node.operator != "*":
            return ""
        for share, name in ((node.left, node.right), (node.right, node.left)):
            if isinstance(share, NumberLiteral) and isinstance(name, Name):
                labels = {item.name: item.label for item in self.definition.concepts}
                if name.name in labels:
                    percentage = plain(Fraction(share.value) * 100)
                    return f"{percentage} % de {labels[name.name].lower()}"
        return ""

    def _numbers(self, node: Node, outer: int) -> str:
        """The formula with numbers in the place of names; tables give their value or their sum."""
        node = self._taken(node)
        if isinstance(node, NumberLiteral):
            return as_written(node.value)
        if isinstance(node, Negative):
            return f"−{self._numbers(node.operand, 2)}"
        if isinstance(node, Binary) and node.operator not in COMPARISONS:
            return self._operation(node, outer)
        if isinstance(node, Call) and not outer and self._is_schedule(node):
            pieces = self._pieces(node, "")
            return " + ".join(piece.arithmetic for piece in pieces) or "0"
        if isinstance(node, TextLiteral):
            return node.value
        return self._named(node)

    def _operation(self, node: Binary, outer: int) -> str:
        here = _PRECEDENCE[node.operator]
        left, right = node.left, node.right
        if node.operator == "*" and isinstance(right, NumberLiteral):
            left, right = right, left
        tight = here + (node.operator in "-/")
        text = f"{self._numbers(left, here)} {_SIGNS[node.operator]} {self._numbers(right, tight)}"
        return f"({text})" if here < outer else text

    def _named(self, node: Node) -> str:
        """The value of a name or a call: money with centavos, volumes and counts as they are."""
        value = self._value(node)
        is_money = self._is_schedule(node) or (
            isinstance(node, Name) and node.name in {item.name for item in self.definition.concepts}
        )
        is_table = isinstance(node, Call) and node.name not in FUNCTIONS
        return money(value) if is_money or is_table else plain(value)

    def _pieces_inside(self, node: Node, concept: str) -> list[Step]:
        """The blocks of every schedule that the formula really used."""
        node = self._opened(node)
        if isinstance(node, Call):
            if self._is_schedule(node) and not self._schedule(node.name).is_range:
                return list(self._pieces(node, concept))
            below: tuple[Node, ...] = node.arguments if node.name in FUNCTIONS else ()
        elif isinstance(node, Binary):
            below = (node.left, node.right)
        else:
            below = (node.operand,) if isinstance(node, Negative) else ()
        return [piece for part in below for piece in self._pieces_inside(part, concept)]

    def _schedule(self, name: str) -> ScheduleTable:
        table = self.definition.table(name)
        if not isinstance(table, ScheduleTable):
            raise TypeError(name)
        return table

    def _pieces(self, node: Call, concept: str) -> "Pieces":
        table, reached = self._schedule(node.name), self.machine.rows[id(node)]
        group = table.groups[reached.group]
        common = {
            "concept": concept,
            "table": table.name,
            "key": "|".join(group.key),
            "measure": table.measure,
        }
        if group.mode is RowMode.BLOCKS:
            return _block_pieces(reached, common)
        return _row_pieces(reached, common)


Pieces = list[QuotaStep | BlockStep]


def _block_pieces(reached: RowReached, common: Mapping[str, str]) -> Pieces:
    """The quota with what it includes, then each block up to where the account got."""
    rows, pieces = reached.rows, Pieces()
    free = next((i for i, row in enumerate(rows) if row.price), len(rows))
    quota = rows[0].base
    if quota or free:
        upper = rows[free - 1].upper if free else Fraction(0)
        pieces.append(_quota(reached, Fraction(0), upper, quota, common))
    for row in rows[free:]:
        upper = reached.volume if row.upper is None else min(row.upper, reached.volume)
        if upper > row.over:
            pieces.append(BlockStep(lower=row.over, upper=upper, price=row.price, **common))
    return pieces


def _row_pieces(reached: RowReached, common: Mapping[str, str]) -> Pieces:
    """The base of the row reached and what it charges above it."""
    row, pieces = reached.rows[-1], Pieces()
    lower = reached.rows[-2].upper if len(reached.rows) > 1 else Fraction(0)
    if row.base or not row.price:
        pieces.append(_quota(reached, lower or Fraction(0), row.upper, row.base, common))
    if row.price and reached.volume > row.over:
        pieces.append(BlockStep(lower=row.over, upper=reached.volume, price=row.price, **common))
    return pieces


def _quota(
    reached: RowReached,
    lower: Fraction,
    upper: Fraction | None,
    amount: Fraction,
    common: Mapping[str, str],
) -> QuotaStep:
    return QuotaStep(
        lower=lower, upper=upper, amount=amount, multiplier=reached.multiplier, **common
    )
