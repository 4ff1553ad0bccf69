"""Throw away a draft of a tariff, with a trace."""

from datetime import datetime

from django.db import transaction

from caudal.domain.platform.models import ConfigurationChange, User
from caudal.domain.platform.operations import configuration
from caudal.domain.tariffs.operations.drafts import discard_draft, lock_open_draft


@transaction.atomic
def discard_tariff_draft(*, draft_id: int, reason: str, acting_user: User, at: datetime) -> None:
    """Close a draft without effect. It charges nobody before nor after; what it said is kept.

    :raises FunctionMissing: if the person may not propose tariffs
    :raises DraftClosed: if it was handed in or discarded already
    :raises DiscardReasonMissing: if no reason is given
    """
    kind = ConfigurationChange.Kind.TARIFF_VERSION
    configuration.refuse_unless_proposer(kind=kind, user=acting_user)
    draft = lock_open_draft(draft_id=draft_id)
    discard_draft(draft=draft, reason=reason, discarded_by=acting_user, at=at)
