"""The work of the night: queued once, made up for after nights without a worker, seen by people."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from tests.factories.payments import make_payment, make_session
from tests.factories.platform import make_entry, make_job, make_user, make_utility
from tests.factories.receivables import make_debt
from tests.factories.registry import make_account

from caudal.domain.platform import night
from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import AuditBlock, BackgroundJob
from caudal.domain.platform.operations import jobs
from caudal.domain.receivables.models import AccountDebt
from caudal.domain.reports.queries.decisions import last_check_of_books
from caudal.interfaces.clock import now
from caudal.interfaces.jobs import night_tasks
from caudal.usecases.queue_night_work import queue_night_work
from caudal.usecases.refresh_overdue_debt import refresh_overdue_debt

pytestmark = pytest.mark.django_db

State = BackgroundJob.State
FOUNDED = datetime(2026, 11, 1, 18, tzinfo=UTC)
THREE = datetime(2026, 11, 17, 10, tzinfo=UTC)
"""3:00 in Hermosillo of the 17th."""


@pytest.fixture(autouse=True)
def _utility() -> None:
    make_utility()
    make_entry(at=FOUNDED)


def kinds(queued: tuple[BackgroundJob, ...]) -> list[str]:
    return [job.kind for job in queued]


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (THREE, date(2026, 11, 17)),
        (THREE - timedelta(seconds=1), date(2026, 11, 16)),
        (THREE + timedelta(hours=23), date(2026, 11, 17)),
    ],
)
def test_a_night_begins_at_three_by_the_clock_of_the_utility(at: datetime, day: date) -> None:
    begins = night.last_night(at=at, zone="America/Hermosillo")
    assert (begins.date(), begins.hour) == (day, 3)
    assert begins <= at


def test_a_night_is_queued_once_in_its_order() -> None:
    queued = queue_night_work(at=THREE)
    assert kinds(queued) == [
        night.REFRESH_OVERDUE,
        night.SUM_UP_DAYS,
        night.SEAL_LOG,
        night.VERIFY,
    ]
    assert queued[3].title == "Comprobación de las cuentas del 17/11/2026"
    assert queue_night_work(at=THREE + timedelta(minutes=10)) == ()
    for job in queued:
        jobs.start(job_id=job.pk, at=THREE)
        jobs.finish(job_id=job.pk, state=State.DONE, at=THREE)
    assert queue_night_work(at=THREE + timedelta(hours=20)) == ()


def test_nights_without_a_worker_are_made_up_for_once() -> None:
    queue_night_work(at=THREE)
    later = THREE + timedelta(days=5, hours=6)
    BackgroundJob.objects.update(state=State.DONE)
    assert len(queue_night_work(at=later)) == 4
    assert queue_night_work(at=later + timedelta(minutes=10)) == ()


def test_a_night_that_is_still_under_way_does_not_hold_the_next_one_back() -> None:
    queue_night_work(at=THREE)
    assert len(queue_night_work(at=THREE + timedelta(days=1))) == 4


def test_people_come_before_the_night() -> None:
    queue_night_work(at=THREE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT priority FROM procrastinate_jobs")
        assert cursor.fetchall() == [(-10,)]


def test_a_utility_founded_after_the_night_began_has_nothing_to_look_after() -> None:
    assert queue_night_work(at=FOUNDED) == ()
    assert queue_night_work(at=FOUNDED + timedelta(hours=16)) != ()


def owing(amount: str, *, due: date) -> AccountDebt:
    account = make_account()
    make_debt(account=account, amounts={"agua": amount}, due_date=due, on_date=date(2026, 11, 1))
    return AccountDebt.objects.get(account=account)


def test_what_fell_due_is_overdue_in_the_summary_and_the_rest_is_left_alone() -> None:
    due, open_yet = owing("300.00", due=date(2026, 11, 16)), owing("80.00", due=date(2026, 11, 17))
    assert due.overdue == 0
    assert refresh_overdue_debt(at=THREE) == 1
    due.refresh_from_db()
    before = open_yet.as_of
    open_yet.refresh_from_db()
    assert (due.overdue, due.as_of) == (Decimal("300.00"), date(2026, 11, 17))
    assert (open_yet.overdue, open_yet.as_of) == (Decimal(0), before)
    assert refresh_overdue_debt(at=THREE) == 0


def test_many_accounts_are_refreshed_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("caudal.usecases.refresh_overdue_debt.ACCOUNTS_AT_ONCE", 2)
    owed = [owing("10.00", due=date(2026, 11, 10)) for _ in range(5)]
    told: list[int] = []
    assert refresh_overdue_debt(at=THREE, report=told.append) == 5
    assert told == [2, 4, 5]
    assert {AccountDebt.objects.get(pk=one.pk).overdue for one in owed} == {Decimal("10.00")}


def done(kind: str) -> BackgroundJob:
    """The job of a kind, done by its task."""
    job = make_job(kind=kind)
    task = {
        night.REFRESH_OVERDUE: night_tasks.refresh_overdue,
        night.SUM_UP_DAYS: night_tasks.sum_up_days,
        night.SEAL_LOG: night_tasks.seal_log,
        night.VERIFY: night_tasks.verify_books,
    }[kind]
    task(job_id=job.pk)
    job.refresh_from_db()
    return job


def test_the_log_of_the_day_is_sealed_and_a_second_time_adds_nothing() -> None:
    job = done(night.SEAL_LOG)
    block = AuditBlock.objects.get()
    assert (job.state, job.message) == (State.DONE, "1 asientos sellados")
    assert job.result is not None
    assert job.result["sello"] == block.digest
    assert done(night.SEAL_LOG).message == "Sin asientos nuevos"


def test_the_job_of_due_dates_says_how_many() -> None:
    owing("10.00", due=date(2026, 11, 10))
    assert done(night.REFRESH_OVERDUE).message == "1 cuentas con vencimientos nuevos"


def test_the_job_of_totals_brings_them_up_once() -> None:
    owing("10.00", due=date(2026, 11, 10))
    assert done(night.SUM_UP_DAYS).message == "Totales al día"
    assert done(night.SUM_UP_DAYS).message == "Sin movimientos nuevos"


def test_books_that_hold_raise_no_alert() -> None:
    job = done(night.VERIFY)
    assert (job.state, job.result and job.result["sin cumplirse"]) == (State.DONE, 0)
    assert "todo cuadra" in job.message
    assert alerts(make_user(functions=[Function.VIEW_DASHBOARD])) == []


def broken_books() -> BackgroundJob:
    """A check of books whose summary somebody changed by hand."""
    account = make_account()
    make_debt(account=account, amounts={"agua": "10.00"})
    make_payment(account=account, session=make_session(at=now()), amount="4.00", at=now())
    AccountDebt.objects.filter(account=account).update(owed=Decimal("99.00"))
    return done(night.VERIFY)


def alerts(user: Any) -> list[dict[str, Any]]:
    client = Client()
    client.force_login(user)
    answer = client.get("/tablero/")
    return [one for one in answer.context["decisions"] if "cuentas" in one["title"]]


def test_broken_books_fail_the_job_that_keeps_what_was_found() -> None:
    job = broken_books()
    assert job.state == State.FAILED
    assert "No se cumplen 1 de" in job.message
    assert job.result is not None
    (finding,) = job.result["hallazgos"]
    assert finding["name"] in job.message
    assert finding["rows"][0]["owed"] == "99.00"

    client = Client()
    client.force_login(make_user(functions=[Function.VIEW_JOBS]))
    page = client.get(f"/trabajos/{job.pk}/").content.decode()
    assert finding["promise"] in page
    assert "owed=99.00" in page


def test_broken_books_are_the_first_thing_on_the_dashboard() -> None:
    job = broken_books()
    (alert,) = alerts(make_user(functions=[Function.VIEW_DASHBOARD, Function.VIEW_JOBS]))
    assert alert["title"] == "Las cuentas no cuadran: 1 promesa sin cumplirse"
    assert (alert["tone"], alert["url"]) == ("bad", f"/trabajos/{job.pk}/")
    (alert,) = alerts(make_user(functions=[Function.VIEW_DASHBOARD]))
    assert alert["url"] == ""


def test_a_check_that_did_not_end_or_is_old_is_told_too() -> None:
    user = make_user(functions=[Function.VIEW_DASHBOARD])
    make_job(kind=night.VERIFY, state=State.FAILED, finished_at=now())
    (alert,) = alerts(user)
    assert alert["title"] == "La comprobación de las cuentas no terminó"
    old = now() - timedelta(days=4)
    make_job(kind=night.VERIFY, state=State.DONE, finished_at=old, result={"sin cumplirse": 0})
    (alert,) = alerts(user)
    assert alert["title"] == "Las cuentas no se han comprobado: revise los trabajos"
    check = last_check_of_books()
    assert check is not None
    assert check.broken_count == 0
