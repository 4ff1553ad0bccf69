"""Bring the totals that the dashboard reads up to the last settled movement."""

from caudal.domain.reports.operations.day_totals import add_settled_movements


def sum_up_days() -> bool:
    """Add the movements recorded since the last time to the totals of their days; whether there
    were any. Interrupted, nothing was added; cashiers wait at most for a transaction under way.
    """
    return add_settled_movements() > 0
