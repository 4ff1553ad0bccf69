"""Keep what accounts are found by equal to what the register says of them."""

from collections.abc import Collection

from caudal.domain.metering.queries.meters import hanging_serials
from caudal.domain.platform.bulk_update import update_rows
from caudal.domain.registry.models import ServiceAccount
from caudal.domain.registry.queries.account_facts import accounts_by_id
from caudal.domain.registry.queries.search_text import search_text_of


def refresh_search_texts(*, account_ids: Collection[int]) -> None:
    """Write again the search text of some accounts; call it after any change of what it is made of.

    It stands here and not in the register because the meter's serial is part of it.
    """
    serials = hanging_serials(account_ids=account_ids)
    known = accounts_by_id(account_ids=account_ids)
    update_rows(
        model=ServiceAccount,
        columns=["search_text"],
        rows={
            key: [search_text_of(facts=one.facts, meter_serial=serials.get(key, ""))]
            for key, one in known.items()
        },
    )
