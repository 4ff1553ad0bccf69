"""The steps of a bill as rows: what each m³ cost, the rounding, the IVA, the total and the
source.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from caudal.engines.rating import RatedBill, RatedLine
from caudal.engines.rating.steps import (
    BlockStep,
    FormulaStep,
    ParameterStep,
    QuotaStep,
    RoundingStep,
    SourceStep,
    TaxStep,
    TotalStep,
)
from caudal.engines.rating.words import places
from caudal.kernel.money import format_amount, format_mxn

_TONES = ("1", "3", "attention", "2", "dispute")


@dataclass(frozen=True, slots=True)
class StepRow:
    """One line of the explanation. ``kind`` is step, sum or total; ``number`` counts the steps."""

    kind: str
    title: str
    note: str
    arithmetic: str
    amount: str
    number: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a bill was made; ``sources`` are the version with its norm and the parameters in
    force.
    """

    rows: tuple[StepRow, ...]
    sources: tuple[dict[str, str], ...]
    source_url: str
    total: str


def explanation(bill: RatedBill) -> Explanation:
    """A rated bill in the order of its concepts."""
    rows = [row for line in bill.lines for row in _line_rows(line)]
    numbered = list(_numbered(rows))
    total = next(step for step in bill.steps if isinstance(step, TotalStep))
    numbered.append(StepRow("total", total.title, total.note, "", format_mxn(bill.total)))
    sources = [step for step in bill.steps if isinstance(step, SourceStep | ParameterStep)]
    return Explanation(
        rows=tuple(numbered),
        sources=tuple(
            {"label": step.title, "value": f"{step.arithmetic} {step.note}".strip()}
            for step in sources
        ),
        source_url=next((step.url for step in sources if isinstance(step, SourceStep)), ""),
        total=format_mxn(bill.total),
    )


def _line_rows(line: RatedLine) -> Iterator[StepRow]:
    """The rows of a concept; a formula whose rounding changes nothing to tell is one row."""
    formula: FormulaStep | None = None
    for step in line.steps:
        match step:
            case FormulaStep():
                formula = step
            case RoundingStep():
                yield _rounded(line, formula, step)
                formula = None
            case TaxStep():
                title = f"IVA de {line.label.lower()}"
                yield StepRow("step", title, step.note, step.arithmetic, format_amount(step.amount))
            case QuotaStep() | BlockStep():
                yield _piece(step)


def _piece(step: QuotaStep | BlockStep) -> StepRow:
    arithmetic = "cuota" if isinstance(step, QuotaStep) else step.arithmetic
    return StepRow("piece", step.title, step.note, arithmetic, places(step.amount, 4))


def _rounded(line: RatedLine, formula: FormulaStep | None, step: RoundingStep) -> StepRow:
    is_exact = step.exact == Fraction(step.amount)
    if step.field != "gross":
        note = formula.note if formula else ""
        arithmetic = formula.arithmetic if formula else ""
        return StepRow("step", step.title, note, arithmetic, format_amount(-step.amount))
    if formula is None:
        note = "" if is_exact else step.note
        return StepRow("sum", _label(line), note, "", format_mxn(step.amount))
    note = (
        formula.note if is_exact else "; ".join(part for part in (formula.note, step.note) if part)
    )
    return StepRow("step", _label(line), note, formula.arithmetic, format_amount(step.amount))


def _label(line: RatedLine) -> str:
    """The concept; a tariff that names it only by its key still reads as a sentence."""
    return line.label[:1].upper() + line.label[1:].replace("_", " ")


def _numbered(rows: list[StepRow]) -> Iterator[StepRow]:
    """Pieces of a staircase carry its colours; the other steps only their number."""
    number = piece = 0
    for row in rows:
        if row.kind == "sum":
            piece = 0
            yield row
            continue
        number += 1
        tone = ""
        if row.kind == "piece":
            tone = _TONES[piece % len(_TONES)]
            piece += 1
        yield StepRow(
            "step", row.title, row.note, row.arithmetic, row.amount, number=str(number), tone=tone
        )
