"""Remember the file of a printed route."""

from datetime import datetime

from caudal.domain.billing.models import BillingRun, RoutePrint
from caudal.domain.platform.models import StoredFile


def keep_print(
    *, run: BillingRun, route_id: int, file: StoredFile, bill_count: int, at: datetime
) -> RoutePrint:
    """The route's file from now on, in place of an earlier one."""
    values = {"file": file, "bill_count": bill_count, "printed_at": at}
    return RoutePrint.objects.update_or_create(run=run, route_id=route_id, defaults=values)[0]
