"""Each promise of payments: a violation planted as owner is reported by its row."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import pytest
from tests.database import TestServer
from tests.factories.payments import make_desk, make_payment, make_session, make_supervisor
from tests.factories.platform import AT
from tests.factories.receivables import make_debt
from tests.factories.registry import make_account
from tests.integration.planting import (
    OwnerConnection,
    broken_rows,
    names_broken,
    past_the_triggers,
    without_constraint,
)

from caudal.domain.payments.invariants import INVARIANTS
from caudal.domain.payments.models import CashClosing, CashSession, Payment, PaymentReversal
from caudal.usecases.cancel_receipt import cancel_receipt
from caudal.usecases.close_cash_session import close_cash_session
from caudal.usecases.withdraw_cash import withdraw_cash


@dataclass(frozen=True)
class World:
    """A day at a desk: a payment, a cancelled one, a withdrawal and the closing."""

    payment: Payment
    cancelled: Payment
    reversal: PaymentReversal
    session: CashSession
    closing: CashClosing


@pytest.fixture
def world(committed_database: str) -> World:
    account = make_account()
    make_debt(account=account, amounts={"agua": "277.29", "alcantarillado": "112.58"})
    session = make_session(desk=make_desk())
    taken = make_payment(account=account, session=session, amount="300.00")
    wrong = make_payment(account=account, session=session, amount="89.00")
    supervisor = make_supervisor()
    reversal = cancel_receipt(
        payment_id=wrong.payment_id,
        cash_session_id=session.pk,
        reason="Se equivocó de cuenta",
        acting_user=session.cashier,
        approver=supervisor,
        at=AT,
    )
    withdraw_cash(
        cash_session_id=session.pk,
        amount=Decimal("1000.00"),
        key="retiro",
        acting_user=session.cashier,
        approver=supervisor,
        at=AT,
    )
    closing = close_cash_session(
        cash_session_id=session.pk,
        denominations={"500": 1, "200": 1, "100": 1},
        explanation="",
        acting_user=session.cashier,
        at=AT + timedelta(hours=4),
    )
    return World(
        payment=Payment.objects.get(pk=taken.payment_id),
        cancelled=Payment.objects.get(pk=wrong.payment_id),
        reversal=reversal,
        session=session,
        closing=closing,
    )


def test_an_honest_day_breaks_nothing(world: World) -> None:
    assert names_broken(INVARIANTS) == set()


Plant = Callable[[OwnerConnection, World], object]
"""Spoils something and tells what the first column of the broken row says."""


def folio_skipped(owner: OwnerConnection, world: World) -> str:
    owner.execute(
        "UPDATE platform_folioseries SET last_number = last_number + 1 WHERE code = %s",
        [world.session.desk.series.code],
    )
    return world.session.desk.series.code


def folio_erased(owner: OwnerConnection, world: World) -> str:
    owner.execute("DELETE FROM receivables_movement WHERE id = %s", [world.cancelled.movement_id])
    return world.session.desk.series.code


def folio_of_a_closing_skipped(owner: OwnerConnection, world: World) -> str:
    owner.execute(
        "UPDATE payments_cashclosing SET folio_number = folio_number + 1 WHERE id = %s",
        [world.closing.pk],
    )
    return world.closing.series_code


def closing_erased(owner: OwnerConnection, world: World) -> str:
    owner.execute("DELETE FROM payments_cashclosing")
    return world.closing.series_code


def closing_in_the_series_of_the_receipts(owner: OwnerConnection, world: World) -> str:
    owner.execute(
        "UPDATE platform_folioseries SET last_number = 0 WHERE code = %s",
        [world.closing.series_code],
    )
    owner.execute(
        "UPDATE payments_cashclosing SET series_code = %s", [world.session.desk.series.code]
    )
    return world.session.desk.series.code


def credit_of_another_amount(owner: OwnerConnection, world: World) -> int:
    owner.execute(
        "UPDATE receivables_credit SET amount = amount + 1 WHERE movement_id = %s",
        [world.payment.movement_id],
    )
    return world.payment.pk


def payment_without_credit(owner: OwnerConnection, world: World) -> int:
    owner.execute(
        "DELETE FROM receivables_credit WHERE movement_id = %s", [world.payment.movement_id]
    )
    return world.payment.pk


def payment_of_another_account(owner: OwnerConnection, world: World) -> int:
    owner.execute(
        "UPDATE payments_payment SET account_id = account_id + 1 WHERE id = %s", [world.payment.pk]
    )
    return world.payment.pk


def reversed_but_still_credit(owner: OwnerConnection, world: World) -> int:
    owner.execute(
        "UPDATE receivables_credit SET open_amount = 0.01 WHERE movement_id = %s",
        [world.cancelled.movement_id],
    )
    return world.cancelled.pk


def tender_of_another_amount(owner: OwnerConnection, world: World) -> int:
    owner.execute(
        "UPDATE payments_paymenttender SET amount = amount - 0.01 WHERE payment_id = %s",
        [world.payment.pk],
    )
    return world.payment.pk


def payment_without_tender(owner: OwnerConnection, world: World) -> int:
    owner.execute("DELETE FROM payments_paymenttender WHERE payment_id = %s", [world.payment.pk])
    return world.payment.pk


def payment_with_another_receipt(owner: OwnerConnection, world: World) -> int:
    owner.execute(
        'UPDATE payments_payment SET receipt = receipt || \'{"folio": "X"}\' WHERE id = %s',
        [world.payment.pk],
    )
    return world.payment.pk


def payment_without_folio(owner: OwnerConnection, world: World) -> int:
    owner.execute(
        "UPDATE receivables_movement SET folio = '', folio_number = NULL, series_code = NULL"
        " WHERE id = %s",
        [world.payment.movement_id],
    )
    return world.payment.pk


def reversal_of_another_amount(owner: OwnerConnection, world: World) -> int:
    owner.execute(
        "UPDATE receivables_movement SET amount = amount - 1 WHERE id = %s",
        [world.reversal.movement_id],
    )
    return world.reversal.pk


def reversal_of_nothing(owner: OwnerConnection, world: World) -> int:
    owner.execute(
        "UPDATE receivables_movement SET reverses_id = NULL WHERE id = %s",
        [world.reversal.movement_id],
    )
    return world.reversal.pk


def withdrawal_after_the_fact(owner: OwnerConnection, world: World) -> int:
    owner.execute("UPDATE payments_cashwithdrawal SET amount = amount - 100")
    return world.closing.pk


def closing_with_a_difference_of_its_own(owner: OwnerConnection, world: World) -> int:
    without_constraint(owner, "payments_cashclosing", "closing_difference_is_exact")
    owner.execute("UPDATE payments_cashclosing SET over_short = over_short + 1")
    return world.closing.pk


def payment_after_the_closing(owner: OwnerConnection, world: World) -> int:
    owner.execute(
        "UPDATE payments_payment SET paid_at = %s WHERE id = %s",
        [AT + timedelta(hours=5), world.payment.pk],
    )
    return world.session.pk


def withdrawal_after_the_closing(owner: OwnerConnection, world: World) -> int:
    owner.execute("UPDATE payments_cashwithdrawal SET withdrawn_at = %s", [AT + timedelta(hours=5)])
    return world.session.pk


def closed_without_closing(owner: OwnerConnection, world: World) -> int:
    owner.execute("DELETE FROM payments_cashclosing")
    return world.session.pk


def closing_of_an_open_session(owner: OwnerConnection, world: World) -> int:
    owner.execute("UPDATE payments_cashsession SET closed_at = NULL")
    return world.session.pk


def payment_of_another_day(owner: OwnerConnection, world: World) -> int:
    owner.execute(
        "UPDATE payments_payment SET business_date = business_date + 1 WHERE id = %s",
        [world.payment.pk],
    )
    return world.payment.pk


VIOLATIONS: list[tuple[str, Plant]] = [
    ("folios", folio_skipped),
    ("folios", folio_erased),
    ("folios", folio_of_a_closing_skipped),
    ("folios", closing_erased),
    ("folios", closing_in_the_series_of_the_receipts),
    ("payment-conservation", credit_of_another_amount),
    ("payment-conservation", payment_without_credit),
    ("payment-conservation", payment_of_another_account),
    ("payment-conservation", reversed_but_still_credit),
    ("payment-tenders", tender_of_another_amount),
    ("payment-tenders", payment_without_tender),
    ("every-desk-payment-has-its-receipt", payment_with_another_receipt),
    ("every-desk-payment-has-its-receipt", payment_without_folio),
    ("reversal-mirrors-payment", reversal_of_another_amount),
    ("reversal-mirrors-payment", reversal_of_nothing),
    ("cash-of-a-session", withdrawal_after_the_fact),
    ("cash-of-a-session", closing_with_a_difference_of_its_own),
    ("nothing-enters-a-closed-session", payment_after_the_closing),
    ("nothing-enters-a-closed-session", withdrawal_after_the_closing),
    ("nothing-enters-a-closed-session", closed_without_closing),
    ("nothing-enters-a-closed-session", closing_of_an_open_session),
    ("business-date-of-the-session", payment_of_another_day),
]


@pytest.mark.parametrize(
    ("name", "plant"), VIOLATIONS, ids=lambda value: getattr(value, "__name__", value)
)
def test_a_planted_violation_is_reported_by_its_row(
    name: str, plant: Plant, world: World, test_server: TestServer, committed_database: str
) -> None:
    with past_the_triggers(test_server, committed_database) as owner:
        broken = plant(owner, world)
    assert [next(iter(row.values())) for row in broken_rows(INVARIANTS, name)] == [broken]


def test_every_invariant_has_a_planted_violation() -> None:
    assert {name for name, _ in VIOLATIONS} == {invariant.name for invariant in INVARIANTS}
