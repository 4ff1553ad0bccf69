"""The life of a run: only these steps, each under its lock."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import QuerySet

from caudal.domain.billing.models import BillingRun
from caudal.domain.billing.queries.run_review import changed_consumptions, missing_accounts
from caudal.domain.billing.queries.run_tariffs import NewVersion, versions_published_since
from caudal.domain.billing.queries.supplements import held_without_bill
from caudal.domain.platform.models import User
from caudal.domain.registry.models import BillingPeriod
from caudal.kernel.errors import Refusal

State = BillingRun.State


class RunNotFound(Refusal):
    """The run does not exist."""

    def __init__(self) -> None:
        super().__init__("La corrida no existe. Vuelva a la lista de corridas.")


class RunStateRefused(Refusal):
    """The run is not where this step begins."""

    def __init__(self, run: BillingRun, step: str) -> None:
        super().__init__(
            f"La corrida {run.code} está «{run.get_state_display().lower()}» y no se puede {step}."
        )


class PeriodAlreadyBilled(Refusal):
    """A live run of the period exists."""

    def __init__(self, run: BillingRun) -> None:
        what = (
            "Las retenidas que le quedaron se facturan con una complementaria"
            if run.state == State.ISSUED
            else "Ábrala o descártela primero"
        )
        super().__init__(
            f"El periodo {run.period.name} del ciclo {run.cycle.code} ya tiene la corrida"
            f" {run.code} ({run.get_state_display().lower()}). {what}."
        )


class SupplementTooSoon(Refusal):
    """There is nothing yet to complement."""

    def __init__(self, principal: BillingRun) -> None:
        when = (
            f"se emitió con fecha {principal.issue_date:%d/%m/%Y}: elija esa o una posterior"
            if principal.state == State.ISSUED
            else "no se ha emitido: resuelva en ella sus retenidas, o emítala primero"
        )
        super().__init__(f"La corrida {principal.code} {when}.")


class SupplementUnfinished(Refusal):
    """Another complementary run of the period is under way."""

    def __init__(self, run: BillingRun) -> None:
        super().__init__(
            f"Ya hay una corrida complementaria en curso, {run.code}"
            f" ({run.get_state_display().lower()}). Ábrala o descártela primero."
        )


class NothingToSupplement(Refusal):
    """Nobody of the period is left."""

    def __init__(self, principal: BillingRun) -> None:
        super().__init__(
            f"En {principal.period.name} no queda ninguna cuenta retenida sin recibo:"
            " no hay nada que facturar en una corrida complementaria."
        )


class RunApproverIsPreparer(Refusal):
    """Two signatures are needed."""

    def __init__(self) -> None:
        super().__init__("La corrida la debe aprobar una persona distinta de quien la preparó.")


class RunIncomplete(Refusal):
    """The run does not explain every account that it must."""

    def __init__(self, run: BillingRun, missing: int) -> None:
        whose = "retenidas sin recibo" if run.supplements_id else "activas del ciclo"
        super().__init__(
            f"{missing} cuentas {whose} no están en la corrida."
            " Recalcúlela: ninguna cuenta puede quedar sin explicación."
        )


class RunOutdated(Refusal):
    """Readings changed after the calculation."""

    def __init__(self, changed: int) -> None:
        super().__init__(
            f"{changed} lecturas cambiaron después del cálculo. Recalcule la corrida y revísela."
        )


class RunTariffOutdated(Refusal):
    """A version of a tariff that rates accounts of the run was published after its calculation."""

    def __init__(self, versions: Sequence[NewVersion]) -> None:
        codes = ", ".join(version.code for version in versions)
        super().__init__(
            f"Después del cálculo se publicó {codes}, que rige para cuentas de esta corrida."
            " Recalcúlela y revísela."
        )


class NothingToIssue(Refusal):
    """No account of the run is billed."""

    def __init__(self) -> None:
        super().__init__("La corrida no tiene cuentas por facturar. Resuelva las retenidas.")


def lock_run(*, run_id: int, states: Collection[State], step: str) -> BillingRun:
    """Lock a run that stands in one of some states.

    :raises RunNotFound: if it does not exist
    :raises RunStateRefused: if it stands elsewhere
    """
    run = (
        BillingRun.objects.select_for_update(no_key=True, of=("self",))
        .select_related("cycle", "period")
        .filter(pk=run_id)
        .first()
    )
    if run is None:
        raise RunNotFound
    if run.state not in states:
        raise RunStateRefused(run, step)
    return run


def prepare(
    *, period: BillingPeriod, issue_date: date, prepared_by: User | None, at: datetime
) -> BillingRun:
    """Open the principal run of a period.

    :raises PeriodAlreadyBilled: if a run of it is alive
    """
    earlier = _runs_of(period).filter(supplements=None)
    if alive := earlier.exclude(state=State.DISCARDED).first():
        raise PeriodAlreadyBilled(alive)
    code = f"F-{period.code}-{period.cycle.code}"
    attempts = earlier.count()
    return BillingRun.objects.create(
        code=f"{code}-{attempts + 1}" if attempts else code,
        cycle=period.cycle,
        period=period,
        issue_date=issue_date,
        due_date=max(period.due_date, issue_date),
        prepared_by=prepared_by,
        prepared_at=at,
    )


def prepare_supplement(
    *, principal: BillingRun, issue_date: date, prepared_by: User | None, at: datetime
) -> BillingRun:
    """Open a complementary run of the period of an issued one. Its bills give all the days to pay
    of the cycle, or fall due with the period if that is later.

    :raises SupplementTooSoon: if the principal run is not issued, or not yet on that date
    :raises SupplementUnfinished: if another one of the period is
    :raises NothingToSupplement: if everybody has a bill or was left out by a rule
    """
    period = principal.period
    earlier = _runs_of(period).exclude(supplements=None)
    if principal.state != State.ISSUED or issue_date < principal.issue_date:
        raise SupplementTooSoon(principal)
    if unfinished := earlier.exclude(state__in=(State.ISSUED, State.DISCARDED)).first():
        raise SupplementUnfinished(unfinished)
    if not held_without_bill(period_id=period.pk):
        raise NothingToSupplement(principal)
    return BillingRun.objects.create(
        code=f"{principal.code}-C{earlier.count() + 1}",
        cycle=period.cycle,
        period=period,
        supplements=principal,
        issue_date=issue_date,
        due_date=max(period.due_date, issue_date + timedelta(days=period.cycle.due_days)),
        prepared_by=prepared_by,
        prepared_at=at,
    )


def _runs_of(period: BillingPeriod) -> QuerySet[BillingRun]:
    """Every run of a period, whose lock makes two clerks at once see each other's."""
    BillingPeriod.objects.select_for_update(no_key=True).get(pk=period.pk)
    return BillingRun.objects.filter(period=period)


