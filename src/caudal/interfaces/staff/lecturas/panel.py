"""The account in front: what was found, its twelve months, and what each decision would bill."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse

from caudal.domain.billing.operations.what_if import totals_of_volumes
from caudal.domain.metering.models import Consumption
from caudal.domain.metering.queries.cases import Case, Decision, cases_of
from caudal.domain.metering.queries.consumption_history import ConsumptionPoint, consumption_history
from caudal.domain.metering.queries.review_list import ReviewLine
from caudal.domain.metering.queries.reviewing import BASIS_BY_CODE
from caudal.domain.registry.models import BillingPeriod
from caudal.engines.reading_review.estimate import EstimateMethod
from caudal.engines.reading_review.rules import FindingCode, ReviewRules
from caudal.engines.reading_review.volumes import to_m3
from caudal.interfaces.clock import now
from caudal.interfaces.staff.cuentas import words
from caudal.interfaces.staff.cuentas.summary import chart_data
from caudal.interfaces.staff.lecturas.presenters import Chip, decision_chip, finding_chip
from caudal.kernel.money import format_mxn

_METHODS = {
    EstimateMethod.AVERAGE_6: "promedio de 6",
    EstimateMethod.AVERAGE_12: "promedio de 12",
    EstimateMethod.SAME_PERIOD_LAST_YEAR: "como hace un año",
    EstimateMethod.ASSIGNED: "volumen asignado",
}
_OFFERED = (
    (Decision.ACCEPT, "A"),
    (Decision.ESTIMATE, "E"),
    (Decision.CORRECT, "C"),
    (Decision.RE_READ, "R"),
    (Decision.REVERSED, "G"),
    (Decision.HOLD, "H"),
)


@dataclass(frozen=True, slots=True)
class Option:
    """One way to decide. ``price`` is the bill that it gives, or why there is none."""

    decision: str
    key: str
    title: str
    detail: str
    price: str
    is_price: bool
    is_proposed: bool
    url: str


@dataclass(frozen=True, slots=True)
class Panel:
    """The right column."""

    consumption_id: int
    number: str
    account_url: str
    holder: str
    address: str
    chip: Chip
    decision: Chip | None
    decided: str
    sentences: list[str]
    tone: str
    facts: list[dict[str, str]]
    chart: dict[str, Any] | None
    chart_id: str
    options: list[Option]
    note: str
    decide_url: str


def panel_of(
    *, line: ReviewLine, period: BillingPeriod, rules: ReviewRules, on_date: date, place_query: str
) -> Panel:
    """Everything about one account under review. ``place_query`` is where the list stands, so that
    a correction comes back to it.
    """
    (case,) = cases_of(consumption_ids=[line.consumption_id], period=period, rules=rules)
    chip = finding_chip(line=line, rules=rules)
    return Panel(
        consumption_id=line.consumption_id,
        number=line.number,
        account_url=words.link_if_any("cuentas:account", line.number),
        holder=line.holder or "Sin titular",
        address=line.address,
        chip=chip,
        decision=decision_chip(line),
        decided=f"{line.decided_by}: {line.decision_note}".removesuffix(": ")
        if line.decided_by
        else "",
        sentences=_sentences(case),
        tone=chip.tone if chip.tone in {"bad", "attention"} else "info",
        facts=_facts(line, case),
        chart=_chart(line, period),
        # Each drawing has its own: htmx would carry the styles of one canvas over to the next.
        chart_id=f"chart-{line.consumption_id}-{now():%H%M%S%f}",
        options=_options(case, period, on_date, place_query),
        note=line.decision_note,
        decide_url=reverse("lecturas:decide", args=[period.pk]),
    )


def _sentences(case: Case) -> list[str]:
    told = [finding.sentence for finding in case.review.findings]
    if case.before.estimated_m3:
        told.append(
            f"Desde la última lectura ya se cobraron {words.volume(case.before.estimated_m3)} m³"
            " estimados; se descuentan."
        )
    if case.before.was_changed:
        told.append("El medidor se cambió después de la última lectura: se suman ambas partes.")
    return told or ["La lectura no tiene hallazgos."]


def _facts(line: ReviewLine, case: Case) -> list[dict[str, str]]:
    before = case.before
    facts = [
        ("Lectura anterior", words.volume(before.previous_m3), before.previous_read_on),
        ("Lectura actual", words.volume(line.current_m3), line.read_on),
    ]
    shown = [
        {"label": name, "value": f"{value} · {words.day(day)}" if day else value}
        for name, value, day in facts
    ]
    if before.serial:
        shown.append({"label": "Medidor", "value": f"{before.serial} · {before.digits} dígitos"})
    if line.remark:
        shown.append({"label": "Anomalía", "value": line.remark})
    if line.meter_reader:
        shown.append({"label": "Lecturista", "value": line.meter_reader})
    return shown


def _chart(line: ReviewLine, period: BillingPeriod) -> dict[str, Any] | None:
    """The twelve months before, and this period as it stands."""
    history = consumption_history(account_id=line.account_id, until=period.during.lower)
    if not history.points:
        return None
    data = chart_data(history)
    metered = line.metered_m3
    is_measured = metered is not None and metered >= 0
    shown = metered if is_measured else line.proposed_m3
    data["labels"].append("Ahora")
    data["values"].append(None if shown is None else float(shown))
    data["estimated"].append(not is_measured)
    if data["previous"] is not None:
        data["previous"].append(_year_before(history.points, period))
    return data


def _year_before(points: Sequence[ConsumptionPoint], period: BillingPeriod) -> float | None:
    start = period.during.lower
    for point in points:
        if (point.during.start.year, point.during.start.month) == (start.year - 1, start.month):
            return None if point.volume_m3 is None else float(point.volume_m3)
    return None


def _options(case: Case, period: BillingPeriod, on_date: date, place_query: str) -> list[Option]:
    offered = [(one, key) for one, key in _OFFERED if _is_offered(case, one)]
    volumes = {one: volume for one, _ in offered if (volume := _volume(case, one)) is not None}
    totals = totals_of_volumes(
        account_id=case.before.account_id,
        period=period,
        issue_date=on_date,
        volumes_m3=list(volumes.values()),
    )
    prices = dict(zip(volumes, totals, strict=True))
    proposed = Decision.from_action(case.review.proposed_action)
    correct_url = reverse("lecturas:correct", args=[period.pk, case.consumption.pk]) + place_query
    options = []
    for one, key in offered:
        title, detail, instead = _words(case, one)
        total = prices.get(one)
        options.append(
            Option(
                decision=one.value,
                key=key,
                title=title,
                detail=detail,
                price=instead if total is None else format_mxn(total),
                is_price=total is not None,
                is_proposed=one is proposed,
                url=correct_url if one is Decision.CORRECT else "",
            )
        )
    return sorted(options, key=lambda option: not option.is_proposed)


def _is_offered(case: Case, decision: Decision) -> bool:
    if decision is Decision.CORRECT:
        return case.offers(Decision.CORRECT) or case.offers(Decision.CORRECT_PREVIOUS)
    return case.offers(decision)


def _volume(case: Case, decision: Decision) -> Decimal | None:
    found = case.review
    if decision is Decision.ACCEPT and found.difference is not None:
        return to_m3(found.difference.volume_litres)
    if decision is Decision.ESTIMATE and found.estimate is not None:
        return to_m3(found.estimate.volume_litres)
    return None


def _words(case: Case, decision: Decision) -> tuple[str, str, str]:
    """Title, what it brings, and what stands where the amount would."""
    volume = words.volume(_volume(case, decision))
    match decision:
        case Decision.ACCEPT:
            return f"Aceptar {volume} m³ del medidor", "Se cobra como consumo medido", "sin tarifa"
        case Decision.ESTIMATE if case.review.estimate is not None:
            estimate = case.review.estimate
            basis = str(Consumption.Basis(BASIS_BY_CODE[estimate.basis]).label).lower()
            title = f"Estimar {volume} m³, {_METHODS[estimate.method]}"
            return title, f"El recibo dirá «{basis}»", "sin tarifa"
        case Decision.CORRECT:
            leading = case.review.findings[0].code if case.review.findings else None
            is_previous = leading is FindingCode.BELOW_PREVIOUS
            title = "Corregir la lectura anterior" if is_previous else "Corregir una lectura"
            return title, "Pide motivo; se revisa de nuevo", "según dato"
        case Decision.RE_READ:
            return "Mandar a releer", "Espera una nueva lectura de la ruta", "sin recibo"
        case Decision.REVERSED:
            return "Giró al revés o lo voltearon", "Queda retenida para inspección", "retenida"
        case _:
            return "Retener", "No se factura hasta que se resuelva", "retenida"
