"""Trying a tariff over the roll of a period: how long somebody waits for its figures."""

import time
from dataclasses import dataclass
from datetime import timedelta

from benchmarks.billing_run import AT, backend_pid, set_up_database
from benchmarks.cluster import CpuSeconds, measured


@dataclass(frozen=True, slots=True)
class TrialCost:
    """What one trial cost; both tariffs rate every account."""

    accounts: int
    cpu: CpuSeconds
    seconds: float


def measure(*, accounts: int, repeats: int = 3) -> TrialCost:
    """The median of several trials of dearer prices over the same roll."""
    from tests.factories.platform import make_user, make_utility

    set_up_database(accounts=accounts)
    make_utility()
    person = make_user()
    costs = [_trial(person) for _ in range(repeats)]
    return sorted(costs, key=lambda cost: cost.cpu.total)[repeats // 2]


def _trial(person: object) -> TrialCost:
    from caudal.domain.platform.models import User
    from caudal.domain.registry.models import BillingPeriod
    from caudal.domain.tariffs.models import TariffVersion
    from caudal.usecases.request_tariff_trial import request_tariff_trial
    from caudal.usecases.run_tariff_trial import run_tariff_trial

    assert isinstance(person, User)
    version, during = TariffVersion.objects.get(), BillingPeriod.objects.get().during
    asked = request_tariff_trial(
        tariff=version.tariff,
        document=version.document.replace("13.2650", "14.1250"),
        first_day=during.lower,
        next_day=during.upper,
        acting_user=person,
        at=AT,
    )
    # As a worker that takes a new job.
    type(asked.job).objects.filter(pk=asked.job.pk).update(state="done")
    began = time.monotonic()
    with measured(backend_pid()) as cpu:
        trial = run_tariff_trial(trial_id=asked.trial.pk, at=AT + timedelta(minutes=1))
    seconds = time.monotonic() - began
    figures = trial.figures or {}
    found = TrialCost(figures["accounts"], cpu, seconds)
    print(
        f"  {found.accounts:,} accounts tried in {seconds:.1f} s,"
        f" {cpu.total:.1f} CPU s ({cpu.client:.1f} client)",
        flush=True,
    )
    return found
