"""Open, guard and close cash sessions (turnos)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from caudal.domain.payments.models import (
    CashClosing,
    CashDesk,
    CashSession,
    CashWithdrawal,
    Payment,
)
from caudal.domain.payments.queries.cash import ExpectedCash
from caudal.domain.platform.models import User
from caudal.domain.platform.operations import folios
from caudal.domain.platform.prepared import prepared_cursor
from caudal.domain.receivables.queries.policies import (
    AllocationPolicyMissing,
    read_allocation_policy,
)
from caudal.engines.allocation import AllocationPolicy
from caudal.kernel.errors import Refusal
from caudal.kernel.money import format_mxn
from caudal.kernel.periods import business_date


class CashSessionClosed(Refusal):
    """The session is closed, or is not this cashier's."""

    def __init__(self) -> None:
        super().__init__("Su turno de caja está cerrado. Abra un turno para cobrar.")


class CashSessionOfAnotherDay(Refusal):
    """The session was opened on another business date."""

    def __init__(self, opened_on: date) -> None:
        super().__init__(
            f"El turno abierto es del {opened_on:%d/%m/%Y}."
            " Haga su corte de caja y abra el turno de hoy."
        )


class CashSessionAlreadyOpen(Refusal):
    """The desk or the cashier has an open session."""


class FloatNegative(Refusal):
    """A drawer cannot begin with less than nothing."""

    def __init__(self) -> None:
        super().__init__("El fondo fijo no puede ser negativo; si empieza sin fondo, escriba 0.")


class WithdrawalNotPositive(Refusal):
    """Nothing would be withdrawn."""

    def __init__(self) -> None:
        super().__init__("Escriba un importe mayor que cero para retirar.")


class WithdrawalExceedsCash(Refusal):
    """More would be withdrawn than the drawer holds."""

    def __init__(self, available: Decimal) -> None:
        super().__init__(f"En la caja hay {format_mxn(available)}; retire esa cantidad o menos.")


@dataclass(frozen=True, slots=True)
class OpenSession:
    """What taking a payment needs to know of an open session."""

    allocation_policy: AllocationPolicy
    session_id: int
    business_date: date
    desk_id: int
    desk_code: str
    desk_name: str
    series_code: str
    branch_id: int
    branch_name: str
    time_zone: str
    channel_id: int

    @classmethod
    def from_row(cls, row: Sequence[Any]) -> "OpenSession":
        """Read the columns of :data:`SESSION_COLUMNS`.

        :raises AllocationPolicyMissing: if no policy was in force on the session's date
        """
        *facts, policy = row
        if policy is None:
            raise AllocationPolicyMissing(facts[1])
        return cls(_read_policy(policy), *facts)

    def refuse_another_day(self, at: datetime) -> None:
        """Only the business date on which it was opened takes money.

        :raises CashSessionOfAnotherDay: if ``at`` is another one in its branch
        """
        if business_date(at, self.time_zone) != self.business_date:
            raise CashSessionOfAnotherDay(self.business_date)


@lru_cache(maxsize=8)
def _read_policy(text: str) -> AllocationPolicy:
    """The same few texts come with every payment."""
    return read_allocation_policy(json.loads(text))


#: The columns of :class:`OpenSession`, the policy last, of session ``s`` and the tables around it.
SESSION_COLUMNS = """
s.id, s.business_date, d.id, d.code, d.name, f.code, b.id, b.name, b.time_zone,
(SELECT c.id FROM payments_collectionchannel c WHERE c.kind = 'desk' ORDER BY c.id LIMIT 1),
(SELECT p.policy::text FROM receivables_allocationpolicy p WHERE p.valid_from <= s.business_date
  ORDER BY p.valid_from DESC LIMIT 1)
"""
SESSION_TABLES = """
payments_cashsession s
  JOIN payments_cashdesk d ON d.id = s.desk_id
  JOIN platform_folioseries f ON f.id = d.series_id
  JOIN platform_branch b ON b.id = d.branch_id
"""
_OPEN_SESSION = f"""
SELECT {SESSION_COLUMNS} FROM {SESSION_TABLES}
 WHERE s.id = %s AND s.cashier_id = %s AND s.closed_at IS NULL FOR {{lock}} OF s
"""


