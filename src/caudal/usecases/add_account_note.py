"""Write a note on an account."""

from datetime import datetime

from django.db import transaction

from caudal.domain.platform.models import User
from caudal.domain.platform.operations import audit
from caudal.domain.registry.models import AccountNote


@transaction.atomic
def add_account_note(
    *, account_id: int, text: str, is_pinned: bool, acting_user: User, at: datetime
) -> AccountNote:
    """Leave something written for whoever opens the account next; a note is never changed."""
    note = AccountNote.objects.create(
        account_id=account_id,
        text=text.strip(),
        is_pinned=is_pinned,
        author=acting_user,
        written_at=at,
    )
    audit.record(
        action="registry.account_note.added",
        subject=note,
        acting_user=acting_user,
        at=at,
        account_id=account_id,
        after={"text": note.text, "is_pinned": is_pinned},
    )
    return note
