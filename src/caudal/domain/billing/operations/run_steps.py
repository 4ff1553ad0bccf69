"""The steps of a run, each with its entry in the log: prepared, calculated, approved, issued.

Several stories take them, a person's and a demonstration's; between transactions they report how
many accounts are done.
"""

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction

from caudal.domain.billing.models import BillingRun
from caudal.domain.billing.operations import issuing, runs, staging
from caudal.domain.billing.operations.calculation import Calculation
from caudal.domain.billing.operations.issuing import IssuedChunk
from caudal.domain.billing.operations.staged_bills import staged_bills
from caudal.domain.billing.queries.population import PopulationScope, population, walk_slices
from caudal.domain.billing.queries.sentinels import sentinel_limits
from caudal.domain.billing.queries.supplements import read_later
from caudal.domain.platform.garbage import no_cycle_search
from caudal.domain.platform.models import User
from caudal.domain.platform.operations import audit
from caudal.domain.receivables.operations import credit_balances, locking, summary, surcharges
from caudal.domain.receivables.queries.policies import allocation_policy
from caudal.domain.receivables.queries.surcharge_rules import surcharge_rules
from caudal.domain.registry.models import BillingPeriod
from caudal.domain.tariffs.models import ChargeConcept, Tariff
from caudal.domain.tariffs.queries.programs import ProgramBook

State = BillingRun.State
CALCULABLE = (State.PREPARED, State.CALCULATING, State.IN_REVIEW)

Report = Callable[[int], None]


@transaction.atomic
def prepare_run(
    *, period: BillingPeriod, issue_date: date, acting_user: User | None, at: datetime
) -> BillingRun:
    """Open the principal run of a period: bills will carry ``issue_date`` and fall due on the
    period's date, or on the day of issue if that is later.

    :raises PeriodAlreadyBilled: if a run of the period is alive
    """
    run = runs.prepare(period=period, issue_date=issue_date, prepared_by=acting_user, at=at)
    _audit_prepared(run, acting_user, at)
    return run


@transaction.atomic
def prepare_supplement(
    *, principal: BillingRun, issue_date: date, acting_user: User | None, at: datetime
) -> BillingRun:
    """Open a run of the accounts that the issued runs of a period held and that have no bill; who
    is billed late has all the days to pay that the cycle gives.

    :raises SupplementTooSoon: if the principal run is not issued, or not yet on that date
    :raises SupplementUnfinished: if another one of the period is
    :raises NothingToSupplement: if everybody has a bill or was left out by a rule
    """
    run = runs.prepare_supplement(
        principal=principal, issue_date=issue_date, prepared_by=acting_user, at=at
    )
    _audit_prepared(run, acting_user, at)
    return run


def _audit_prepared(run: BillingRun, acting_user: User | None, at: datetime) -> None:
    supplements = {"supplements": run.supplements.code} if run.supplements else {}
    audit.record(
        action="billing.run.prepared",
        subject=run,
        acting_user=acting_user,
        at=at,
        branch_id=run.cycle.branch_id,
        after={
            "code": run.code,
            "issue_date": run.issue_date,
            "due_date": run.due_date,
            **supplements,
        },
    )


def calculate_run(
    *, run_id: int, acting_user: User | None, at: datetime, report: Report
) -> BillingRun:
    """Rate every account that the run must explain and stage it as billed, held or excluded.

    :raises RunStateRefused: if the run is approved or further
    :raises SentinelsMissing: if no limits are in force
    """
    with transaction.atomic():
        run = runs.lock_run(run_id=run_id, states=CALCULABLE, step="calcular")
        staging.clear(run=run)
        run.state = State.CALCULATING
        run.save(update_fields=["state"])
    scope = PopulationScope.of_period(run.period, issue_date=run.issue_date)
    calculation = Calculation(
        scope=scope,
        book=ProgramBook(Tariff.objects.values_list("pk", flat=True)),
        limits=sentinel_limits(on_date=run.issue_date),
        read_later=read_later(run=run),
    )
    done = 0
    for piece in walk_slices(run=run):
        with transaction.atomic(), no_cycle_search():
            rows = population(scope=scope, piece=piece)
            staging.stage(run=run, first_position=done, accounts=calculation.calculate(rows))
        done += len(rows)
        report(done)
    with transaction.atomic():
        run = runs.lock_run(run_id=run_id, states=(State.CALCULATING,), step="revisar")
        staging.refresh_totals(run=run, state=State.IN_REVIEW, at=at)
        audit.record(
            action="billing.run.calculated",
            subject=run,
            acting_user=acting_user,
            at=at,
            branch_id=run.cycle.branch_id,
            amount=run.total,
            after={
                "active": run.active_count,
                "billed": run.billed_count,
                "held": run.held_count,
                "excluded": run.excluded_count,
            },
        )
    return run


