"""How a bill was made: its frozen inputs through the version that rated it, step by step."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from caudal.domain.billing.models import BillingRun, RunAccount
from caudal.domain.tariffs.models import TariffVersion
from caudal.domain.tariffs.queries.programs import RatingKey, program_of
from caudal.engines.rating import Program, RatedBill


class Explainer:
    """Rates frozen inputs one account at a time; each program is compiled once."""

    def __init__(self) -> None:
        self._programs: dict[RatingKey, Program] = {}

    def explain(self, *, version_id: int, rated_on: date, inputs: str) -> RatedBill:
        """The lines and steps of a bill.

        :raises RatingError: if the tariff cannot rate these inputs, as when the account was held
        """
        key = RatingKey(version_id, rated_on)
        if key not in self._programs:
            version = TariffVersion.objects.get(pk=version_id)
            self._programs[key] = program_of(version=version, rated_on=rated_on)
        return self._programs[key].rate(json.loads(inputs))


@dataclass(frozen=True, slots=True)
class Recheck:
    """How many staged bills were calculated again one by one, and which came out otherwise."""

    count: int
    different: tuple[int, ...]


def recheck(*, run: BillingRun, sample: int) -> Recheck:
    """Calculate some bills of a run again with the program of a single account: the reviewer's
    proof that the run did what the tariff says. The same bills every time, spread over the walk.
    """
    step = max(run.active_count // sample, 1)
    positions = list(range(0, run.active_count, step))[:sample]
    staged = RunAccount.objects.filter(
        run=run, outcome=RunAccount.Outcome.BILLED, position__in=positions
    )
    return _recheck(staged)


def _recheck(staged: Iterable[RunAccount]) -> Recheck:
    explainer, different, count = Explainer(), [], 0
    for account in staged:
        if account.tariff_version_id is None or account.rated_on is None:
            continue
        rated = explainer.explain(
            version_id=account.tariff_version_id,
            rated_on=account.rated_on,
            inputs=account.inputs,
        )
        count += 1
        if rated.total != account.total:
            different.append(account.account_id)
    return Recheck(count, tuple(different))
