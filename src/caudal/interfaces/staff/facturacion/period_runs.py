"""The runs of one period beside each other, and who of it is still without a bill."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse

from caudal.domain.billing.models import BillingRun
from caudal.domain.billing.queries.supplements import (
    HeldAccount,
    held_without_bill,
    runs_beside,
)
from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import User
from caudal.interfaces.staff.counts import counted
from caudal.interfaces.staff.facturacion import words
from caudal.kernel.money import format_amount

State = BillingRun.State


def reasons_in_words(held: Sequence[HeldAccount]) -> str:
    """Why accounts were held, the most frequent first: ``sin lectura (12) y sin tarifa (2)``."""
    counts = Counter(each.reason for each in held).most_common()
    *most, last = [f"{words.reason(code).lower()} ({count:,})" for code, count in counts]
    return f"{', '.join(most)} y {last}" if most else last


@dataclass(frozen=True, slots=True)
class PeriodRun:
    """One of the runs of a period; the one in front has no address."""

    code: str
    url: str
    kind: str
    chip: dict[str, str]
    billed: str
    held: str
    total: str


def runs_of_period(*, run: BillingRun, user: User, has_live_job: bool) -> dict[str, Any]:
    """The runs of the period, if there are several, and of an issued one who is left."""
    beside = [] if run.state == State.DISCARDED else runs_beside(run=run)
    every = sorted([run, *beside], key=lambda each: each.pk)
    context: dict[str, Any] = {"period_runs": _table(every, run)} if beside else {}
    if run.state != State.ISSUED or not any(each.held_count for each in every):
        return context
    held = held_without_bill(period_id=run.period_id)
    is_free = all(each.state == State.ISSUED for each in beside) and not has_live_job
    can_supplement = bool(held) and is_free and user.may(Function.CALCULATE_BILLING_RUNS)
    return context | {
        "left": _left(held, beside),
        "supplement_label": f"Facturar retenidas ({len(held):,})" if can_supplement else "",
    }


def _left(held: Sequence[HeldAccount], beside: Sequence[BillingRun]) -> dict[str, str]:
    """What the card of the held accounts says first, with the last of the other runs beside."""
    last = beside[-1] if beside else None
    other = {"url": _url(last), "url_label": last.code} if last else {"url": "", "url_label": ""}
    if not held:
        text = "Todas tienen recibo o quedaron fuera por una regla."
        return {"text": text, "tone": "ok", "icon": "checks", **other}
    how_many = counted(len(held), "cuenta sigue sin recibo", "cuentas siguen sin recibo")
    text = f"{how_many}: {reasons_in_words(held)}."
    return {"text": text, "tone": "attention", "icon": "alert-triangle", **other}


def _url(run: BillingRun) -> str:
    return reverse("facturacion:run", args=[run.pk])


def _table(every: Sequence[BillingRun], front: BillingRun) -> dict[str, Any]:
    """A row for each run and what the issued ones add up."""
    issued = [each for each in every if each.state == State.ISSUED]
    return {
        "rows": [_row(each, is_front=each.pk == front.pk) for each in every],
        "billed": f"{sum(each.issued_count for each in issued):,}",
        "total": format_amount(sum((each.total for each in issued), Decimal(0))),
    }


def _row(run: BillingRun, *, is_front: bool) -> PeriodRun:
    label, tone = words.RUN_CHIPS[run.state]
    return PeriodRun(
        code=run.code,
        url="" if is_front else _url(run),
        kind="Complementaria" if run.supplements_id else "Principal",
        chip={"label": label, "tone": tone},
        billed=f"{run.billed_count:,}",
        held=f"{run.held_count:,}",
        total=format_amount(run.total),
    )
