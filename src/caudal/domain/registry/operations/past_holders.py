"""Write down who held accounts before their holders of now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from caudal.domain.platform.bulk_load import (
    bulk_load_role,
    check_references,
    copy_rows,
    reserve_ids,
)
from caudal.domain.platform.bulk_update import update_rows
from caudal.domain.registry.models import AccountRole, Customer

_COLUMNS = ("id", "account_id", "customer_id", "role", "valid_during")


@dataclass(frozen=True, slots=True, kw_only=True)
class PastHolder:
    """Somebody who held an account until a day, since whenever its present holder does."""

    account_id: int
    name: str
    until: date


def add_past_holders(*, holders: Sequence[PastHolder]) -> None:
    """Give each account the earlier holder; the present one is so from ``until`` on.

    ``until`` must lie inside the present holder's time. Runs inside the caller's transaction.
    """
    if not holders:
        return
    until = {one.account_id: one.until for one in holders}
    present = AccountRole.objects.filter(
        account_id__in=until, role=AccountRole.Role.HOLDER, valid_during__endswith__isnull=True
    ).in_bulk(field_name="pk")
    since = {role.account_id: role.valid_during.lower for role in present.values()}
    update_rows(
        model=AccountRole,
        columns=["valid_during"],
        rows={key: (f"[{until[role.account_id]},)",) for key, role in present.items()},
    )
    people = reserve_ids(model=Customer, count=len(holders))
    roles = reserve_ids(model=AccountRole, count=len(holders))
    kind, holder = Customer.Kind.PERSON.value, AccountRole.Role.HOLDER.value
    with bulk_load_role():
        copy_rows(
            model=Customer,
            columns=("id", "name", "kind", "rfc", "curp", "email", "phone"),
            rows=(
                (key, one.name, kind, "", "", "", "")
                for key, one in zip(people, holders, strict=True)
            ),
        )
        copy_rows(
            model=AccountRole,
            columns=_COLUMNS,
            rows=(
                (key, one.account_id, person, holder, f"[{since[one.account_id]},{one.until})")
                for key, person, one in zip(roles, people, holders, strict=True)
            ),
        )
    check_references(model=AccountRole, first_id=roles[0], last_id=roles[-1])
