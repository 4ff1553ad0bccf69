"""The held accounts of a run, with what can be done about each."""

from dataclasses import dataclass, replace

from django.urls import reverse

from caudal.domain.billing.models import BillingRun, RunAccount
from caudal.domain.billing.operations.calculation import (
    NO_READING,
    NO_TARIFF,
    NOT_RATED,
    READING_UNDER_REVIEW,
)
from caudal.domain.billing.queries.run_review import ReasonCount
from caudal.domain.billing.queries.supplements import Explained, explained_since
from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import User
from caudal.engines.sentinels import HoldReason
from caudal.interfaces.staff.facturacion import words
from caudal.interfaces.staff.facturacion.lists import RunAccountRow, run_account_rows
from caudal.interfaces.staff.facturacion.run_view import accounts_url
from caudal.kernel.money import format_amount, format_mxn

SHOWN = 12
_SENTINELS = frozenset(HoldReason)
_ABOUT_READINGS = frozenset({*HoldReason, NO_READING, READING_UNDER_REVIEW})
_ABOUT_TARIFFS = frozenset({NO_TARIFF, NOT_RATED})


@dataclass(frozen=True, slots=True)
class Action:
    """A button of a row; a dialog opens over the page."""

    label: str
    url: str
    is_dialog: bool = False


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A held account: why, calculated over average, the likely remedy first."""

    number: str
    url: str
    holder: str
    reason: str
    detail: str
    total: str
    is_far: bool
    average: str
    actions: tuple[Action, ...]
    since: str = ""
    """What a later run of the period did with it; then that run, and its account there."""
    since_run: str = ""
    since_url: str = ""


@dataclass(frozen=True, slots=True)
class HeldCard:
    """The card of the held accounts, filtered by one reason or not."""

    count: str
    total: str
    filters: tuple[dict[str, object], ...]
    rows: tuple[HeldRow, ...]
    more_url: str
    more_label: str
    excel_url: str


def held_card(*, run: BillingRun, aside: list[ReasonCount], reason: str, user: User) -> HeldCard:
    """The largest held amounts first."""
    held = [each for each in aside if each.outcome == RunAccount.Outcome.HELD]
    chosen = [each for each in held if each.reason == reason] or held
    count = sum(each.count for each in chosen)
    found = RunAccount.objects.filter(
        run=run, outcome=RunAccount.Outcome.HELD, reason__in=[each.reason for each in chosen]
    )
    found = found.select_related("account").order_by("-total", "position")[:SHOWN]
    rows = run_account_rows(list(found))
    since = explained_since(run=run, account_ids=[row.account.account_id for row in rows])
    list_url = accounts_url(run, resultado="held", motivo=reason)
    can_release = run.state == BillingRun.State.IN_REVIEW and user.may(
        Function.CALCULATE_BILLING_RUNS
    )
    return HeldCard(
        count=f"{count:,}",
        total=format_mxn(sum((each.total for each in chosen), run.total * 0)),
        filters=_filters(run, held, reason),
        rows=tuple(
            _explained(run, row, since[row.account.account_id])
            if row.account.account_id in since
            else _row(run, row, actions=_actions(run, row, user=user, can_release=can_release))
            for row in rows
        ),
        more_url=list_url if count > SHOWN else "",
        more_label=f"Ver las {count:,}",
        excel_url=f"{list_url}&formato=xlsx",
    )


def _filters(
    run: BillingRun, held: list[ReasonCount], reason: str
) -> tuple[dict[str, object], ...]:
    url = reverse("facturacion:run", args=[run.pk])
    every: dict[str, object] = {
        "label": "Todas",
        "count": f"{sum(each.count for each in held):,}",
        "url": url,
        "active": reason not in {each.reason for each in held},
    }
    return (
        every,
        *(
            {
                "label": words.reason(each.reason),
                "count": f"{each.count:,}",
                "url": f"{url}?motivo={each.reason}",
                "active": each.reason == reason,
            }
            for each in held
        ),
    )


def _explained(run: BillingRun, row: RunAccountRow, since: Explained) -> HeldRow:
    label = words.OUTCOME_CHIPS[since.outcome][0]
    return replace(
        _row(run, row, actions=[]),
        since=f"{label} en",
        since_run=since.run_code,
        since_url=reverse("facturacion:run_account", args=[since.run_id, row.number]),
    )


def _row(run: BillingRun, row: RunAccountRow, *, actions: list[Action]) -> HeldRow:
    staged = row.staged
    average = staged.average_total
    return HeldRow(
        number=row.number,
        url=reverse("facturacion:run_account", args=[run.pk, row.number]),
        holder=row.account.holder,
        reason=row.reason,
        detail=row.detail,
        total=format_amount(staged.total),
        is_far=bool(average) and staged.total > 10 * (average or 0),
        average=words.UNKNOWN if average is None else format_amount(average),
        actions=tuple(actions),
    )


def _actions(run: BillingRun, row: RunAccountRow, *, user: User, can_release: bool) -> list[Action]:
    code, number = row.staged.reason, row.number
    found = []
    if code == NO_READING and user.may(Function.CAPTURE_READINGS):
        route_id = row.staged.account.route_id
        url = reverse("lecturas:capture", args=[run.period_id, route_id])
        found.append(Action("Capturar", url))
    elif code in _ABOUT_READINGS:
        found.append(Action("Ver lectura", reading_url(run, number)))
    if code in _ABOUT_TARIFFS and user.may(Function.EDIT_REGISTER):
        found.append(Action("Cambiar tarifa", reverse("cuentas:edit_terms", args=[number])))
    if code in _SENTINELS and can_release:
        url = reverse("facturacion:release", args=[run.pk, number])
        found.append(Action("Facturar", url, is_dialog=True))
    return found


def reading_url(run: BillingRun, number: str) -> str:
    """The review of the run's period with the account in front."""
    return f"{reverse('lecturas:review', args=[run.period_id])}?cuenta={number}"
