"""Put in force the rules that decide money."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from caudal.domain.platform.operations.dated_rules import add_dated_rule
from caudal.domain.platform.operations.signatures import Signatures
from caudal.domain.receivables.models import AllocationPolicy, SurchargeRule
from caudal.domain.receivables.queries.policies import read_allocation_policy
from caudal.domain.receivables.queries.surcharge_rules import read_surcharge_rule


def add_allocation_policy(
    *,
    valid_from: date,
    policy: Mapping[str, Any],
    source: str,
    signatures: Signatures,
) -> AllocationPolicy:
    """Settle payments in this order from a day on.

    :raises PolicyInvalid: if the engine cannot follow it
    :raises RuleDateTaken: if another order begins that day
    """
    read_allocation_policy(dict(policy))
    return add_dated_rule(
        model=AllocationPolicy,
        action="receivables.allocation_policy.added",
        valid_from=valid_from,
        content={"policy": dict(policy)},
        source=source,
        signatures=signatures,
    )


def add_surcharge_rule(
    *,
    valid_from: date,
    rule: Mapping[str, Any],
    source: str,
    signatures: Signatures,
) -> SurchargeRule:
    """Charge arrears by this rule from a day on.

    :raises SurchargeRuleInvalid: if the engine cannot follow it
    :raises RuleDateTaken: if another rule begins that day
    """
    read_surcharge_rule(words=rule, valid_from=valid_from, valid_to=None, source=source)
    return add_dated_rule(
        model=SurchargeRule,
        action="receivables.surcharge_rule.added",
        valid_from=valid_from,
        content={"rule": dict(rule)},
        source=source,
        signatures=signatures,
    )
