"""What people left written on an account."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from caudal.domain.registry.models import AccountNote


@dataclass(frozen=True, slots=True)
class Note:
    """A note and who wrote it."""

    note_id: int
    text: str
    is_pinned: bool
    author: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class NotesInSight:
    """What the head of an account shows of its notes."""

    count: int
    pinned: tuple[Note, ...]


# The count comes with each pinned note, and alone when none is pinned.
_IN_SIGHT = """
SELECT c.count, n.id, n.text, n.is_pinned, u.full_name, n.written_at
  FROM (SELECT count(*) FROM registry_accountnote WHERE account_id = %(account)s) c
  LEFT JOIN registry_accountnote n ON n.account_id = %(account)s AND n.is_pinned
  LEFT JOIN platform_user u ON u.id = n.author_id
 ORDER BY n.id DESC
"""


def notes_in_sight(*, account_id: int) -> NotesInSight:
    """How many notes an account has, and those that are pinned, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(_IN_SIGHT, {"account": account_id})
        rows = cursor.fetchall()
    return NotesInSight(
        count=rows[0][0], pinned=tuple(Note(*row[1:]) for row in rows if row[1] is not None)
    )


def notes_of(*, account_id: int, limit: int, before: int | None = None) -> list[Note]:
    """The notes of an account, newest first; ``before`` is the last one of the page before."""
    rows = AccountNote.objects.filter(account_id=account_id).select_related("author")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return [
        Note(note.pk, note.text, note.is_pinned, note.author.full_name, note.written_at)
        for note in rows.order_by("-pk")[:limit]
    ]
