"""The same key does the work once, however many ask and however they fail."""

import threading
import time
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction
from tests.concurrency import together
from tests.factories.platform import AT, make_role, make_user

from caudal.domain.platform.models import FolioSeries, IdempotentAnswer, User
from caudal.domain.platform.operations import folios, idempotency
from caudal.domain.platform.operations.idempotency import KeyReused, Request

THREADS = 16


def pay(user: User, *, key: str = "llave", amount: str = "100.00") -> dict[str, Any]:
    """An act that takes a folio, behind its key."""
    with transaction.atomic():
        claimed = idempotency.claim(
            Request(key=key, act="prueba.cobrar", asked={"amount": amount}, acting_user=user, at=AT)
        )
        if claimed.earlier is not None:
            return claimed.earlier
        result = {"folio": folios.take(series_code="R").folio(), "amount": amount}
        idempotency.answer(claimed=claimed, result=result)
        return result


def folios_taken() -> int:
    """How many times the work was done."""
    return FolioSeries.objects.get(code="R").last_number


def test_many_clicks_at_once_do_it_once_and_all_get_the_answer(committed_database: str) -> None:
    user = make_user()
    folios.open_series(code="R", prefix="R-")
    answers = together([partial(pay, user)] * THREADS)
    assert answers == [{"folio": "R-000001", "amount": "100.00"}] * THREADS
    assert folios_taken() == 1
    assert IdempotentAnswer.objects.count() == 1


def test_a_twin_waits_and_does_the_work_if_the_first_one_fails(committed_database: str) -> None:
    user = make_user()
    folios.open_series(code="R", prefix="R-")
    first_has_claimed = threading.Event()

    def act(number: int) -> dict[str, Any]:
        if number == 1:
            first_has_claimed.wait(timeout=30)
            return pay(user)
        with transaction.atomic():
            idempotency.claim(
                Request(
                    key="llave",
                    act="prueba.cobrar",
                    asked={"amount": "100.00"},
                    acting_user=user,
                    at=AT,
                )
            )
            first_has_claimed.set()
            _wait_for_a_blocked_session()
            message = "se fue la luz"
            raise OSError(message)

    failed, done = together([partial(act, number) for number in range(2)])
    assert isinstance(failed, OSError)
    assert done == {"folio": "R-000001", "amount": "100.00"}
    assert folios_taken() == 1


def _wait_for_a_blocked_session() -> None:
    """Until another session of this database waits for a lock."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            (blocked,) = cursor.fetchone()
        if blocked:
            return
        time.sleep(0.02)
    pytest.fail("nobody waited for the key")


@pytest.mark.django_db
def test_the_same_key_with_other_data_is_refused() -> None:
    user = make_user()
    folios.open_series(code="R", prefix="R-")
    pay(user)
    with pytest.raises(KeyReused, match="ya se envió con otros datos"):
        pay(user, amount="200.00")
    assert folios_taken() == 1


@pytest.mark.django_db
def test_the_same_key_for_another_act_is_refused() -> None:
    user = make_user()
    claimed = idempotency.claim(Request(key="k", act="uno", asked={}, acting_user=user, at=AT))
    idempotency.answer(claimed=claimed, result={})
    with pytest.raises(KeyReused):
        idempotency.claim(Request(key="k", act="dos", asked={}, acting_user=user, at=AT))


@pytest.mark.django_db
def test_a_repeat_days_later_gets_the_same_answer() -> None:
    user = make_user()
    asked: dict[str, Any] = {"key": "k", "act": "uno", "asked": {"n": 1}, "acting_user": user}
    claimed = idempotency.claim(Request(**asked, at=AT))
    idempotency.answer(claimed=claimed, result={"at": AT, "role": "x"})
    again = idempotency.claim(Request(**asked, at=AT + timedelta(days=9)))
    assert again.record_id == claimed.record_id
    assert again.earlier == {"at": "2026-11-17T18:43:00Z", "role": "x"}


@pytest.mark.django_db
def test_the_order_of_the_data_does_not_matter() -> None:
    user = make_user()
    one = idempotency.claim(
        Request(key="k", act="a", asked={"x": 1, "y": 2}, acting_user=user, at=AT)
    )
    idempotency.answer(claimed=one, result={"ok": True})
    two = idempotency.claim(
        Request(key="k", act="a", asked={"y": 2, "x": 1}, acting_user=user, at=AT)
    )
    assert two.earlier == {"ok": True}


@pytest.mark.django_db
def test_keys_of_two_people_are_apart() -> None:
    make_role()
    folios.open_series(code="R", prefix="R-")
    assert pay(make_user())["folio"] == "R-000001"
    assert pay(make_user())["folio"] == "R-000002"


@pytest.mark.django_db
def test_an_unanswered_key_is_not_an_answer() -> None:
    """Somebody claimed and never answered in the same transaction: a bug, said aloud."""
    user = make_user()
    asked: dict[str, Any] = {"key": "k", "act": "a", "asked": {}, "acting_user": user, "at": AT}
    idempotency.claim(Request(**asked))
    with pytest.raises(KeyReused):
        idempotency.claim(Request(**asked))
