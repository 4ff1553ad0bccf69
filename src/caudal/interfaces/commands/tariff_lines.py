"""Many accounts of one tariff, each a line: rated in batches with the amounts of one by one."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from caudal.adapters.json_text import object_of_line
from caudal.engines.rating import Program, RatedBatch, refuse_unknown_inputs
from caudal.kernel.errors import Refusal

Answer = dict[str, Any]
_AMOUNTS = ("gross", "discount", "subsidy", "net", "tax", "amount")


def rate_lines(*, program: Program, lines: Sequence[bytes]) -> list[Answer]:
    """An answer per line, in order: the bill with exact decimals as text, or ``{"error": …}``."""
    read = [_account_of_line(program, line) for line in lines]
    accounts = [account for account in read if not isinstance(account, Refusal)]
    answers = _rate(program, accounts)
    return [
        {"error": str(account)} if isinstance(account, Refusal) else next(answers)
        for account in read
    ]


def _account_of_line(program: Program, line: bytes) -> dict[str, Any] | Refusal:
    try:
        account = object_of_line(line)
        refuse_unknown_inputs(account, program.inputs)
    except Refusal as refusal:
        return refusal
    return account


def _rate(program: Program, accounts: Sequence[Mapping[str, Any]]) -> Iterator[Answer]:
    columns = {
        spec.name: [account.get(spec.name) for account in accounts] for spec in program.inputs
    }
    batch = program.rate_many(columns, count=len(accounts))
    taxed = {concept.name for concept in program.definition.concepts if concept.tax_rate}
    for row in range(batch.count):
        error = batch.errors.get(row)
        yield {"error": str(error)} if error else _bill(batch, row, taxed)


def _bill(batch: RatedBatch, row: int, taxed: set[str]) -> Answer:
    lines = []
    for name, columns in batch.concepts.items():
        amounts = {field: _pesos(getattr(columns, field)[row]) for field in _AMOUNTS}
        rate = Decimal(int(columns.rate_millionths[row])).scaleb(-6).normalize()
        lines.append(
            {"concept": name, **amounts, "tax_rate": f"{rate:f}" if name in taxed else None}
        )
    return {
        "total": _pesos(batch.total[row]),
        "rounding": _pesos(batch.rounding[row]),
        "lines": lines,
    }


def _pesos(centavos: int) -> str:
    return str(Decimal(int(centavos)).scaleb(-2))