@transaction.atomic
def approve_run(*, run_id: int, acting_user: User, at: datetime) -> BillingRun:
    """Sign a reviewed run that explains every active account.

    :raises RunStateRefused: if it is not in review
    :raises RunApproverIsPreparer: if the person prepared it
    :raises RunIncomplete: if an account that it must explain is missing from it
    :raises RunOutdated: if readings changed since it was calculated
    :raises NothingToIssue: if it bills nobody
    """
    run = runs.lock_run(run_id=run_id, states=(State.IN_REVIEW,), step="aprobar")
    staging.refresh_totals(run=run)
    runs.approve(run=run, approved_by=acting_user, at=at)
    audit.record(
        action="billing.run.approved",
        subject=run,
        acting_user=acting_user,
        at=at,
        branch_id=run.cycle.branch_id,
        amount=run.total,
        after={"billed": run.billed_count, "held": run.held_count, "excluded": run.excluded_count},
    )
    return run


def issue_run(
    *,
    run_id: int,
    acting_user: User | None,
    at: datetime,
    report: Report,
    stretch_positions: int = issuing.CHUNK_POSITIONS,
) -> BillingRun:
    """Issue an approved run by stretches; called again, it goes on after the last committed one.
    Two issuers at once share the stretches.

    :raises RunStateRefused: if the run is not approved or being issued
    :raises StagedTotalDiffers: if a bill would not be the one that was reviewed
    """
    with transaction.atomic():
        run = runs.lock_run(run_id=run_id, states=(State.APPROVED, State.ISSUING), step="emitir")
        runs.begin_issue(run=run, at=at)
    book = ProgramBook(Tariff.objects.values_list("pk", flat=True))
    concept_ids = dict(ChargeConcept.objects.values_list("code", "pk"))
    for first, last in issuing.pending_stretches(run=run, positions=stretch_positions):
        with transaction.atomic(durable=True), no_cycle_search():
            issued = _issue_stretch(run, book, concept_ids, (first, last))
            if issued:
                _audit_stretch(run, issued, acting_user)
        report(min(last + 1, run.active_count))
    with transaction.atomic():
        run = runs.lock_run(run_id=run_id, states=(State.ISSUING, State.ISSUED), step="cerrar")
        if run.state == State.ISSUED:
            return run
        runs.finish_issue(run=run, at=at)
        audit.record(
            action="billing.run.issued",
            subject=run,
            acting_user=acting_user,
            at=issuing.order_of_run(run).at,
            branch_id=run.cycle.branch_id,
            amount=run.total,
            after={"bills": run.issued_count},
        )
    return run


def _issue_stretch(
    run: BillingRun, book: ProgramBook, concept_ids: dict[str, int], stretch: tuple[int, int]
) -> IssuedChunk | None:
    first, last = stretch
    bills = staged_bills(run=run, first=first, last=last)
    if not issuing.claim_chunk(run=run, first=first, last=last, bills=bills) or not bills:
        return None
    accounts: list[int] = bills.account_ids.tolist()
    locking.lock_accounts(account_ids=accounts)
    order = issuing.order_of_run(run)
    surcharges.charge_surcharges(
        account_ids=accounts, header=issuing.surcharge_header(order), rules=surcharge_rules()
    )
    issued = issuing.issue_bills(order=order, book=book, concept_ids=concept_ids, bills=bills)
    credit_balances.apply_credit_balances(
        documents=issued.movement_by_account,
        policy=allocation_policy(on_date=run.issue_date),
        on_date=run.issue_date,
    )
    summary.refresh_debt(account_ids=accounts, on_date=run.issue_date)
    return issued


def _audit_stretch(run: BillingRun, issued: IssuedChunk, acting_user: User | None) -> None:
    audit.record(
        action="billing.bills.issued",
        subject=run,
        acting_user=acting_user,
        at=issuing.order_of_run(run).at,
        branch_id=run.cycle.branch_id,
        amount=issued.total,
        after={"bills": issued.bill_count, "folios": [issued.first_folio, issued.last_folio]},
    )
