"""Correct the address of an account's premise."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from caudal.domain.metering.operations.search_texts import refresh_search_texts
from caudal.domain.platform.models import User
from caudal.domain.platform.operations import audit
from caudal.domain.registry.models import Colonia, Premise
from caudal.domain.registry.operations import edits
from caudal.domain.registry.queries import editable


@dataclass(frozen=True, slots=True, kw_only=True)
class PremiseData:
    """Where a premise is."""

    street: str
    exterior_number: str
    interior_number: str
    between_streets: str
    colonia: Colonia
    cadastral_key: str
    latitude: Decimal | None
    longitude: Decimal | None


@transaction.atomic
def correct_premise(
    *, account_id: int, data: PremiseData, seen: str, acting_user: User, at: datetime
) -> bool:
    """Correct a premise in place, for every account that it has.

    ``seen`` is the fingerprint of the data with which the form was opened. Returns whether
    anything changed.

    :raises ChangedMeanwhile: if somebody else corrected it meanwhile
    """
    premise = (
        Premise.objects.select_for_update(no_key=True, of=("self",))
        .select_related("colonia")
        .get(connections__accounts=account_id)
    )
    before = editable.premise_data(premise=premise)
    edits.refuse_if_changed(data=before, seen=seen)
    for name in editable.PREMISE_DATA:
        setattr(premise, name, getattr(data, name))
    changed = edits.difference(before=before, after=editable.premise_data(premise=premise))
    if not changed:
        return False
    premise.save(update_fields=list(changed.after))
    refresh_search_texts(account_ids=editable.accounts_at(premise_id=premise.pk))
    audit.record(
        action="registry.premise.corrected",
        subject=premise,
        acting_user=acting_user,
        at=at,
        account_id=account_id,
        before=changed.before,
        after=changed.after,
    )
    return True
