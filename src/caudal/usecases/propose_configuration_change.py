"""Propose a change of what moves money; it waits for somebody else's signature."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from caudal.adapters.packs.proposals import propose
from caudal.domain.platform.models import ConfigurationChange, User


@transaction.atomic
def propose_configuration_change(
    *,
    kind: ConfigurationChange.Kind,
    facts: Mapping[str, Any],
    reason: str,
    acting_user: User,
    at: datetime,
) -> ConfigurationChange:
    """Leave a change waiting. ``facts`` are those of the kind's entry in a pack, by the fields'
    names or the pack's words; a tariff version gives ``tariff`` and the text of its ``document``.

    :raises FunctionMissing: if the person lacks the function
    :raises PackRefused: with everything that is wrong in the facts
    :raises Refusal: if the engine cannot follow it, or it does not fit what is in force
    """
    return propose(kind=kind, facts=facts, reason=reason, proposed_by=acting_user, at=at)
