"""Close a cash session: blind count, difference posted, closing report."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from caudal.domain.payments.models import CashClosing
from caudal.domain.payments.operations import sessions
from caudal.domain.payments.queries.cash import expected_cash
from caudal.domain.platform.models import User
from caudal.domain.platform.operations import audit
from caudal.engines.tendering import count_denominations


def close_cash_session(
    *,
    cash_session_id: int,
    denominations: Mapping[str, int],
    explanation: str,
    acting_user: User,
    at: datetime,
) -> CashClosing:
    """Close the cashier's session with what was counted, by denomination, without seeing what was
    expected. Over or short is posted and stays explained by the movements of the session.

    :raises CashSessionClosed: if it is closed already
    :raises DenominationUnknown: if a denomination is not Mexican money
    """
    declared = count_denominations(denominations)
    with transaction.atomic(durable=True):
        session = sessions.lock_open_session(session_id=cash_session_id, cashier=acting_user)
        closing = sessions.close(
            session_id=session.session_id,
            denominations={value: count for value, count in denominations.items() if count},
            declared_cash=declared,
            expected=expected_cash(session_id=session.session_id),
            explanation=explanation.strip(),
            closed_by=acting_user,
            at=at,
        )
        audit.record(
            action="payments.session.closed",
            subject=closing,
            acting_user=acting_user,
            at=at,
            branch_id=session.branch_id,
            reason=explanation.strip(),
            amount=Decimal(closing.over_short),
            after={"folio": closing.folio, "declared": declared, "expected": closing.expected_cash},
        )
    return closing
