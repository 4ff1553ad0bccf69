"""Keep a note in sight at the head of its account, or let it go."""

from datetime import datetime

from django.db import transaction

from caudal.domain.platform.models import User
from caudal.domain.platform.operations import audit
from caudal.domain.registry.models import AccountNote


@transaction.atomic
def pin_account_note(*, note_id: int, is_pinned: bool, acting_user: User, at: datetime) -> bool:
    """Pin or unpin a note; returns False, and writes nothing, when it already was so."""
    note = AccountNote.objects.select_for_update(no_key=True).get(pk=note_id)
    if note.is_pinned == is_pinned:
        return False
    note.is_pinned = is_pinned
    note.save(update_fields=["is_pinned"])
    audit.record(
        action="registry.account_note.pinned" if is_pinned else "registry.account_note.unpinned",
        subject=note,
        acting_user=acting_user,
        at=at,
        account_id=note.account_id,
        before={"is_pinned": not is_pinned},
        after={"is_pinned": is_pinned},
    )
    return True
