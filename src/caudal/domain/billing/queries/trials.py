"""What a trial of a tariff can look at, and where its accounts are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from caudal.domain.billing.models import Bill
from caudal.domain.registry.models import BillingPeriod


@dataclass(frozen=True, slots=True)
class TriablePeriod:
    """The periods of the same dates, one for each cycle that has them."""

    during: DateRange
    name: str
    cycles: int


def triable_periods() -> list[TriablePeriod]:
    """Dates in which somebody has a volume to bill, the latest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT p.during, min(p.name), count(*) FROM registry_billingperiod p
                WHERE EXISTS (SELECT FROM metering_consumption c WHERE c.period_id = p.id)
                   OR EXISTS (SELECT FROM billing_billingrun r WHERE r.period_id = p.id)
                GROUP BY p.during ORDER BY lower(p.during) DESC, upper(p.during)"""
        )
        return [TriablePeriod(*row) for row in cursor.fetchall()]


def periods_of(*, during: DateRange) -> list[BillingPeriod]:
    """The periods of some dates, by cycle."""
    return list(
        BillingPeriod.objects.filter(during=during)
        .select_related("cycle__branch")
        .order_by("cycle__code")
    )


def issue_date_of(*, period: BillingPeriod) -> date:
    """The day on which a period was issued; its last day when it was not."""
    issued = Bill.objects.filter(period=period, run__isnull=False).order_by("pk").first()
    return issued.issue_date if issued else period.during.upper


def colonias_of(*, account_ids: Sequence[int]) -> dict[int, str]:
    """The key of the colonia of each account, as text."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT a.id, m.colonia_id::text FROM registry_serviceaccount a
                 JOIN registry_connection n ON n.id = a.connection_id
                 JOIN registry_premise m ON m.id = n.premise_id
                WHERE a.id = ANY(%s)""",
            [list(account_ids)],
        )
        return dict(cursor.fetchall())


@dataclass(frozen=True, slots=True)
class ColoniaPlace:
    """A colonia and the middle of its premises, when any has a position."""

    name: str
    latitude: Decimal | None
    longitude: Decimal | None


def colonia_places() -> dict[str, ColoniaPlace]:
    """Every colonia by its key as text."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT c.id::text, c.name, avg(m.latitude), avg(m.longitude)
                 FROM registry_colonia c LEFT JOIN registry_premise m ON m.colonia_id = c.id
                GROUP BY c.id"""
        )
        return {key: ColoniaPlace(*rest) for key, *rest in cursor.fetchall()}
