"""The golden cases of a tariff, run on both carriers and compared to the centavo."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from caudal.engines.rating.bill import RatedBatch, RatedBill
from caudal.engines.rating.compile import ParameterWithoutValueError
from caudal.engines.rating.definition import AMOUNT_FIELDS, Example, TariffDefinition
from caudal.engines.rating.machine import RatingError
from caudal.engines.rating.program import Program, compile_tariff
from caudal.engines.rating.quotients import ZeroDivisorError
from caudal.kernel.errors import Refusal


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A case whose amount is not the expected one; ``found`` None means it could not be rated."""

    example: int
    what: str
    expected: Decimal
    found: Decimal | None
    reason: str = ""

    def __str__(self) -> str:
        found = f"{self.found:,.2f}" if self.found is not None else f"nada ({self.reason})"
        return f"ejemplos[{self.example}]: {self.what} debe ser {self.expected:,.2f} y da {found}"


def check_examples(definition: TariffDefinition) -> tuple[Mismatch, ...]:
    """Every difference between the cases and what the tariff charges; empty when all agree.

    Each case is rated alone and in one run with the others of its day, so that a difference between
    the carriers shows too.
    """
    by_day: dict[date, list[int]] = {}
    for index, example in enumerate(definition.examples):
        by_day.setdefault(example.on_date or definition.validity.start, []).append(index)
    found: list[Mismatch] = []
    for day, indexes in by_day.items():
        try:
            program = compile_tariff(definition, on_date=day)
        except (ParameterWithoutValueError, ZeroDivisorError) as refusal:
            for index in indexes:
                found += _compare(index, definition.examples[index], refusal)
            continue
        batch = program.rate_many(_columns(definition, indexes), count=len(indexes))
        for row, index in enumerate(indexes):
            example = definition.examples[index]
            found += _compare(index, example, _alone(program, example))
            found += _compare(index, example, _of_batch(batch, row))
    return tuple(dict.fromkeys(found))


def _columns(definition: TariffDefinition, indexes: list[int]) -> dict[str, list[str | None]]:
    given = [dict(definition.examples[index].inputs) for index in indexes]
    return {spec.name: [case.get(spec.name) for case in given] for spec in definition.inputs}


Amounts = dict[tuple[str, str], Decimal] | Refusal
_TOTAL = ("total", "")
_WORDS = {field: word for word, field in AMOUNT_FIELDS.items()}


def _alone(program: Program, example: Example) -> Amounts:
    try:
        bill: RatedBill = program.rate(dict(example.inputs))
    except RatingError as error:
        return error
    amounts = {
        (line.concept, field): getattr(line, field) for line in bill.lines for field in _WORDS
    }
    return {_TOTAL: bill.total, **amounts}


def _of_batch(batch: RatedBatch, row: int) -> Amounts:
    if row in batch.errors:
        return batch.errors[row]
    amounts = {
        (name, field): _pesos(int(getattr(columns, field)[row]))
        for name, columns in batch.concepts.items()
        for field in _WORDS
    }
    return {_TOTAL: _pesos(int(batch.total[row])), **amounts}


def _pesos(centavos: int) -> Decimal:
    return Decimal(centavos).scaleb(-2)


def _compare(index: int, example: Example, amounts: Amounts) -> Iterator[Mismatch]:
    expected = {(item.concept, item.field): item.amount for item in example.amounts}
    if example.total is not None:
        expected[_TOTAL] = example.total
    for key, amount in expected.items():
        what = f"{key[0]} {_WORDS[key[1]]}" if key[1] else key[0]
        if isinstance(amounts, Refusal):
            yield Mismatch(index, what, amount, None, str(amounts))
        elif amounts[key] != amount:
            yield Mismatch(index, what, amount, amounts[key])
