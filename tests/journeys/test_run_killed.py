"""Issuing a run survives kill −9, a second issuer and cashiers at the same accounts."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from django.db import connections
from tests.concurrency import raised, together
from tests.conftest import use_database
from tests.database import TestServer, drop_database
from tests.factories.history import noon
from tests.factories.payments import make_session
from tests.factories.runs import make_town
from tests.soak.kill_run import MONEY, kill_and_resume, killed_database, prepare_run

from caudal.domain.billing.models import Bill, BillingRun, RunChunk
from caudal.domain.platform.models import AuditEntry
from caudal.domain.platform.verification import check
from caudal.domain.receivables.models import AccountDebt, Movement
from caudal.engines.tendering import Tender, TenderKind
from caudal.usecases.issue_billing_run import issue_billing_run
from caudal.usecases.take_payment import take_payment

OCTOBER = date(2026, 10, 1)
AT = noon(date(2026, 11, 6))


def broken() -> list[str]:
    """The promises about money that do not hold in the database in use."""
    return [verdict.name for verdict in check(MONEY) if not verdict.holds]


def test_an_issuer_killed_again_and_again_leaves_what_a_whole_one_leaves(
    test_server: TestServer, committed_database: str, worker_id: str
) -> None:
    run_id = prepare_run(accounts=48)
    connections.close_all()

    outcome = kill_and_resume(
        server=test_server,
        source=committed_database,
        suffix=worker_id,
        run_id=run_id,
        kills=5,
        seed=20261106,
    )

    assert len(outcome.killed_after) == 5
    assert all(0 < after < outcome.stretches for after in outcome.killed_after)
    assert outcome.found == outcome.expected
    use_database(test_server, killed_database(worker_id))
    assert broken() == []
    connections.close_all()
    drop_database(server=test_server, name=killed_database(worker_id))


def issuer(run_id: int, positions: int) -> Callable[[], BillingRun]:
    return partial(
        issue_billing_run, run_id=run_id, acting_user=None, at=AT, stretch_positions=positions
    )


def test_two_issuers_share_a_run_and_each_bill_is_issued_once(committed_database: str) -> None:
    del committed_database
    run_id = prepare_run(accounts=24)

    results = together([issuer(run_id, 2), issuer(run_id, 2)])

    assert raised(results) == []
    run = BillingRun.objects.get(pk=run_id)
    assert run.state == BillingRun.State.ISSUED
    assert Bill.objects.filter(run=run).count() == run.billed_count == 23
    assert RunChunk.objects.filter(run=run).count() == 12
    assert AuditEntry.objects.filter(action="billing.run.issued", subject_id=run_id).count() == 1
    folios = Bill.objects.filter(run=run).order_by("movement__folio_number")
    assert list(folios.values_list("movement__folio_number", flat=True)) == list(range(24, 47))
    assert broken() == []


@pytest.mark.parametrize("positions", [4, 12])
def test_cashiers_take_payments_on_the_accounts_being_issued(
    committed_database: str, positions: int
) -> None:
    del committed_database
    town = make_town(accounts=12, suspended=0)
    town.read(OCTOBER)
    run = town.approved(OCTOBER)
    sessions = [make_session(at=AT) for _ in range(3)]

    def cashier(number: int) -> int:
        """Pays every account in the order of the walk, from a place of its own."""
        session = sessions[number]
        for index in range(12):
            account = town.accounts[(index + 4 * number) % 12]
            take_payment(
                account_id=account.pk,
                amount=Decimal("50.00"),
                tenders=[Tender(TenderKind.CASH, Decimal("50.00"))],
                cash_session_id=session.pk,
                key=f"{number}-{index}",
                acting_user=session.cashier,
                at=AT,
            )
        return 12

    acts: list[Callable[[], object]] = [issuer(run.pk, positions)]
    acts += [partial(cashier, number) for number in range(3)]
    results = together(acts)

    assert raised(results) == []
    assert Movement.objects.filter(kind=Movement.Kind.PAYMENT).count() == 36
    for account in town.accounts:
        bill = Bill.objects.get(account=account)
        debt = AccountDebt.objects.get(account=account)
        assert debt.owed - debt.credit_balance == bill.total - Decimal("150.00")
        assert not (debt.owed and debt.credit_balance), "credit was left beside a debt"
    assert broken() == []
