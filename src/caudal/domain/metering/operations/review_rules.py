"""Put rules of the crítica in force."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from caudal.domain.metering.models import ReviewRules
from caudal.domain.metering.queries.review_rules import read_review_rules
from caudal.domain.platform.operations.dated_rules import add_dated_rule
from caudal.domain.platform.operations.signatures import Signatures


def add_review_rules(
    *,
    valid_from: date,
    rules: Mapping[str, Any],
    source: str,
    signatures: Signatures,
) -> ReviewRules:
    """Review readings by these rules from a day on.

    :raises ReviewRulesInvalid: if the engine cannot follow them
    :raises RuleDateTaken: if others begin that day
    """
    read_review_rules(words=rules)
    return add_dated_rule(
        model=ReviewRules,
        action="metering.review_rules.added",
        valid_from=valid_from,
        content={"rules": dict(rules)},
        source=source,
        signatures=signatures,
    )