def guard_open_session(*, session_id: int, cashier: User, at: datetime) -> OpenSession:
    """Hold a session open until the transaction ends: it cannot close under a payment.

    :raises CashSessionClosed: if it is closed or belongs to somebody else
    :raises CashSessionOfAnotherDay: if the branch is already in another business date
    """
    session = _read(session_id, cashier, lock="SHARE")
    session.refuse_another_day(at)
    return session


def lock_open_session(*, session_id: int, cashier: User) -> OpenSession:
    """Lock a session alone, to withdraw or close: payments under way end first.

    :raises CashSessionClosed: if it is closed or belongs to somebody else
    """
    return _read(session_id, cashier, lock="NO KEY UPDATE")


def _read(session_id: int, cashier: User, *, lock: str) -> OpenSession:
    with prepared_cursor() as cursor:
        cursor.execute(_OPEN_SESSION.format(lock=lock), [session_id, cashier.pk])
        row = cursor.fetchone()
    if row is None:
        raise CashSessionClosed
    return OpenSession.from_row(row)


def open_session(
    *, desk: CashDesk, cashier: User, float_amount: Decimal, at: datetime
) -> CashSession:
    """Begin a cashier's session at a desk with its float.

    :raises FloatNegative: if the float is below zero
    :raises CashSessionAlreadyOpen: if the desk or the cashier has one open
    """
    if float_amount < 0:
        raise FloatNegative
    try:
        with transaction.atomic():
            return CashSession.objects.create(
                desk=desk,
                cashier=cashier,
                business_date=business_date(at, desk.branch.time_zone),
                float_amount=float_amount,
                opened_at=at,
            )
    except IntegrityError as error:
        if "one_open_session_per_desk" in str(error):
            message = f"{desk.name} ya tiene un turno abierto. Elija otra caja o pida su corte."
            raise CashSessionAlreadyOpen(message) from error
        if "one_open_session_per_cashier" in str(error):
            message = "Usted ya tiene un turno abierto en otra caja. Haga ese corte primero."
            raise CashSessionAlreadyOpen(message) from error
        raise


def withdraw(
    *, session_id: int, amount: Decimal, expected: ExpectedCash, approver: User, at: datetime
) -> CashWithdrawal:
    """Take cash out of the drawer to the vault. The caller holds the session's lock.

    :raises WithdrawalNotPositive: if the amount is not above zero
    :raises WithdrawalExceedsCash: if the drawer holds less
    """
    if amount <= 0:
        raise WithdrawalNotPositive
    if amount > expected.cash:
        raise WithdrawalExceedsCash(expected.cash)
    number = CashWithdrawal.objects.filter(session_id=session_id).count() + 1
    return CashWithdrawal.objects.create(
        session_id=session_id, number=number, amount=amount, approved_by=approver, withdrawn_at=at
    )


def close(
    *,
    session_id: int,
    denominations: dict[str, int],
    declared_cash: Decimal,
    expected: ExpectedCash,
    explanation: str,
    closed_by: User,
    at: datetime,
) -> CashClosing:
    """Close a session with what was counted blind; the difference is posted, never corrected.

    The caller holds the session's lock. A payment that was under way when the closing was asked for
    ends before it, so the closing is never earlier than the last payment. The closing has the next
    folio of its desk.
    """
    last_payment = Payment.objects.filter(session_id=session_id).aggregate(last=Max("paid_at"))
    closed_at = max(at, last_payment["last"] or at)
    series_code = CashDesk.objects.values_list("closing_series__code", flat=True).get(
        sessions=session_id
    )
    taken = folios.take(series_code=series_code)
    closing = CashClosing.objects.create(
        session_id=session_id,
        series_code=series_code,
        folio_number=taken.first,
        folio=taken.folio(),
        denominations=denominations,
        declared_cash=declared_cash,
        expected_cash=expected.cash,
        over_short=declared_cash - expected.cash,
        other_tenders={kind: str(amount) for kind, amount in expected.other_tenders.items()},
        receipt_count=expected.receipt_count,
        cancelled_count=expected.cancelled_count,
        explanation=explanation,
        closed_by=closed_by,
        closed_at=closed_at,
    )
    CashSession.objects.filter(pk=session_id).update(closed_at=closed_at)
    return closing
