"""Bring the totals that the dashboard reads, and what the planner knows, up to what is settled."""

from caudal.domain.billing.models import Bill
from caudal.domain.payments.models import Payment
from caudal.domain.platform.operations import maintenance
from caudal.domain.receivables.models import AccountDebt, Allocation, Charge, Credit, Movement
from caudal.domain.reports.operations.totals import bring_totals_up

_GROWN = (Movement, Charge, Credit, Allocation, Bill, Payment, AccountDebt)


def sum_up_days() -> bool:
    """Add the movements recorded since the last time to the totals of their days, and sum what is
    open by due date; whether there were any. Interrupted, nothing was added; cashiers wait at most
    for a transaction under way.

    The statistics of the ledger come first, so that plans suit what a run has just written.
    """
    maintenance.analyze(tables=_GROWN)
    return bring_totals_up()
