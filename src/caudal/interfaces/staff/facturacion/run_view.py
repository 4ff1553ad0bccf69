"""A run as its page reads it: steps, equation, what is needed to approve, uses, spread."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone

from caudal.domain.billing.models import BillingRun
from caudal.domain.billing.queries.explanations import Recheck
from caudal.domain.billing.queries.run_review import (
    SPREAD_LABELS,
    ReasonCount,
    UseTotals,
)
from caudal.domain.billing.queries.run_tariffs import NewVersion
from caudal.domain.platform.models import User
from caudal.interfaces.staff.counts import counted
from caudal.interfaces.staff.facturacion import words
from caudal.kernel.money import format_amount, format_mxn

State = BillingRun.State

VARIATION_TO_EXPLAIN = Decimal("0.20")
"""A use that changed by more against the last period is named to who approves."""

_REACHED = {
    State.PREPARED: 1,
    State.CALCULATING: 1,
    State.IN_REVIEW: 2,
    State.APPROVED: 4,
    State.ISSUING: 4,
    State.ISSUED: 5,
    State.DISCARDED: 0,
}
IS_CALCULATED = (State.IN_REVIEW, State.APPROVED, State.ISSUING, State.ISSUED)


@dataclass(frozen=True, slots=True)
class Check:
    """Something that who approves must know; ``failed`` ones stop the approval."""

    label: str
    state: str


def steps(run: BillingRun) -> list[dict[str, str]]:
    """The five steps, with what each left."""
    reached = _REACHED[State(run.state)]
    prepared = run.prepared_by.full_name if run.prepared_by else "Caudal"
    held = counted(run.held_count, "retenida", "retenidas")
    bills = counted(run.issued_count, "recibo", "recibos")
    notes = (
        ("Preparar", f"{_moment(run.prepared_at)} · {prepared}"),
        ("Calcular", counted(run.active_count, "cuenta", "cuentas") if reached > 1 else ""),
        ("Revisar", held if reached > 1 else "Que nada falte ni sobre"),
        ("Aprobar", _approval(run)),
        ("Emitir", bills if reached > 4 else "Folios y PDF"),
    )
    return [
        {"label": label, "note": note, "state": _step_state(index, reached, run)}
        for index, (label, note) in enumerate(notes)
    ]


def _approval(run: BillingRun) -> str:
    if run.approved_at is None:
        return "Otra persona firma"
    name = run.approved_by.full_name if run.approved_by else "Caudal"
    return f"{_moment(run.approved_at)} · {name}"


def _moment(value: datetime) -> str:
    return f"{timezone.localtime(value):%d/%m}"


def _step_state(index: int, reached: int, run: BillingRun) -> str:
    if run.state == State.DISCARDED:
        return ""
    if index < reached:
        return "done"
    return "current" if index == reached else ""


def equation(run: BillingRun, aside: Sequence[ReasonCount], missing: int) -> dict[str, Any]:
    """Billed + held + excluded = active, and whether nobody is missing."""
    parts = (
        (run.billed_count, "1"),
        (run.held_count, "attention"),
        (run.excluded_count, "neutral"),
    )
    excluded = [
        words.counted_reason(each.reason, each.count)
        for each in aside
        if each.outcome == "excluded"
    ]
    difference = run.billed_count + run.held_count + run.excluded_count - run.active_count
    return {
        "billed": f"{run.billed_count:,}",
        "held": f"{run.held_count:,}",
        "held_tone": "attention" if run.held_count else "",
        "excluded": f"{run.excluded_count:,}",
        "active": f"{run.active_count + missing:,}",
        "active_label": "Retenidas sin recibo" if run.supplements_id else "Activas al corte",
        "segments": _segments(parts, run.active_count + missing),
        "chip": _closure(difference - missing),
        "excluded_note": f"Excluidas: {', '.join(excluded)}." if excluded else "",
        "excluded_url": accounts_url(run, resultado="excluded") if excluded else "",
    }


def _closure(difference: int) -> dict[str, str]:
    if not difference:
        return {"label": "Cuadra, diferencia 0", "tone": "ok", "icon": "equal"}
    return {
        "label": f"No cuadra, diferencia {difference:+,}",
        "tone": "bad",
        "icon": "alert-triangle",
    }


def _segments(parts: Sequence[tuple[int, str]], total: int) -> list[dict[str, Any]]:
    found, start = [], Decimal(0)
    for count, tone in parts:
        share = (Decimal(100 * count) / total).quantize(Decimal("0.01")) if total else Decimal(0)
        if count:
            found.append({"start": start, "share": share, "tone": tone})
        start += share
    return found


def accounts_url(run: BillingRun, **chosen: str) -> str:
    """The list of the run's accounts, filtered."""
    query = "&".join(f"{name}={value}" for name, value in chosen.items() if value)
    url = reverse("facturacion:run_accounts", args=[run.pk])
    return f"{url}?{query}" if query else url


