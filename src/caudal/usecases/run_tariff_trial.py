"""Make a trial of a tariff that somebody asked for."""

from collections.abc import Callable
from datetime import datetime

from caudal.domain.billing.models import TariffTrial
from caudal.domain.billing.operations import trials
from caudal.domain.platform.queries.utility import the_utility
from caudal.kernel.periods import business_date


def run_tariff_trial(
    *, trial_id: int, at: datetime, report: Callable[[int], None] = lambda _done: None
) -> TariffTrial:
    """Calculate the figures of a trial; one that is finished stays as it is.

    :raises SentinelsMissing: if no limits are in force
    """
    trial = TariffTrial.objects.get(pk=trial_id)
    if trial.finished_at is None:
        on_date = business_date(at, the_utility().time_zone)
        trial.figures = trials.try_tariff(trial=trial, on_date=on_date, report=report)
        trial.finished_at = at
        trial.save(update_fields=["figures", "finished_at"])
    return trial
