"""From the facts of a pack or of a screen to a change that waits for a second signature."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from caudal.adapters.packs.money_settings import MONEY_SETTINGS
from caudal.domain.platform.models import ConfigurationChange, User
from caudal.domain.platform.operations import configuration


def propose(
    *,
    kind: ConfigurationChange.Kind,
    facts: Mapping[str, Any],
    reason: str,
    proposed_by: User,
    at: datetime,
) -> ConfigurationChange:
    """Leave what the facts say waiting, beside what holds today.

    :raises FunctionMissing: if the person may not propose changes of the kind
    :raises PackRefused: with everything that is wrong in the facts
    :raises Refusal: if the engine cannot follow it, or it does not fit what is in force
    """
    configuration.refuse_unless_proposer(kind=kind, user=proposed_by)
    prepared = MONEY_SETTINGS[kind].prepare(facts=facts, author=proposed_by, at=at)
    return configuration.propose(
        kind=kind,
        title=prepared.title,
        before=prepared.before,
        after=prepared.after,
        reason=reason,
        proposed_by=proposed_by,
        at=at,
    )
