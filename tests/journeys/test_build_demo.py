"""A demonstration, whole, interrupted and refused."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection, connections
from pytest_django.plugin import DjangoDbBlocker
from tests.conftest import use_database
from tests.database import TestServer, clone_database, drop_database
from tests.factories.platform import make_utility

from caudal.adapters.packs import locate_pack, read_pack
from caudal.adapters.packs.demo_town import read_demo_town
from caudal.domain.billing.models import Bill, BillingRun, RunAccount
from caudal.domain.billing.operations import run_steps
from caudal.domain.metering.models import Consumption, MeterInstallation, Reading
from caudal.domain.payments.models import CashClosing, CashSession, Payment, PaymentReversal
from caudal.domain.platform.models import AuditEntry, BackgroundJob, User, Utility
from caudal.domain.platform.queries.server import ServeRefused, refuse_unsafe_server
from caudal.domain.receivables.models import AccountDebt, Charge, Movement
from caudal.domain.registry.models import (
    AccountDiscount,
    AccountNote,
    AccountRole,
    ServiceAccount,
)
from caudal.engines.demo_town.layout import TownSizeRefused
from caudal.kernel.periods import add_months
from caudal.usecases import build_demo as package
from caudal.usecases.build_demo import (
    DemoDiffers,
    DemoProgress,
    NotADemo,
    build_demo,
    demo_lacks_passwords,
    demo_status,
    renew_demo_passwords,
)
from caudal.usecases.set_up_utility import RealUtilityHere, set_up_utility
from caudal.usecases.verify_books import verify_books

TODAY = date(2026, 11, 17)
AT = datetime(2026, 11, 17, 18, 43, tzinfo=UTC)
CONNECTIONS = 300
FEW = 100


class PulledPlug(Exception):
    """Somebody pulled the plug."""


def found_utility() -> None:
    """The demonstration utility, as its pack says."""
    plan, _ = read_demo_town()
    pack = read_pack(path=locate_pack(name=plan.pack))
    set_up_utility(pack=pack, acting_user=None, at=AT, is_demo=True)


def build(connections: int, *, seed: int = 7) -> list[DemoProgress]:
    """Make it, and tell what was reported."""
    plan, lists = read_demo_town()
    told: list[DemoProgress] = []
    build_demo(
        plan=plan,
        lists=lists,
        connections=connections,
        seed=seed,
        today=TODAY,
        at=AT,
        report=told.append,
    )
    return told


@dataclass(frozen=True)
class MadeDemo:
    """A demonstration that was made once, in a database of its own."""

    database: str
    told: list[DemoProgress]


@pytest.fixture(scope="module")
def made_demo(
    test_server: TestServer,
    worker_id: str,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[MadeDemo]:
    """Make it; the tests of this module only look at it."""
    name = f"committed_demo_{worker_id}"
    clone_database(server=test_server, name=name)
    with django_db_blocker.unblock():
        use_database(test_server, name)
        found_utility()
        told = build(CONNECTIONS)
        use_database(test_server, f"test_{worker_id}")
    yield MadeDemo(name, told)
    drop_database(server=test_server, name=name)


@pytest.fixture
def demo(
    made_demo: MadeDemo,
    test_server: TestServer,
    worker_id: str,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[list[DemoProgress]]:
    """Look at the demonstration; what was told while it was made."""
    with django_db_blocker.unblock():
        use_database(test_server, made_demo.database)
        yield made_demo.told
        connections.close_all()
        use_database(test_server, f"test_{worker_id}")


def account() -> ServiceAccount:
    """The account of the pictures."""
    return ServiceAccount.objects.get(number="0182937")


def test_every_promise_of_the_books_holds(demo: list[DemoProgress]) -> None:
    broken = {verdict.name: verdict.broken[:3] for verdict in verify_books() if not verdict.holds}

    assert broken == {}


def test_the_shares_of_debt_are_those_asked_for(demo: list[DemoProgress]) -> None:
    debts = AccountDebt.objects.filter(account__isnull=False)
    per_hundred = CONNECTIONS // 100

    assert debts.filter(overdue__gt=0).count() == 35 * per_hundred
    for months, share in ((24, 12), (60, 3)):
        old = debts.filter(oldest_due_date__lt=add_months(TODAY, -months))
        assert old.count() == share * per_hundred
    assert abs(debts.filter(credit_balance__gt=0).count() - 5 * per_hundred) <= per_hundred


def test_the_register_is_whole(demo: list[DemoProgress]) -> None:
    accounts = ServiceAccount.objects.all()

    assert accounts.count() == CONNECTIONS
    assert accounts.filter(connection__premise__latitude=None).count() == 0
    assert accounts.exclude(roles__role="holder").count() == 0
    assert AccountRole.objects.filter(valid_during__endswith__isnull=False).exists()
    assert AccountDiscount.objects.exists()
    assert accounts.filter(is_metered=False).exists()
    assert MeterInstallation.objects.filter(during__endswith__isnull=False).exists()
    assert accounts.filter(search_text__contains="14 208831").count() == 1


def test_readings_are_as_dirty_as_real_ones(demo: list[DemoProgress]) -> None:
    assert Reading.objects.exclude(supersedes=None).exists()
    assert Reading.objects.filter(value_m3=None).exists()
    assert Consumption.objects.filter(is_rollover=True).exists()
    bases = set(Consumption.objects.values_list("basis", flat=True))
    assert {"measured", "average", "fixed"} <= bases
    findings = set(Consumption.objects.values_list("finding", flat=True))
    assert {"sin_lectura", "cero", "muy_alta"} <= findings


def test_twelve_months_are_billed_and_the_newest_is_in_the_middle_of_its_work(
    demo: list[DemoProgress],
) -> None:
    state = BillingRun.State
    runs = BillingRun.objects.values_list("period__code", "cycle__code", "state")
    newest = {cycle: found for code, cycle, found in runs if code == "2026-10"}

    assert newest == {"02": state.IN_REVIEW, "03": state.ISSUED, "04": state.ISSUED}
    assert {found for code, _, found in runs if code != "2026-10"} == {state.ISSUED}
    assert len(runs) == 11 * 4 + 3
    pending = Consumption.objects.filter(state="pending", period__code="2026-10")
    assert pending.filter(period__cycle__code="01").exists()
    assert not Consumption.objects.filter(state="pending").exclude(period__code="2026-10").exists()
    assert RunAccount.objects.filter(run__state=state.IN_REVIEW, outcome="billed").exists()


def test_the_account_of_the_pictures_owes_what_they_show(demo: list[DemoProgress]) -> None:
    documents = list(
        Movement.objects.filter(account=account())
        .order_by("-id")
        .values_list("kind", "amount", "business_date")[:5]
    )

    assert documents == [
        ("bill", Decimal("326.31"), date(2026, 11, 6)),
        ("surcharge", Decimal("18.56"), date(2026, 11, 6)),
        ("bill", Decimal("422.04"), date(2026, 10, 6)),
        ("surcharge", Decimal("10.12"), date(2026, 10, 6)),
        ("bill", Decimal("506.09"), date(2026, 9, 6)),
    ]
    bill = Bill.objects.get(account=account(), period__code="2026-10")
    assert (bill.volume_m3, bill.due_date) == (Decimal(17), date(2026, 11, 20))
    assert Payment.objects.filter(account=account()).order_by("-id")[0].channel.code == "tienda"
    estimated = Bill.objects.filter(account=account(), basis="average").order_by("period_id")
    assert [(row.period.code, row.volume_m3) for row in estimated] == [
        ("2026-03", Decimal(15)),
        ("2026-04", Decimal(15)),
    ]
    assert AccountNote.objects.get(account=account()).is_pinned


def test_a_year_of_its_earlier_readings_is_there_too(demo: list[DemoProgress]) -> None:
    volumes = Consumption.objects.filter(account=account()).order_by("period__during")

    assert volumes.count() == 24
    assert volumes.get(period__code="2025-10").volume_m3 == 16


def test_desks_were_closed_and_receipts_cancelled(demo: list[DemoProgress]) -> None:
    assert CashSession.objects.filter(closed_at=None).count() == 0
    assert CashClosing.objects.count() == CashSession.objects.count() > 50
    assert PaymentReversal.objects.exists()
    assert Payment.objects.exclude(session=None).exists()
    kinds = set(Payment.objects.values_list("channel__kind", flat=True))
    assert {"desk", "store", "bank", "online"} <= kinds
    assert AuditEntry.objects.filter(action="payments.payment.taken").exists()


def test_old_debt_is_an_opening_balance_with_a_charge_per_stretch(
    demo: list[DemoProgress],
) -> None:
    oldest = Charge.objects.order_by("due_date")[0]

    assert oldest.movement.kind == Movement.Kind.OPENING
    assert oldest.due_date < add_months(TODAY, -60)
    assert oldest.movement.charges.count() > 12


def test_nobody_is_let_in_before_passwords_are_given(demo: list[DemoProgress]) -> None:
    people = User.objects.filter(is_demo=True)
    assert not any(user.has_usable_password() for user in people)
    assert demo_lacks_passwords()

    renew_demo_passwords(password="una-clave-larga", at=AT)

    assert not demo_lacks_passwords()

    shown = {person.username: person for person in read_demo_town()[0].people if person.is_shown}
    for user in User.objects.filter(username__in=shown):
        assert user.check_password("una-clave-larga")
        assert [group.name for group in user.groups.all()] == [shown[user.username].role]
        assert user.branch is not None
    assert len({person.role for person in shown.values()}) == len(shown) == 8


def test_progress_goes_to_its_end_stage_by_stage(demo: list[DemoProgress]) -> None:
    done = [told.done for told in demo]

    assert done == sorted(done)
    assert demo[-1].done == demo[-1].total
    assert {"Padrón y medidores", "Recibos de octubre 2026", "Pagos de octubre 2026"} <= {
        told.stage for told in demo
    }


def test_the_second_time_nothing_is_made_again(demo: list[DemoProgress]) -> None:
    before = Movement.objects.count()

    assert build(CONNECTIONS) == []

    assert Movement.objects.count() == before
    status = demo_status()
    assert status is not None
    assert status.is_finished


@pytest.mark.parametrize(("connections", "seed"), [(301, 7), (CONNECTIONS, 8)])
def test_another_demonstration_does_not_fit_over_one(
    demo: list[DemoProgress], connections: int, seed: int
) -> None:
    with pytest.raises(DemoDiffers, match=r"ya tiene una demostración de 300 tomas \(semilla 7\)"):
        build(connections, seed=seed)


_CONTENT = (
    """SELECT a.number, m.kind, m.amount, m.business_date, m.folio, m.description
         FROM receivables_movement m JOIN registry_serviceaccount a ON a.id = m.account_id
        ORDER BY m.business_date, a.number, m.kind, m.amount, m.folio""",
    """SELECT a.number, p.code, c.basis, c.volume_m3, c.finding, c.state, c.decision, g.value_m3
         FROM metering_consumption c
         JOIN registry_serviceaccount a ON a.id = c.account_id
         JOIN registry_billingperiod p ON p.id = c.period_id
         LEFT JOIN metering_reading g ON g.id = c.current_reading_id ORDER BY a.number, p.code""",
    """SELECT a.number, a.search_text, d.owed, d.overdue, d.credit_balance, d.last_payment_on
         FROM registry_serviceaccount a
         LEFT JOIN receivables_accountdebt d ON d.account_id = a.id ORDER BY a.number""",
    """SELECT d.code, s.business_date, c.folio, c.expected_cash, c.declared_cash, c.receipt_count
         FROM payments_cashclosing c JOIN payments_cashsession s ON s.id = c.session_id
         JOIN payments_cashdesk d ON d.id = s.desk_id ORDER BY d.code, s.business_date""",
    "SELECT action, count(*) FROM platform_auditentry GROUP BY action ORDER BY action",
)


def digest() -> str:
    """What the database holds, apart from its keys."""
    content = hashlib.sha256()
    with connection.cursor() as cursor:
        for statement in _CONTENT:
            cursor.execute(statement)
            for row in cursor.fetchall():
                content.update(repr(row).encode())
    return content.hexdigest()


def test_interrupted_twice_it_ends_as_one_that_never_was(
    committed_database: str, test_server: TestServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once in the middle of a transaction, once between the stretches of a run."""
    found_utility()
    build(FEW)
    whole = digest()
    connection.close()
    clone_database(server=test_server, name=committed_database)
    found_utility()

    with monkeypatch.context() as patch:
        patch.setattr(package.payments, "_close", _pull_the_plug_at(40))
        with pytest.raises(PulledPlug):
            build(FEW)
    with pytest.raises(ServeRefused, match="está a medias"):
        refuse_unsafe_server()
    with monkeypatch.context() as patch:
        patch.setattr(run_steps, "issue_run", _pull_the_plug_at(0))
        with pytest.raises(PulledPlug):
            build(FEW)
    build(FEW)

    assert digest() == whole
    refuse_unsafe_server()


def _pull_the_plug_at(call: int) -> object:
    """Stand in for something that works a number of times and then never again."""
    original = package.payments._close
    seen = []

    def act(*args: object, **values: object) -> None:
        seen.append(1)
        if len(seen) > call:
            raise PulledPlug
        original(*args, **values)  # type: ignore[arg-type]

    return act


@pytest.mark.django_db
def test_a_real_utility_is_never_touched() -> None:
    make_utility(is_demo=False)

    with pytest.raises(RealUtilityHere):
        found_utility()
    with pytest.raises(NotADemo, match="base de datos aparte"):
        build(CONNECTIONS)
    assert not BackgroundJob.objects.exists()


@pytest.mark.django_db
def test_without_a_utility_there_is_no_demonstration() -> None:
    with pytest.raises(NotADemo):
        build(CONNECTIONS)


@pytest.mark.django_db
@pytest.mark.parametrize("connections", [99, 1_000_001])
def test_sizes_are_refused_before_anything_is_written(connections: int) -> None:
    found_utility()

    with pytest.raises(TownSizeRefused, match="va de 100 a 1,000,000 tomas"):
        build(connections)
    assert demo_status() is None
    assert Utility.objects.get().is_demo