def checks(
    *,
    run: BillingRun,
    user: User,
    missing: int,
    changed: int,
    versions: Sequence[NewVersion],
    sample: Recheck,
    uses: Sequence[UseTotals],
    periods: Sequence[str],
) -> list[Check]:
    """What stands between the review and the signature, what stops it first."""
    whole = "Retenidas sin recibo completas" if run.supplements_id else "Padrón activo cuadra"
    found = [
        _check(missing == 0, whole, f"Faltan {missing:,} cuentas: recalcule"),
        _check(
            changed == 0,
            "Lecturas iguales a las del cálculo",
            f"{changed:,} lecturas cambiaron: recalcule",
        ),
        *(Check(_published(version), "failed") for version in versions),
        _check(
            not sample.different,
            counted(sample.count, "recibo recalculado, igual", "recibos recalculados, iguales"),
            f"{len(sample.different)} recibos recalculados difieren: avise a soporte",
        ),
    ]
    if not run.billed_count:
        found.append(Check("No hay recibos por emitir", "failed"))
    if user.pk == run.prepared_by_id:
        found.append(Check("La aprueba otra persona: usted la preparó", "failed"))
    found += [Check(text, "open") for text in _variations(uses, periods)]
    if run.held_count:
        held = counted(
            run.held_count,
            "retenida no se factura si no se resuelve",
            "retenidas no se facturan si no se resuelven",
        )
        found.append(Check(held, "open"))
    return found


def _published(version: NewVersion) -> str:
    accounts = counted(version.account_count, "cuenta", "cuentas")
    return f"Se publicó {version.code}, que rige para {accounts}: recalcule"


def _check(is_met: bool, met: str, failed: str) -> Check:  # noqa: FBT001 (a private shorthand)
    return Check(met, "done") if is_met else Check(failed, "failed")


def _variations(uses: Sequence[UseTotals], periods: Sequence[str]) -> list[str]:
    found = []
    for use in uses:
        share = words.change(use.total, use.totals_before[0])
        if share is not None and abs(share) > VARIATION_TO_EXPLAIN and use.bills:
            verb = "sube" if share > 0 else "baja"
            found.append(
                f"{use.use} {verb} {words.percentage(abs(share)).lstrip('+')}"
                f" contra {periods[0].lower()}: explíquelo"
            )
    return found


@dataclass(frozen=True, slots=True)
class UseRow:
    """A use: bills, amount or volume, and its change against each of the two periods before."""

    use: str
    bills: str
    value: str
    changes: tuple[tuple[str, bool], tuple[str, bool]]


def use_rows(uses: Sequence[UseTotals], *, by_volume: bool) -> tuple[list[UseRow], UseRow | None]:
    """The rows and their total, in pesos or in m³."""
    rows = [
        _use_row(use.use, use.bills, *_measure(use, by_volume=by_volume), by_volume=by_volume)
        for use in uses
    ]
    if not uses:
        return [], None
    sums = [_measure(use, by_volume=by_volume) for use in uses]
    before = tuple(_sum([measure[1][back] for measure in sums]) for back in (0, 1))
    total = _use_row(
        "Total",
        sum(use.bills for use in uses),
        sum((measure[0] for measure in sums), Decimal(0)),
        (before[0], before[1]),
        by_volume=by_volume,
    )
    return rows, total


Before = tuple[Decimal | None, Decimal | None]


def _measure(use: UseTotals, *, by_volume: bool) -> tuple[Decimal, Before]:
    if by_volume:
        return use.volume_m3, use.volumes_before
    return use.total, use.totals_before


def _sum(values: Sequence[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


def _use_row(use: str, bills: int, now: Decimal, before: Before, *, by_volume: bool) -> UseRow:
    shares = [words.change(now, value) for value in before]
    cells = [
        (words.percentage(share), share is not None and abs(share) > VARIATION_TO_EXPLAIN)
        for share in shares
    ]
    value = words.whole_m3(now) if by_volume else format_amount(now)
    return UseRow(use, f"{bills:,}", value, (cells[0], cells[1]))


def spread_chart(counts: Sequence[int]) -> dict[str, Any] | None:
    """The bars of the bills against each account's average; None without any history."""
    if not any(counts):
        return None
    edge = len(counts) - 1
    return {
        "labels": [*SPREAD_LABELS, "más"],
        "values": list(counts),
        "tones": ["attention" if index in {0, edge} else "2" for index in range(len(counts))],
        "unit": "recibos",
        "name": "Recibos",
    }


def amounts(run: BillingRun, uses: Sequence[UseTotals], periods: Sequence[str]) -> dict[str, str]:
    """The run's money: total, mean bill, and the change against the period before."""
    before = _sum([use.totals_before[0] for use in uses])
    share = words.change(run.total, before)
    mean = run.total / run.billed_count if run.billed_count else Decimal(0)
    mean = mean.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return {
        "total": format_mxn(run.total),
        "mean": f"{format_mxn(mean)} por recibo",
        "volume": f"{words.whole_m3(run.volume_m3)} m³",
        "change": f"{words.percentage(share)} contra {periods[0].lower()}"
        if share is not None
        else "Sin periodo anterior con que comparar",
    }
