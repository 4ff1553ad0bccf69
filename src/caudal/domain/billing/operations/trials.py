"""Try a tariff over the real roll of a period with the code of a run, and write no bill."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Final

import numpy as np
from django.db import transaction

from caudal.domain.billing.models import RunAccount, TariffTrial
from caudal.domain.billing.operations.calculation import NOT_RATED, Calculation, Staged
from caudal.domain.billing.queries import trials
from caudal.domain.billing.queries.population import (
    PopulationRow,
    PopulationScope,
    population,
    slices_of_cycle,
)
from caudal.domain.billing.queries.sentinels import sentinel_limits
from caudal.domain.platform.garbage import no_cycle_search
from caudal.domain.registry.models import BillingPeriod
from caudal.domain.tariffs.models import Tariff
from caudal.domain.tariffs.queries.programs import ProgramBook, TriedTariff
from caudal.engines.rating import load_tariff_yaml, parse_tariff
from caudal.engines.sentinels import SentinelLimits
from caudal.engines.tariff_trials import Tally

Outcome = RunAccount.Outcome
Report = Callable[[int], None]
_MOST_MESSAGES: Final = 20


@dataclass(slots=True)
class _Side:
    """What one of the two tariffs does with the roll: as a run would, in centavos."""

    billed: int = 0
    net: int = 0
    tax: int = 0
    total: int = 0
    set_aside: Counter[tuple[str, str]] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    def add(self, accounts: Sequence[Staged]) -> None:
        for account in accounts:
            if account.outcome is Outcome.BILLED:
                self.billed += 1
                self.net += account.amounts.net
                self.tax += account.amounts.tax
                self.total += account.amounts.total
                continue
            self.set_aside[account.outcome.value, account.reason] += 1
            if account.reason == NOT_RATED and account.reason_facts:
                self.refused[str(account.reason_facts["message"])] += 1

    def figures(self) -> dict[str, Any]:
        return {
            "billed": self.billed,
            "net": self.net,
            "tax": self.tax,
            "total": self.total,
            "set_aside": [
                {"outcome": outcome, "reason": reason, "count": count}
                for (outcome, reason), count in self.set_aside.most_common()
            ],
            "refused": [
                {"message": message, "count": count}
                for message, count in self.refused.most_common(_MOST_MESSAGES)
            ],
        }


def try_tariff(*, trial: TariffTrial, on_date: date, report: Report) -> dict[str, Any]:
    """The figures of a trial, plain values ready to be kept.

    Each account is calculated twice with the roll of the period: by the tariff in force then and by
    the document. Both sides hold and exclude accounts as a run of ``on_date`` would. ``report`` is
    told how many accounts are done, between transactions.

    :raises SentinelsMissing: if no limits are in force
    """
    tried = TriedTariff(trial.tariff_id, parse_tariff(load_tariff_yaml(trial.document)))
    tariffs = list(Tariff.objects.values_list("pk", flat=True))
    books = ProgramBook(tariffs), ProgramBook(tariffs, tried=tried)
    today, then, tally = _Side(), _Side(), Tally()
    limits, done, apart = sentinel_limits(on_date=on_date), 0, Counter[str]()
    for period in trials.periods_of(during=trial.during):
        calculations = [_calculation(period, book, limits) for book in books]
        for rows in _roll(period, calculations[0].scope, trial.tariff_id):
            with no_cycle_search():
                sides = [calculation.calculate(rows) for calculation in calculations]
            today.add(sides[0])
            then.add(sides[1])
            apart += _compare(sides[0], sides[1], tally)
            done += len(rows)
            report(done)
    return {
        "accounts": done,
        "today": today.figures(),
        "then": then.figures(),
        "only_today": apart["today"],
        "only_then": apart["then"],
        "whole": asdict(tally.whole),
        "groups": {
            dimension: {word: asdict(group) for word, group in sorted(found.items())}
            for dimension, found in tally.groups.items()
        },
        "shares": tally.shares,
        "rises": [asdict(change) for change in tally.rises],
        "falls": [asdict(change) for change in tally.falls],
    }


def _calculation(period: BillingPeriod, book: ProgramBook, limits: SentinelLimits) -> Calculation:
    scope = PopulationScope.of_period(period, issue_date=trials.issue_date_of(period=period))
    return Calculation(scope=scope, book=book, limits=limits)


def _roll(
    period: BillingPeriod, scope: PopulationScope, tariff_id: int
) -> Iterator[list[PopulationRow]]:
    """The accounts of the tariff, in slices, each read in a transaction of its own."""
    for piece in slices_of_cycle(cycle_id=period.cycle_id):
        with transaction.atomic(), no_cycle_search():
            rows = population(scope=scope, piece=piece)
        if of_tariff := [row for row in rows if row.tariff_id == tariff_id]:
            yield of_tariff


def _compare(today: Sequence[Staged], then: Sequence[Staged], tally: Tally) -> Counter[str]:
    """Tally the accounts that both sides bill; how many only one of them does."""
    apart, both = Counter[str](), list[tuple[Staged, Staged]]()
    for one, other in zip(today, then, strict=True):
        is_billed = one.outcome is Outcome.BILLED, other.outcome is Outcome.BILLED
        if all(is_billed):
            both.append((one, other))
        elif any(is_billed):
            apart["today" if is_billed[0] else "then"] += 1
    rows = [one.row for one, _ in both]
    colonias = trials.colonias_of(account_ids=[row.account_id for row in rows])
    tally.add(
        account_ids=np.array([row.account_id for row in rows], dtype=np.int64),
        litres=np.array([int(one.volume_m3.scaleb(3)) for one, _ in both], dtype=np.int64),
        today=np.array([one.amounts.total for one, _ in both], dtype=np.int64),
        then=np.array([other.amounts.total for _, other in both], dtype=np.int64),
        keys={
            "use": [row.use_code for row in rows],
            "colonia": [colonias[row.account_id] for row in rows],
        },
    )
    return apart