def approve(*, run: BillingRun, approved_by: User, at: datetime) -> None:
    """Sign a reviewed run. The caller holds its lock.

    :raises RunApproverIsPreparer: if it is the same person
    :raises RunIncomplete: if an account that it must explain is not in it
    :raises RunOutdated: if readings changed since it was calculated
    :raises RunTariffOutdated: if another version of a tariff came into force since
    :raises NothingToIssue: if it bills nobody
    """
    if approved_by.pk == run.prepared_by_id:
        raise RunApproverIsPreparer
    if missing := missing_accounts(run=run):
        raise RunIncomplete(run, missing)
    if changed := changed_consumptions(run=run):
        raise RunOutdated(changed)
    if versions := versions_published_since(run=run):
        raise RunTariffOutdated(versions)
    if not run.billed_count:
        raise NothingToIssue
    run.state, run.approved_by, run.approved_at = State.APPROVED, approved_by, at
    run.save(update_fields=["state", "approved_by", "approved_at"])


def begin_issue(*, run: BillingRun, at: datetime) -> None:
    """Mark an approved run as being issued; a resumed one keeps its first instant."""
    if run.issuing_at is None:
        run.issuing_at = at
    run.state = State.ISSUING
    run.save(update_fields=["state", "issuing_at"])


def finish_issue(*, run: BillingRun, at: datetime) -> None:
    """Every stretch is issued: close the run and its routes for readings."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO metering_routeperiod
                      (route_id, period_id, state, account_count, read_count)
               SELECT r.id, %s, 'billed', 0, 0 FROM registry_route r WHERE r.cycle_id = %s
               ON CONFLICT (route_id, period_id) DO UPDATE SET state = 'billed'""",
            [run.period_id, run.cycle_id],
        )
    run.state, run.issued_at, run.issued_count = State.ISSUED, at, run.billed_count
    run.save(update_fields=["state", "issued_at", "issued_count"])


def discard(*, run: BillingRun) -> None:
    """Drop a run that was not approved; its period can be prepared again."""
    run.state = State.DISCARDED
    run.save(update_fields=["state"])
