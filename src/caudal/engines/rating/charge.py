"""One concept of a bill: gross, discount, subsidy, net and IVA, each rounded where the law says.

``net = gross − discount − subsidy``, ``tax = round(net × rate)`` to the centavo, half up,
``amount = net + tax``. With IVA included the formula gives what the customer pays: the tax is taken
out of it, and gross, discount and subsidy are shown without it, the gross closing the sum.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic

from caudal.engines.rating.compile import CENTAVO, Compiler
from caudal.engines.rating.definition import Concept
from caudal.engines.rating.formula import Formula
from caudal.engines.rating.graph import OWN_GROSS
from caudal.engines.rating.machine import Machine, RatingError, Read, V
from caudal.engines.rating.ops import InUnit, Op, Remembered, Rounded, zero
from caudal.engines.rating.quotients import Quotient, chosen, remembered
from caudal.engines.rating.words import plain
from caudal.kernel.errors import Refusal
from caudal.kernel.rounding import RoundingRule, Tie, rounding_step

#: The scale of a tax rate: 0.16 is 160,000 millionths, as in a CFDI.
MILLIONTH = Fraction(1, 1_000_000)
#: numeric(14,2)
LARGEST_AMOUNT = 999_999_999_999_99


class NegativeAmountError(RatingError):
    """An amount of a concept, or its net, is below zero."""


class AmountOutOfRangeError(RatingError):
    """An amount does not fit in a bill."""


class TaxRateError(Refusal):
    """The rate of IVA has more than six decimals."""


@dataclass(frozen=True, slots=True)
class Amounts(Generic[V]):
    """The centavos of a concept, and its rate in millionths."""

    gross: V
    discount: V
    subsidy: V
    net: V
    rate: V
    tax: V
    amount: V


@dataclass(frozen=True, slots=True)
class ConceptProgram:
    """A compiled concept; ``exact`` is the gross before rounding."""

    concept: Concept
    exact: Quotient
    gross: Op
    discount: Op
    subsidy: Op
    rate: Op

    def run(self, machine: Machine[V]) -> Amounts[V]:
        """The amounts of the concept; its name means the net from here on."""
        gross = self._positive(machine, self.gross, "el importe")
        machine.store(OWN_GROSS, gross)
        discount = self._positive(machine, self.discount, "el descuento")
        subsidy = self._positive(machine, self.subsidy, "el subsidio")
        payable = machine.combine(machine.combine(gross, 1, discount, -1), 1, subsidy, -1)
        self._refuse_negative(machine, payable, "el importe menos descuento y subsidio")
        rate = self._positive(machine, self.rate, "la tasa de IVA")
        amounts = self._taxed(machine, (gross, discount, subsidy), payable, rate)
        machine.refuse(
            machine.less(machine.constant(LARGEST_AMOUNT), amounts.amount), self._out_of_range
        )
        machine.store(self.concept.name, amounts.net)
        return amounts

    def _taxed(self, machine: Machine[V], parts: tuple[V, V, V], payable: V, rate: V) -> Amounts[V]:
        gross, discount, subsidy = parts
        million = machine.constant(MILLIONTH.denominator)
        if not self.concept.tax_included:
            above = machine.multiply(payable, rate)
            tax = machine.divide(above, million, Tie.HALF_UP)
            amount = machine.combine(payable, 1, tax, 1)
            return Amounts(gross, discount, subsidy, payable, rate, tax, amount)
        whole = machine.combine(million, 1, rate, 1)

        def without_tax(amount: V) -> V:
            tax = machine.divide(machine.multiply(amount, rate), whole, Tie.HALF_UP)
            return machine.combine(amount, 1, tax, -1)

        net, discount, subsidy = (without_tax(part) for part in (payable, discount, subsidy))
        gross = machine.combine(machine.combine(net, 1, discount, 1), 1, subsidy, 1)
        tax = machine.combine(payable, 1, net, -1)
        return Amounts(gross, discount, subsidy, net, rate, tax, payable)

    def _positive(self, machine: Machine[V], step: Op, what: str) -> V:
        value = step.run(machine)
        self._refuse_negative(machine, value, what)
        return value

    def _refuse_negative(self, machine: Machine[V], value: V, what: str) -> None:
        def error(read: Read[V]) -> RatingError:
            return NegativeAmountError(
                f"En «{self.concept.name}» {what} es {plain(read(value) * CENTAVO)}; "
                "revise la fórmula: no puede ser negativo"
            )

        machine.refuse(machine.less(value, machine.constant(0)), error)

    def _out_of_range(self, read: Callable[[V], int]) -> RatingError:  # noqa: ARG002 - every refusal is given the account
        return AmountOutOfRangeError(
            f"En «{self.concept.name}» el importe no cabe en un recibo; revise consumo y precios"
        )


def compile_concept(concept: Concept, compiler: Compiler) -> ConceptProgram:
    """A concept of a checked definition.

    :raises TaxRateError: if its rate of IVA has more than six decimals
    """
    condition = None
    if concept.condition:
        key = ("condition", concept.name)
        condition = Remembered(key, compiler.step(concept.condition.node))
    charged = _conditional(condition, compiler.quotient(concept.formula.node))
    exact = remembered(("exact", concept.name), charged)

    def field(formula: Formula | None, rule: RoundingRule) -> Op:
        if formula is None:
            return zero(CENTAVO)
        return _rounded(_conditional(condition, compiler.quotient(formula.node)), formula, rule)

    return ConceptProgram(
        concept=concept,
        exact=exact,
        gross=_rounded(exact, concept.formula, concept.rounding.gross),
        discount=field(concept.discount, concept.rounding.discount),
        subsidy=field(concept.subsidy, concept.rounding.subsidy),
        rate=_rate(concept, condition, compiler),
    )


def _conditional(condition: Op | None, quotient: Quotient) -> Quotient:
    """The formula where the condition holds, zero elsewhere."""
    if condition is None:
        return quotient
    return chosen(condition, quotient, Quotient(zero(quotient.step.unit)))


def _rounded(quotient: Quotient, formula: Formula, rule: RoundingRule) -> Op:
    quantum, tie = rounding_step(rule) or (CENTAVO, Tie.HALF_UP)
    rounded = Rounded(quotient.step, quotient.divisor, quantum, tie, formula.node)
    return rounded if quantum == CENTAVO else InUnit(rounded, CENTAVO)


def _rate(concept: Concept, condition: Op | None, compiler: Compiler) -> Op:
    if concept.tax_rate is None:
        return zero(MILLIONTH)
    quotient = _conditional(condition, compiler.quotient(concept.tax_rate.node))
    if quotient.divisor is not None or (quotient.step.unit / MILLIONTH).denominator != 1:
        raise TaxRateError(f"La tasa de IVA de «{concept.name}» lleva a lo más 6 decimales")
    return InUnit(quotient.step, MILLIONTH)
