"""A compiled version of a tariff: the same program for one account and for a whole run."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Generic

from caudal.engines.rating.bill import (
    ConceptColumns,
    ExactColumn,
    RatedBatch,
    RatedBill,
    RatedLine,
)
from caudal.engines.rating.charge import (
    LARGEST_AMOUNT,
    MILLIONTH,
    AmountOutOfRangeError,
    Amounts,
    ConceptProgram,
    compile_concept,
)
from caudal.engines.rating.compile import (
    CENTAVO,
    Compiler,
    ParameterInForce,
    parameters_in_force,
)
from caudal.engines.rating.definition import Concept, InputSpec, TariffDefinition
from caudal.engines.rating.explain import Explainer
from caudal.engines.rating.graph import concepts_in_order
from caudal.engines.rating.inputs import Column, read_account, read_columns
from caudal.engines.rating.machine import Machine, V
from caudal.engines.rating.many_accounts import Lane, ManyAccounts
from caudal.engines.rating.one_account import OneAccount
from caudal.engines.rating.vocabulary import Vocabulary, vocabulary_of
from caudal.kernel.rounding import rounding_step


@dataclass(frozen=True, slots=True)
class _Results(Generic[V]):
    amounts: dict[str, Amounts[V]]
    rounding: V
    total: V


@dataclass(frozen=True, slots=True)
class Program:
    """A tariff ready to rate, with the parameters of one day."""

    definition: TariffDefinition
    on_date: date
    parameters: Mapping[str, ParameterInForce]
    _concepts: tuple[ConceptProgram, ...]
    _vocabulary: Vocabulary

    @property
    def inputs(self) -> tuple[InputSpec, ...]:
        """What the tariff asks of an account."""
        return self.definition.inputs

    def rate(self, inputs: Mapping[str, object]) -> RatedBill:
        """The bill of one account, with its explanation.

        Inputs are ``int``, ``Decimal`` or text for numbers, text for keys, ``bool`` for yes or no;
        one that is absent or None takes its default.

        :raises RatingError: if the account cannot be rated; the message names the key or the bound
        """
        vocabulary = self._vocabulary.fresh()
        machine = OneAccount(read_account(inputs, self.inputs, vocabulary), vocabulary)
        results = self._run(machine)
        explainer = Explainer(self.definition, self.parameters, machine)
        lines = tuple(
            _line(concept, results.amounts[concept.name], explainer)
            for concept in self.definition.concepts
        )
        total, rounding = _pesos(results.total), _pesos(results.rounding)
        return RatedBill(
            tariff=self.definition.code,
            on_date=self.on_date,
            lines=lines,
            rounding=rounding,
            total=total,
            steps=explainer.closing(total=total, rounding=rounding),
        )

    def rate_many(self, columns: Mapping[str, Column], *, count: int | None = None) -> RatedBatch:
        """The bills of many accounts, the same to the centavo as one by one.

        A column is a numpy array of integers (whole units) or booleans, :class:`ScaledIntegers`, or
        any sequence of what :meth:`rate` takes. Accounts that cannot be rated are in ``errors``.
        How many they are need only be said where the tariff asks for nothing.

        :raises InputColumnError: if a column is missing, unknown, of another length or of floats
        """
        vocabulary = self._vocabulary.fresh()
        lanes, count, errors = read_columns(columns, self.inputs, vocabulary, count=count)
        machine = ManyAccounts(lanes, count, vocabulary, errors)
        results = self._run(machine)
        return RatedBatch(
            tariff=self.definition.code,
            on_date=self.on_date,
            count=count,
            concepts={
                concept.name: _columns(results.amounts[concept.name], machine, concept)
                for concept in self.definition.concepts
            },
            rounding=machine.centavos(results.rounding),
            total=machine.centavos(results.total),
            errors=machine.errors,
            exact_gross={
                p.concept.name: ExactColumn.of(p.exact.run(machine)) for p in self._concepts
            },
        )

    def _run(self, machine: Machine[V]) -> _Results[V]:
        amounts: dict[str, Amounts[V]] = {}
        added = machine.constant(0)
        for program in self._concepts:
            found = program.run(machine)
            amounts[program.concept.name] = found
            added = machine.combine(added, 1, found.amount, 1)
        total = self._rounded_total(machine, added)
        machine.refuse(
            machine.less(machine.constant(LARGEST_AMOUNT), total),
            lambda _: AmountOutOfRangeError("El total no cabe en un recibo; revise el consumo"),
        )
        return _Results(amounts, machine.combine(total, 1, added, -1), total)

    def _rounded_total(self, machine: Machine[V], added: V) -> V:
        step = rounding_step(self.definition.total_rounding)
        if step is None or step[0] == CENTAVO:
            return added
        quantum, tie = step
        centavos = int(quantum / CENTAVO)
        whole = machine.divide(added, machine.constant(centavos), tie)
        return machine.scale(whole, centavos)


def compile_tariff(definition: TariffDefinition, *, on_date: date) -> Program:
    """The program of a checked definition with the parameters in force on a day.

    :raises ParameterWithoutValueError: if a parameter has no value yet on that day
    :raises ZeroDivisorError: if a formula divides by a parameter that is zero
    :raises TaxRateError: if a rate of IVA has more than six decimals
    """
    parameters = parameters_in_force(definition, on_date)
    vocabulary = vocabulary_of(definition)
    compiler = Compiler(definition, parameters, vocabulary)
    return Program(
        definition=definition,
        on_date=on_date,
        parameters=parameters,
        _concepts=tuple(compile_concept(c, compiler) for c in concepts_in_order(definition)),
        _vocabulary=vocabulary,
    )


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _pesos(centavos: int) -> Decimal:
    return Decimal(centavos).scaleb(-2)


def _columns(amounts: Amounts[Lane], machine: ManyAccounts, concept: Concept) -> ConceptColumns:
    return ConceptColumns(
        label=concept.label,
        tax_object=concept.tax_object,
        gross=machine.centavos(amounts.gross),
        discount=machine.centavos(amounts.discount),
        subsidy=machine.centavos(amounts.subsidy),
        net=machine.centavos(amounts.net),
        rate_millionths=machine.centavos(amounts.rate),
        tax=machine.centavos(amounts.tax),
        amount=machine.centavos(amounts.amount),
    )


def _line(concept: Concept, amounts: Amounts[int], explainer: Explainer) -> RatedLine:
    rate = _decimal(amounts.rate * MILLIONTH)
    pesos = {
        field: _pesos(getattr(amounts, field))
        for field in ("gross", "discount", "subsidy", "net", "tax", "amount")
    }
    explained = explainer.concept(concept, amounts=pesos, rate=rate)
    return RatedLine(
        concept=concept.name,
        label=concept.label,
        tax_object=concept.tax_object,
        tax_rate=rate if concept.tax_rate else None,
        exact_gross=explained.exact_gross,
        detail=explained.detail,
        steps=explained.steps,
        **pesos,
    )
