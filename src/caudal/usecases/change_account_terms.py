"""Change how an account is served and billed: use, tariff, route, services."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from caudal.domain.metering.operations.search_texts import refresh_search_texts
from caudal.domain.platform.models import User
from caudal.domain.platform.operations import audit
from caudal.domain.registry.models import Route, ServiceAccount
from caudal.domain.registry.operations import edits
from caudal.domain.registry.queries import editable
from caudal.domain.tariffs.models import Tariff, UseClass


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountTerms:
    """The terms of an account; ``assigned_m3`` is billed where nothing is measured."""

    contract_number: str
    use_class: UseClass
    tariff: Tariff
    route: Route
    route_sequence: int
    is_metered: bool
    has_sewer: bool
    has_sanitation: bool
    dwelling_units: int
    assigned_m3: Decimal | None
    wants_printed_bill: bool


@transaction.atomic
def change_account_terms(
    *, account_id: int, terms: AccountTerms, seen: str, acting_user: User, at: datetime
) -> bool:
    """Change the terms from the next bill on; what was issued stays as it is.

    ``seen`` is the fingerprint of the terms with which the form was opened. Returns whether
    anything changed.

    :raises ChangedMeanwhile: if somebody else changed them meanwhile
    """
    account = (
        ServiceAccount.objects.select_for_update(no_key=True, of=("self",))
        .select_related("use_class", "tariff", "route")
        .get(pk=account_id)
    )
    before = editable.terms_data(account=account)
    edits.refuse_if_changed(data=before, seen=seen)
    for name in editable.TERMS_DATA:
        setattr(account, name, getattr(terms, name))
    changed = edits.difference(before=before, after=editable.terms_data(account=account))
    if not changed:
        return False
    account.save(update_fields=list(changed.after))
    refresh_search_texts(account_ids=[account_id])
    audit.record(
        action="registry.account_terms.changed",
        subject=account,
        acting_user=acting_user,
        at=at,
        account_id=account_id,
        before=changed.before,
        after=changed.after,
    )
    return True
