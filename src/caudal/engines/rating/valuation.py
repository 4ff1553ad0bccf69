"""What a formula over a tariff is worth before anything is rounded or billed.

A bill rounds each concept; whoever compares tariffs needs the exact numbers underneath. The same
steps run on the same two carriers as a bill.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from caudal.engines.rating.bill import ExactColumn
from caudal.engines.rating.compile import Compiler, parameters_in_force
from caudal.engines.rating.definition import InputSpec, TariffDefinition
from caudal.engines.rating.formula import Formula, Name, walk
from caudal.engines.rating.infer import Inference, Kind
from caudal.engines.rating.inputs import Column, read_account, read_columns
from caudal.engines.rating.machine import RatingError
from caudal.engines.rating.many_accounts import ManyAccounts
from caudal.engines.rating.one_account import OneAccount
from caudal.engines.rating.parse import TariffProblemsError
from caudal.engines.rating.quotients import Quotient
from caudal.engines.rating.reading import Problem
from caudal.engines.rating.vocabulary import Vocabulary, vocabulary_of


@dataclass(frozen=True, slots=True)
class ValuedBatch:
    """The values of many accounts by the name of each formula; those in ``errors`` have none."""

    count: int
    values: Mapping[str, ExactColumn]
    errors: Mapping[int, RatingError]


@dataclass(frozen=True, slots=True)
class Valuation:
    """Named formulas over the inputs, parameters, calculations and tables of a tariff."""

    inputs: tuple[InputSpec, ...]
    _formulas: Mapping[str, Quotient]
    _vocabulary: Vocabulary

    def value(self, inputs: Mapping[str, object]) -> dict[str, Fraction]:
        """The exact value of every formula for one account.

        :raises RatingError: if the account cannot be valued; the message names the key or the bound
        """
        vocabulary = self._vocabulary.fresh()
        machine = OneAccount(read_account(inputs, self.inputs, vocabulary), vocabulary)
        return {
            name: formula.run(machine).exact(machine.read)
            for name, formula in self._formulas.items()
        }

    def value_many(self, columns: Mapping[str, Column]) -> ValuedBatch:
        """The exact values of many accounts, the same as one by one.

        :raises InputColumnError: if a column is missing, unknown, of another length or of floats
        """
        vocabulary = self._vocabulary.fresh()
        lanes, count, errors = read_columns(columns, self.inputs, vocabulary)
        machine = ManyAccounts(lanes, count, vocabulary, errors)
        values = {
            name: ExactColumn.of(formula.run(machine)) for name, formula in self._formulas.items()
        }
        return ValuedBatch(count=count, values=values, errors=machine.errors)


def compile_valuation(
    definition: TariffDefinition, formulas: Mapping[str, Formula], *, on_date: date
) -> Valuation:
    """Formulas ready to be valued with the parameters of a day; the definition is a checked one.

    :raises TariffProblemsError: if a formula names what the tariff does not have, names a concept
        (which is a rounded amount) or does not give a number
    :raises ParameterWithoutValueError: if a parameter has no value yet on that day
    :raises ZeroDivisorError: if a formula divides by a parameter that is zero
    """
    problems = [p for name, formula in formulas.items() for p in _check(name, formula, definition)]
    if problems:
        raise TariffProblemsError(tuple(problems))
    vocabulary = vocabulary_of(definition)
    compiler = Compiler(definition, parameters_in_force(definition, on_date), vocabulary)
    return Valuation(
        inputs=definition.inputs,
        _formulas={name: compiler.quotient(formula.node) for name, formula in formulas.items()},
        _vocabulary=vocabulary,
    )


def _check(name: str, formula: Formula, definition: TariffDefinition) -> list[Problem]:
    inference = Inference(definition)
    found = inference.of(formula.node)
    messages = list(inference.messages)
    if found.kind is not Kind.NUMBER:
        messages.append(f"debe dar {Kind.NUMBER} y da {found.kind}")
    messages += [
        f"«{node.name}» es un concepto, que ya está redondeado"
        for node in walk(formula.node)
        if isinstance(node, Name) and definition.concept(node.name)
    ]
    return [Problem(name, f"{message}. Fórmula: «{formula.text}»") for message in messages]
