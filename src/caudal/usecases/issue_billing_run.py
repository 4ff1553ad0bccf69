"""Issue an approved run: resumable, exactly once, while cashiers go on working."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from caudal.domain.billing.models import BillingRun
from caudal.domain.billing.operations import issuing, runs
from caudal.domain.billing.operations.issuing import IssuedChunk
from caudal.domain.platform.models import User
from caudal.domain.platform.operations import audit
from caudal.domain.receivables.operations import credit_balances, locking, summary, surcharges
from caudal.domain.receivables.queries.policies import allocation_policy
from caudal.domain.receivables.queries.surcharge_rules import surcharge_rules
from caudal.domain.tariffs.models import ChargeConcept, Tariff
from caudal.domain.tariffs.queries.programs import ProgramBook

State = BillingRun.State


def issue_billing_run(
    *,
    run_id: int,
    acting_user: User | None,
    at: datetime,
    report: Callable[[int], None] = lambda _done: None,
) -> BillingRun:
    """Issue the bills of an approved run in stretches of positions, each in one transaction: bills,
    surcharges on arrears, credit balances, summaries and the audit entry together or not at all.

    Killed at any moment and called again, it goes on after the last committed stretch and leaves
    what a run never killed would. ``report`` is told how many accounts are done.

    :raises RunStateRefused: if the run is not approved or being issued
    :raises StagedTotalDiffers: if a bill would not be the one that was reviewed
    """
    with transaction.atomic():
        run = runs.lock_run(run_id=run_id, states=(State.APPROVED, State.ISSUING), step="emitir")
        runs.begin_issue(run=run, at=at)
    book = ProgramBook(Tariff.objects.values_list("pk", flat=True))
    concept_ids = dict(ChargeConcept.objects.values_list("code", "pk"))
    for first, last in issuing.pending_stretches(run=run):
        with transaction.atomic(durable=True):
            issued = _issue_stretch(run, book, concept_ids, (first, last))
            if issued:
                _audit_stretch(run, issued, acting_user)
        report(min(last + 1, run.active_count))
    with transaction.atomic():
        run = runs.lock_run(run_id=run_id, states=(State.ISSUING,), step="cerrar")
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
    bills = issuing.staged_bills(run=run, first=first, last=last)
    issuing.claim_chunk(run=run, first=first, last=last, bills=bills)
    if not bills:
        return None
    accounts = [bill.account_id for bill in bills]
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
