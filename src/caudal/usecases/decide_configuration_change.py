"""Sign or reject a proposed change of what moves money."""

from datetime import datetime

from django.db import transaction

from caudal.adapters.packs.money_settings import MONEY_SETTINGS
from caudal.domain.platform.models import User
from caudal.domain.platform.operations import configuration
from caudal.domain.platform.operations.signatures import Signatures


@transaction.atomic
def decide_configuration_change(
    *, change_id: int, signs: bool, note: str, acting_user: User, at: datetime
) -> None:
    """Put a change in force, or refuse it; whoever proposed it may do neither.

    :raises FunctionMissing: if the person lacks the function
    :raises OwnProposal: if the person proposed it
    :raises ChangeAlreadyDecided: if it does not wait any more
    :raises Refusal: if it does not fit any longer what came into force meanwhile
    """
    change = configuration.lock_waiting(change_id=change_id)
    configuration.decide(change=change, signs=signs, decided_by=acting_user, note=note, at=at)
    setting = MONEY_SETTINGS[change.kind]
    signatures = Signatures(proposed_by=change.proposed_by, signed_by=acting_user, at=at)
    if signs:
        setting.enact(facts=change.after, signatures=signatures)
    else:
        setting.discard(facts=change.after, signatures=signatures)
