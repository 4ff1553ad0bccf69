"""Correct the data of the person who holds an account."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from caudal.domain.metering.operations.search_texts import refresh_search_texts
from caudal.domain.platform.models import User
from caudal.domain.platform.operations import audit
from caudal.domain.registry.models import Customer
from caudal.domain.registry.operations import edits
from caudal.domain.registry.operations.customers import CustomerData
from caudal.domain.registry.queries import editable
from caudal.kernel.errors import Refusal


class HolderMissing(Refusal):
    """Nobody holds the account."""

    def __init__(self) -> None:
        super().__init__("La cuenta no tiene titular. Regístrelo con «Cambiar titular».")


@transaction.atomic
def correct_customer(
    *, account_id: int, data: CustomerData, seen: str, acting_user: User, at: datetime
) -> bool:
    """Correct the holder of an account in place, wherever else he appears too.

    ``seen`` is the fingerprint of the data with which the form was opened. Another person becoming
    the holder is a change of holder, never a correction. Returns whether anything changed.

    :raises HolderMissing: if nobody holds the account
    :raises ChangedMeanwhile: if somebody else corrected them meanwhile
    """
    role = editable.current_holder(account_id=account_id)
    if role is None:
        raise HolderMissing
    customer = Customer.objects.select_for_update(no_key=True).get(pk=role.customer_id)
    before = editable.customer_data(customer=customer)
    edits.refuse_if_changed(data=before, seen=seen)
    changed = edits.difference(before=before, after=asdict(data))
    if not changed:
        return False
    for name, value in changed.after.items():
        setattr(customer, name, value)
    customer.save(update_fields=list(changed.after))
    refresh_search_texts(account_ids=editable.accounts_held_by(customer_id=customer.pk))
    audit.record(
        action="registry.customer.corrected",
        subject=customer,
        acting_user=acting_user,
        at=at,
        account_id=account_id,
        before=changed.before,
        after=changed.after,
    )
    return True
