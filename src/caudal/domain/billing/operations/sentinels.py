"""Put limits of runs in force."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from caudal.domain.billing.models import RunSentinels
from caudal.domain.platform.operations.dated_rules import add_dated_rule
from caudal.domain.platform.operations.signatures import Signatures
from caudal.engines.sentinels import read_limits


def add_sentinels(
    *,
    valid_from: date,
    limits: Mapping[str, Any],
    source: str,
    signatures: Signatures,
) -> RunSentinels:
    """Hold bills past these limits from a day on.

    :raises SentinelsInvalid: if a limit cannot be watched
    :raises RuleDateTaken: if others begin that day
    """
    read_limits(limits)
    return add_dated_rule(
        model=RunSentinels,
        action="billing.run_sentinels.added",
        valid_from=valid_from,
        content={"limits": dict(limits)},
        source=source,
        signatures=signatures,
    )
