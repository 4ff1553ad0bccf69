"""Desks that are free, and the session that a cashier has open."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from caudal.domain.payments.models import CashDesk, CashSession
from caudal.domain.payments.queries.cash import CASH_OF_SESSIONS
from caudal.kernel.periods import business_date


def free_desks(*, branch_id: int | None) -> QuerySet[CashDesk]:
    """The desks in use without an open session: of one branch, or of all for who has none."""
    open_sessions = CashSession.objects.filter(desk=OuterRef("pk"), closed_at=None)
    desks = CashDesk.objects.filter(~Exists(open_sessions), is_active=True)
    if branch_id is not None:
        desks = desks.filter(branch_id=branch_id)
    return desks.select_related("branch").order_by("branch__code", "code")


@dataclass(frozen=True, slots=True)
class DeskStatus:
    """An open session as its cashier may see it: never how much cash the drawer should hold."""

    session_id: int
    desk_code: str
    desk_name: str
    branch_name: str
    time_zone: str
    business_date: date
    opened_at: datetime
    float_amount: Decimal
    receipt_count: int
    last_folio: str
    should_withdraw: bool

    def is_of_today(self, at: datetime) -> bool:
        """Whether the branch is still in the business date of the session."""
        return business_date(at, self.time_zone) == self.business_date

    def local(self, at: datetime) -> datetime:
        """An instant in the branch's time."""
        return at.astimezone(ZoneInfo(self.time_zone))


_STATUS = f"""
SELECT own.id, d.code, d.name, b.name, b.time_zone, own.business_date, own.opened_at,
       own.float_amount,
       (SELECT count(*) FROM payments_payment y WHERE y.session_id = own.id),
       COALESCE((SELECT m.folio FROM payments_payment y
                   JOIN receivables_movement m ON m.id = y.movement_id
                  WHERE y.session_id = own.id ORDER BY y.id DESC LIMIT 1), ''),
       cash.expected > d.vault_warning
  FROM payments_cashsession own
  JOIN payments_cashdesk d ON d.id = own.desk_id
  JOIN platform_branch b ON b.id = d.branch_id
  CROSS JOIN LATERAL ({CASH_OF_SESSIONS} WHERE s.id = own.id) cash
 WHERE own.cashier_id = %s AND own.closed_at IS NULL
"""


def desk_status(*, cashier_id: int) -> DeskStatus | None:
    """The session that the cashier has open, if any."""
    with connection.cursor() as cursor:
        cursor.execute(_STATUS, [cashier_id])
        row = cursor.fetchone()
    return DeskStatus(*row) if row else None
