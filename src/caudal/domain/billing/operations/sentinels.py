"""Put limits of runs in force."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from caudal.domain.billing.models import RunSentinels
from caudal.domain.billing.queries.sentinels import read_sentinels
from caudal.domain.platform.models import User
from caudal.domain.platform.operations.dated_rules import add_dated_rule


def add_sentinels(
    *,
    valid_from: date,
    limits: Mapping[str, Any],
    source: str,
    acting_user: User | None,
    at: datetime,
    proposed_by: User | None = None,
) -> RunSentinels:
    """Hold bills past these limits from a day on.

    :raises SentinelsInvalid: if a limit cannot be watched
    :raises RuleDateTaken: if others begin that day
    """
    read_sentinels(limits)
    return add_dated_rule(
        model=RunSentinels,
        action="billing.run_sentinels.added",
        valid_from=valid_from,
        content={"limits": dict(limits)},
        source=source,
        acting_user=acting_user,
        at=at,
        proposed_by=proposed_by,
    )
