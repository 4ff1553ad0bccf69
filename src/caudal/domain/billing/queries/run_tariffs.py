"""Versions of tariffs that came into force after a run was calculated with others."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from caudal.domain.billing.models import BillingRun
from caudal.domain.tariffs.models import TariffVersion
from caudal.domain.tariffs.queries.versions import definition_of
from caudal.engines.rating.definition import ValidityCriterion


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A version that a run did not know, and how many of its accounts it would rate."""

    code: str
    account_count: int


def versions_published_since(*, run: BillingRun) -> list[NewVersion]:
    """The complete versions published after the run was calculated that hold on the days by which
    it rates, with the accounts that it rated by others or found without tariff; a version that
    touches nobody is left out.

    What counts is the version that each account was rated by: a history may be entered long after
    the days of its runs.
    """
    if run.calculated_at is None:
        return []
    published = TariffVersion.objects.filter(
        state=TariffVersion.State.PUBLISHED, is_complete=True, approved_at__gt=run.calculated_at
    ).order_by("code")
    found = [NewVersion(each.code, _accounts(run, each)) for each in published]
    return [each for each in found if each.account_count]


_ACCOUNTS = """
SELECT count(*) FROM billing_runaccount s
  JOIN registry_serviceaccount a ON a.id = s.account_id
  LEFT JOIN metering_consumption c ON c.id = s.consumption_id
  LEFT JOIN metering_reading g ON g.id = c.current_reading_id
 WHERE s.run_id = %(run)s AND s.outcome <> 'excluded' AND a.tariff_id = %(tariff)s
   AND (s.tariff_version_id <> %(version)s OR s.reason = 'no_tariff')
   AND %(valid_during)s::daterange
       @> COALESCE(%(issued_on)s::date, g.read_on, upper(%(during)s::daterange))
"""


def _accounts(run: BillingRun, version: TariffVersion) -> int:
    criterion = definition_of(version=version).validity.criterion
    issued_on: date | None = run.issue_date if criterion is ValidityCriterion.ISSUE_DATE else None
    values = {
        "run": run.pk,
        "tariff": version.tariff_id,
        "version": version.pk,
        "valid_during": version.valid_during,
        "issued_on": issued_on,
        "during": run.period.during,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ACCOUNTS, values)
        return int(cursor.fetchone()[0])
