"""Put an account in another person's name."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from caudal.domain.metering.operations.search_texts import refresh_search_texts
from caudal.domain.platform.models import User
from caudal.domain.platform.operations import audit
from caudal.domain.registry.models import AccountRole, ServiceAccount
from caudal.domain.registry.operations.customers import CustomerData, add_customer
from caudal.domain.registry.queries import editable
from caudal.kernel.errors import Refusal
from caudal.kernel.periods import business_date


class HolderChangeInFuture(Refusal):
    """Nobody becomes the holder before the day comes."""

    def __init__(self, on_date: date, today: date) -> None:
        super().__init__(
            f"La fecha del cambio, {on_date:%d/%m/%Y}, no puede ser posterior a hoy,"
            f" {today:%d/%m/%Y}."
        )


class HolderChangeTooEarly(Refusal):
    """The present holder would never have been one."""

    def __init__(self, holder: str, since: date) -> None:
        super().__init__(
            f"La fecha del cambio debe ser posterior al {since:%d/%m/%Y}, desde cuando el titular"
            f" es {holder}."
        )


@transaction.atomic
def change_holder(
    *,
    account_id: int,
    holder: CustomerData,
    on_date: date,
    reason: str,
    acting_user: User,
    at: datetime,
) -> AccountRole:
    """End the present holder's role and begin the new one's on a day; both stay in the register.

    The debt is the account's: it does not move with the name.

    :raises HolderChangeInFuture: if the day has not come at the account's branch
    :raises HolderChangeTooEarly: if it is not after the day on which the present holder became one
    """
    account = (
        ServiceAccount.objects.select_for_update(no_key=True, of=("self",))
        .select_related("route__cycle__branch")
        .get(pk=account_id)
    )
    today = business_date(at, account.route.cycle.branch.time_zone)
    if on_date > today:
        raise HolderChangeInFuture(on_date, today)
    before = _end_present_role(account_id, on_date)
    customer = add_customer(data=holder)
    role = AccountRole.objects.create(
        account=account,
        customer=customer,
        role=AccountRole.Role.HOLDER,
        valid_during=DateRange(on_date, None),
    )
    refresh_search_texts(account_ids=[account_id])
    audit.record(
        action="registry.holder.changed",
        subject=role,
        acting_user=acting_user,
        at=at,
        account_id=account_id,
        reason=reason.strip(),
        before=before,
        after={"holder": holder.name, "since": on_date},
    )
    return role


def _end_present_role(account_id: int, on_date: date) -> dict[str, Any]:
    """Who held the account until that day, and since when; nothing when nobody did."""
    present = editable.current_holder(account_id=account_id)
    if present is None:
        return {}
    since = present.valid_during.lower
    if since is not None and on_date <= since:
        raise HolderChangeTooEarly(present.customer.name, since)
    present.valid_during = DateRange(since, on_date)
    present.save(update_fields=["valid_during"])
    return {"holder": present.customer.name, "since": since}
