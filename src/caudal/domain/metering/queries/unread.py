"""Who of a route was not read."""

from collections.abc import Collection

from django.db import connection

from caudal.domain.registry.models import BillingPeriod

_UNREAD = """
SELECT a.id FROM registry_serviceaccount a
 WHERE a.route_id = ANY(%(routes)s) AND a.status = 'active' AND a.is_metered
   AND NOT EXISTS (SELECT FROM metering_consumption c
                    WHERE c.account_id = a.id AND c.period_id = %(period)s)
 ORDER BY a.id
"""


def unread_accounts(*, period: BillingPeriod, route_ids: Collection[int]) -> list[int]:
    """The active metered accounts of some routes without anything to bill in a period."""
    with connection.cursor() as cursor:
        cursor.execute(_UNREAD, {"period": period.pk, "routes": list(route_ids)})
        return [account_id for (account_id,) in cursor.fetchall()]


def routes_of(*, account_ids: Collection[int]) -> set[int]:
    """The routes where accounts stand."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT route_id FROM registry_serviceaccount WHERE id = ANY(%s)",
            [list(account_ids)],
        )
        return {route_id for (route_id,) in cursor.fetchall()}
