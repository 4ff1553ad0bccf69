"""The order of the story, step by step; a step that was committed is never made again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

from django.db import transaction

from caudal.domain.billing.models import Bill, BillingRun, RunAccount
from caudal.domain.metering.models import Consumption, Reading
from caudal.domain.payments.models import Payment
from caudal.domain.platform.models import AuditEntry, BackgroundJob, Utility
from caudal.domain.platform.operations import audit, maintenance
from caudal.domain.platform.queries.server import DEMO_JOB
from caudal.domain.receivables.models import AccountDebt, Allocation, Charge, Credit, Movement
from caudal.domain.receivables.operations import summary
from caudal.domain.registry.models import BillingCycle, BillingPeriod, Route, ServiceAccount
from caudal.domain.reports.operations.totals import bring_totals_up
from caudal.engines.demo_town.calendar import MONTHS, TownCalendar
from caudal.engines.demo_town.description import TownLists, TownPlan
from caudal.engines.demo_town.layout import KnownRoute, TownRoute, lay_out
from caudal.engines.demo_town.town import Town, found_town
from caudal.kernel.errors import Refusal
from caudal.usecases.build_demo import bills, payments, people, readings, register
from caudal.usecases.build_demo.context import DemoContext

_SLICE_ACCOUNTS = 7_000
_STATISTICS = (
    ServiceAccount, Reading, Consumption, Movement, Charge, Credit, Allocation, Bill, Payment,
    RunAccount, AccountDebt,
)  # fmt: skip


class NotADemo(Refusal):
    """The database is of a real utility."""

    def __init__(self) -> None:
        super().__init__(
            "Esta base es de un organismo real: una demostración necesita una base de datos aparte."
        )


class DemoDiffers(Refusal):
    """The database holds another demonstration."""

    def __init__(self, *, connections: int, seed: int) -> None:
        super().__init__(
            f"Esta base ya tiene una demostración de {connections:,} tomas (semilla {seed})."
            " Para otra use otra carpeta (CAUDAL_HOME) o borre esta."
        )


@dataclass(frozen=True, slots=True)
class DemoStatus:
    """The demonstration of a database: what was asked for and whether it is whole."""

    connections: int
    seed: int
    today: date
    is_finished: bool


@dataclass(frozen=True, slots=True)
class DemoProgress:
    """How far the story is; ``done`` and ``total`` count the work of one account in one step."""

    stage: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class DemoBuilt:
    """What the database holds now."""

    connections: int
    seed: int
    today: date
    bills: int
    payments: int


class _Step(NamedTuple):
    stage: str
    accounts: int
    act: Callable[[], None]
    is_atomic: bool = True


def demo_status() -> DemoStatus | None:
    """The demonstration of this database, whole or begun; None if it has none."""
    job = BackgroundJob.objects.filter(kind=DEMO_JOB).first()
    return None if job is None else _asked(job)


def _asked(job: BackgroundJob) -> DemoStatus:
    asked = job.result or {}
    return DemoStatus(
        connections=asked["connections"],
        seed=asked["seed"],
        today=date.fromisoformat(asked["today"]),
        is_finished=job.state == BackgroundJob.State.DONE,
    )


def build_demo(
    *,
    plan: TownPlan,
    lists: TownLists,
    connections: int,
    seed: int,
    today: date,
    at: datetime,
    report: Callable[[DemoProgress], None] = lambda _progress: None,
) -> DemoBuilt:
    """Fill the demonstration utility of this database with a town and twelve months of work.

    Each step is committed with the mark that it was made, so a story that was interrupted is taken
    up where it stopped and ends as one that never was. ``today`` is the day up to which it goes.

    :raises TownSizeRefused: below 100 or above 1,000,000 connections
    :raises NotADemo: if the utility of the database is real, or there is none
    :raises DemoDiffers: if the database holds another demonstration
    """
    utility = Utility.objects.filter(is_demo=True).first()
    if utility is None:
        raise NotADemo
    job = _begin(connections=connections, seed=seed, today=today, plan=plan, at=at)
    if job.state != BackgroundJob.State.DONE:
        context = _context(plan, lists, job, utility)
        _tell(context, job, at, report)
    asked = _asked(job)
    return DemoBuilt(
        connections=asked.connections,
        seed=asked.seed,
        today=asked.today,
        bills=Bill.objects.count(),
        payments=Payment.objects.count(),
    )


def _begin(
    *, connections: int, seed: int, today: date, plan: TownPlan, at: datetime
) -> BackgroundJob:
    job = BackgroundJob.objects.filter(kind=DEMO_JOB).first()
    if job is not None:
        begun = _asked(job)
        if (begun.connections, begun.seed) != (connections, seed):
            raise DemoDiffers(connections=begun.connections, seed=begun.seed)
        return job
    if ServiceAccount.objects.exists():
        raise NotADemo
    lay_out(plan=plan, known=_known_routes(), connections=connections)
    asked: dict[str, Any] = {"connections": connections, "seed": seed, "today": today.isoformat()}
    return BackgroundJob.objects.create(
        kind=DEMO_JOB,
        title=f"Base de demostración de {connections:,} tomas",
        state=BackgroundJob.State.RUNNING,
        result=asked,
        queued_at=at,
        started_at=at,
    )


def _known_routes() -> list[KnownRoute]:
    """The routes of the pack; those that the story opened are not among them."""
    rows = Route.objects.exclude(code__contains="-").order_by("code")
    return [KnownRoute(*row) for row in rows.values_list("code", "sector__code", "cycle__code")]


def _context(plan: TownPlan, lists: TownLists, job: BackgroundJob, utility: Utility) -> DemoContext:
    cycles = {cycle.code: cycle for cycle in BillingCycle.objects.select_related("branch")}
    context = DemoContext(
        town=_town(plan, lists, _asked(job), cycles),
        zone=utility.time_zone,
        cycles=cycles,
        periods=_periods(),
    )
    context.learn()
    return context


def _periods() -> dict[tuple[str, date], BillingPeriod]:
    rows = BillingPeriod.objects.select_related("cycle__branch")
    return {(period.cycle.code, period.during.lower): period for period in rows}


def _town(
    plan: TownPlan,
    lists: TownLists,
    asked: DemoStatus,
    cycles: dict[str, BillingCycle],
) -> Town:
    calendar = TownCalendar(asked.today)
    unfinished = (plan.unfinished.pending_cycle, plan.unfinished.review_cycle)
    billed = {code: MONTHS - 2 if code in unfinished else MONTHS - 1 for code in cycles}
    due = {code: _newest_due(calendar, cycle, billed[code]) for code, cycle in cycles.items()}
    return found_town(
        plan=plan,
        lists=lists,
        known_routes=_known_routes(),
        seed=asked.seed,
        connections=asked.connections,
        today=asked.today,
        newest_billed=billed,
        newest_due=due,
    )


def _newest_due(calendar: TownCalendar, cycle: BillingCycle, newest: int) -> int:
    """The last month whose bills fell due before today."""
    return max(
        month
        for month in range(newest + 1)
        if calendar.month(month).end + timedelta(days=cycle.due_days) < calendar.today
    )


def _tell(
    context: DemoContext,
    job: BackgroundJob,
    at: datetime,
    report: Callable[[DemoProgress], None],
) -> None:
    steps = list(_steps(context, at))
    total = sum(step.accounts for step in steps)
    done = sum(step.accounts for step in steps[: job.done_count])
    for number, step in enumerate(steps[job.done_count :], job.done_count + 1):
        report(DemoProgress(step.stage, done, total))
        if step.is_atomic:
            with transaction.atomic():
                step.act()
                _mark(job, number, step.stage)
        else:
            step.act()
            _mark(job, number, step.stage)
        done += step.accounts
    with transaction.atomic():
        audit.record(
            action="platform.demo.built",
            subject=Utility.objects.get(),
            acting_user=None,
            at=at,
            after=job.result,
        )
        job.state, job.finished_at = BackgroundJob.State.DONE, at
        job.save(update_fields=["state", "finished_at"])
    report(DemoProgress("Lista", total, total))


def _mark(job: BackgroundJob, number: int, stage: str) -> None:
    job.done_count, job.message = number, stage
    job.save(update_fields=["done_count", "message"])


def _steps(context: DemoContext, at: datetime) -> Iterator[_Step]:
    town = context.town
    slices = list(_slices(town))
    yield _Step("Organismo", 0, partial(_prepare, context, at))
    for routes in slices:
        act = partial(register.register_routes, context=context, routes=routes)
        yield _Step("Padrón y medidores", _count(routes), act)
    yield _Step("Lecturas", 0, partial(readings.read_showcase_before, context=context))
    for routes in slices:
        act = partial(register.owe_from_before, context=context, routes=routes)
        yield _Step("Adeudos anteriores", 0, act)
    for month in range(MONTHS):
        yield from _month(context, month, slices)
    yield _Step("Resumen", 0, partial(_refresh_summaries, context))
    yield _Step("Mantenimiento", 0, _vacuum, is_atomic=False)


def _month(
    context: DemoContext, month: int, slices: list[tuple[TownRoute, ...]]
) -> Iterator[_Step]:
    town = context.town
    name = context.period(town.cycle_codes()[0], month).name.lower() if context.periods else ""
    yield _Step(f"Lecturas de {name}", 0, partial(maintenance.analyze, tables=_STATISTICS))
    for routes in slices:
        act = partial(readings.read_routes, context=context, routes=routes, month=month)
        yield _Step(f"Lecturas de {name}", _count(routes), act)
    for cycle in town.cycle_codes():
        billed = partial(bills.bill_cycle, context=context, cycle=cycle, month=month)
        count = sum(route.count for route in town.routes if route.cycle == cycle)
        yield _Step(f"Recibos de {name}", count, billed, is_atomic=False)
    days = town.paying_days(month)
    for day in range(len(days)):
        paid = partial(payments.pay_day, context=context, month=month, day=day)
        yield _Step(f"Pagos de {name}", town.count // len(days), paid)


def _slices(town: Town) -> Iterator[tuple[TownRoute, ...]]:
    """Whole routes in groups, so that memory stays flat whatever the size."""
    group: list[TownRoute] = []
    for route in town.routes:
        if group and _count(group) + route.count > _SLICE_ACCOUNTS:
            yield tuple(group)
            group = []
        group.append(route)
    yield tuple(group)


def _count(routes: list[TownRoute] | tuple[TownRoute, ...]) -> int:
    return sum(route.count for route in routes)


def _prepare(context: DemoContext, at: datetime) -> None:
    """People, periods and routes that the pack does not bring."""
    people.let_people_in(plan=context.town.plan, at=at)
    register.open_missing_periods(context=context, at=at)
    register.open_more_routes(context=context, at=at)
    context.periods = _periods()
    context.learn()


def _refresh_summaries(context: DemoContext) -> None:
    keys = context.account_ids()
    summary.rebuild_debt(
        first_account_id=int(keys[0]),
        last_account_id=int(keys[-1]),
        on_date=context.town.calendar.today,
    )


def _vacuum() -> None:
    maintenance.vacuum(tables=(*_STATISTICS, AuditEntry, BillingRun))
    bring_totals_up()
