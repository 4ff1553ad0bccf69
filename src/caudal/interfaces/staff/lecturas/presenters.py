"""Rows of the crítica as templates show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from caudal.domain.metering.models import Consumption
from caudal.domain.metering.queries.cases import Decision
from caudal.domain.metering.queries.past_periods import past_periods
from caudal.domain.metering.queries.review_list import ReviewLine
from caudal.domain.registry.models import BillingPeriod
from caudal.engines.reading_review.findings import label_of
from caudal.engines.reading_review.rules import FindingCode, ReviewRules, Severity
from caudal.engines.reading_review.volumes import to_litres
from caudal.interfaces.staff.cuentas import words
from caudal.interfaces.staff.lecturas.sparks import Spark, spark

_TONES = {Severity.SEVERE: "bad", Severity.ATTENTION: "attention", Severity.NOTICE: "info"}
_STATES = {
    Consumption.State.RE_READ: ("Por releer", "attention"),
    Consumption.State.HELD: ("Retenida", "neutral"),
    Consumption.State.ACCEPTED: ("Resuelta", "ok"),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A state in its colour."""

    label: str
    tone: str


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A line of the list."""

    consumption_id: int
    number: str
    account_url: str
    panel_url: str
    holder: str
    address: str
    spark: Spark
    previous: str
    current: str
    volume: str
    is_odd: bool
    average: str
    chip: Chip
    decision: Chip | None
    proposed: str
    is_current: bool


def finding_chip(*, line: ReviewLine, rules: ReviewRules) -> Chip:
    """The words of the leading finding on the tint of its severity."""
    if not line.finding:
        return Chip("Sin hallazgo", "neutral")
    code = FindingCode(line.finding)
    rule = rules.of(code)
    return Chip(
        label_of(code, line.finding_facts),
        _TONES[rule.severity] if rule else "attention",
    )


def decision_chip(line: ReviewLine) -> Chip | None:
    """What was decided, if anything was."""
    if line.state not in _STATES:
        return None
    label, tone = _STATES[Consumption.State(line.state)]
    return Chip(str(Decision(line.decision).label) if line.decision else label, tone)


def signed(value: Decimal | None) -> str:
    """``203``, ``−35``, ``–`` when it is not known."""
    text = words.volume(value)
    return text.replace("-", "−", 1)


def review_rows(
    *,
    lines: Sequence[ReviewLine],
    period: BillingPeriod,
    rules: ReviewRules,
    current_id: int | None,
) -> list[ReviewRow]:
    """The lines with their twelve bars, asked for in one query."""
    past = past_periods(account_ids=[line.account_id for line in lines], period=period)
    rows = []
    for place, line in enumerate(lines):
        chip = finding_chip(line=line, rules=rules)
        metered = line.metered_m3
        shown = line.proposed_m3 if metered is None else metered
        rows.append(
            ReviewRow(
                consumption_id=line.consumption_id,
                number=line.number,
                account_url=words.link_if_any("cuentas:account", line.number),
                panel_url=reverse("lecturas:panel", args=[period.pk, line.consumption_id]),
                holder=line.holder or "Sin titular",
                address=line.address,
                spark=spark(
                    litres=past.litres[place].tolist(),
                    basis=past.basis[place].tolist(),
                    now_litres=None if shown is None else to_litres(shown),
                    tone=chip.tone,
                ),
                previous=words.volume(line.previous_m3),
                current=words.volume(line.current_m3),
                volume=signed(metered),
                is_odd=chip.tone == "bad" and metered is not None,
                average=words.volume(rounded(line.average_m3)),
                chip=chip,
                decision=decision_chip(line),
                proposed=words.volume(proposal(line)).replace(",", ""),
                is_current=line.consumption_id == current_id,
            )
        )
    return rows


def rounded(value: Decimal | None) -> Decimal | None:
    """An average to whole cubic metres, as it is compared by eye."""
    return None if value is None else value.quantize(Decimal(1))


def proposal(line: ReviewLine) -> Decimal | None:
    """What is proposed, or what was decided."""
    if line.state in {Consumption.State.ACCEPTED, Consumption.State.CLEAN}:
        return line.volume_m3
    return line.proposed_m3
