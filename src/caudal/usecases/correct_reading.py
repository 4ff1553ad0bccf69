"""Correct a reading: that of the period under review, or the one before it."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from caudal.domain.billing.operations.readings_gate import hold_readings
from caudal.domain.metering.models import Consumption
from caudal.domain.metering.operations import reading_corrections
from caudal.domain.metering.operations.decisions import DecisionContext
from caudal.domain.metering.operations.reading_corrections import Corrected
from caudal.domain.metering.operations.route_periods import refresh_route_periods
from caudal.domain.metering.queries.cases import Decision, cases_of
from caudal.domain.platform.models import User
from caudal.kernel.errors import Refusal


class CorrectionReasonMissing(Refusal):
    """Nobody said why."""

    def __init__(self) -> None:
        super().__init__("Escriba por qué se corrige la lectura; queda en la bitácora.")


class NotCorrectable(Refusal):
    """The rules do not let that reading be corrected, or it does not exist."""

    def __init__(self) -> None:
        super().__init__(
            "Esa lectura no se puede corregir desde aquí: la regla de su hallazgo no lo ofrece."
            " Mándela a releer o captúrela de nuevo en la ruta."
        )


@transaction.atomic
def correct_reading(
    *,
    period_id: int,
    consumption_id: int,
    value_m3: Decimal,
    of_previous: bool,
    reason: str,
    acting_user: User,
    at: datetime,
) -> Corrected:
    """Write the right reading in the place of a wrong one and review the period again.

    What the period before billed too much or too little is in the answer: its bill stays as it is
    until somebody cancels it and bills it again.

    :raises CorrectionReasonMissing: if no reason is given
    :raises PeriodSigned: if what the period bills is approved
    :raises RoutePeriodBilled: if the route is billed
    :raises NotCorrectable: if the rules do not offer it
    :raises CorrectionRefused: if the value cannot be true
    """
    if not reason.strip():
        raise CorrectionReasonMissing
    accounts = Consumption.objects.filter(pk=consumption_id).values_list("account_id", flat=True)
    held = hold_readings(period_id=period_id, at=at, account_ids=list(accounts))
    cases = cases_of(consumption_ids=[consumption_id], period=held.period, rules=held.rules)
    wanted = Decision.CORRECT_PREVIOUS if of_previous else Decision.CORRECT
    if not cases or not cases[0].offers(wanted):
        raise NotCorrectable
    corrected = reading_corrections.correct_reading(
        case=cases[0],
        period=held.period,
        value_m3=value_m3,
        of_previous=of_previous,
        rules=held.rules,
        context=DecisionContext(acting_user, at, reason.strip()[:300]),
    )
    refresh_route_periods(period=held.period, route_ids=held.route_periods)
    return corrected
