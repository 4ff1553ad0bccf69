"""Take back one's last act in the review of a period."""

from datetime import datetime

from django.db import transaction

from caudal.domain.billing.operations.readings_gate import hold_readings
from caudal.domain.metering.operations import decision_undo
from caudal.domain.metering.operations.decision_undo import NothingToUndo
from caudal.domain.metering.operations.decisions import DecisionContext
from caudal.domain.metering.operations.route_periods import refresh_route_periods
from caudal.domain.platform.models import User


@transaction.atomic
def undo_reading_decision(*, period_id: int, acting_user: User, at: datetime) -> int:
    """Give the volumes of one's last act back what they were; returns how many.

    :raises BillingPeriodNotFound: if there is no such period
    :raises PeriodSigned: if what the period bills is approved
    :raises RoutePeriodBilled: if a route is billed
    :raises NothingToUndo: if nothing of one's own is in force
    """
    seen = decision_undo.last_decided(period_id=period_id, user=acting_user)
    held = hold_readings(period_id=period_id, at=at, account_ids=[row.account_id for row in seen])
    rows = decision_undo.last_decided(period_id=period_id, user=acting_user)
    if not rows or {row.pk for row in rows} != {row.pk for row in seen}:
        raise NothingToUndo
    decision_undo.undo(
        rows=rows,
        period=held.period,
        rules=held.rules,
        context=DecisionContext(acting_user, at),
    )
    refresh_route_periods(period=held.period, route_ids=held.route_periods)
    return len(rows)
