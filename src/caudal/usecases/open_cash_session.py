"""Open a cash session (turno) with its float."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from caudal.domain.payments.models import CashDesk, CashSession
from caudal.domain.payments.operations import sessions
from caudal.domain.platform.models import User
from caudal.domain.platform.operations import audit
from caudal.kernel.errors import Refusal


class CashDeskNotAvailable(Refusal):
    """The desk does not exist, is not in use or is of another branch."""

    def __init__(self) -> None:
        super().__init__("Esa caja no está disponible en su sucursal. Elija otra.")


@transaction.atomic
def open_cash_session(
    *, cash_desk_id: int, float_amount: Decimal, acting_user: User, at: datetime
) -> CashSession:
    """Begin the cashier's session at a desk of their branch.

    :raises CashDeskNotAvailable: if the desk is not in use or is of another branch
    :raises CashSessionAlreadyOpen: if the desk or the cashier has one open
    """
    desk = CashDesk.objects.select_related("branch").filter(pk=cash_desk_id, is_active=True).first()
    if desk is None or acting_user.branch_id not in {None, desk.branch_id}:
        raise CashDeskNotAvailable
    session = sessions.open_session(
        desk=desk, cashier=acting_user, float_amount=float_amount, at=at
    )
    audit.record(
        action="payments.session.opened",
        subject=session,
        acting_user=acting_user,
        at=at,
        branch_id=desk.branch_id,
        amount=float_amount,
        after={"desk": desk.code, "business_date": session.business_date},
    )
    return session
