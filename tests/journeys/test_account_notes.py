"""Writing notes on an account, pinning them and letting them go."""

import pytest
from tests.factories.platform import AT, make_user
from tests.factories.registry import make_account

from caudal.domain.platform.models import AuditEntry
from caudal.domain.registry.queries.notes import notes_in_sight, notes_of
from caudal.usecases.add_account_note import add_account_note
from caudal.usecases.pin_account_note import pin_account_note

pytestmark = pytest.mark.django_db


def test_a_note_is_written_once_and_audited() -> None:
    account, clerk = make_account(), make_user(full_name="Laura Robles")
    note = add_account_note(
        account_id=account.pk,
        text="  Perro en el patio ",
        is_pinned=False,
        acting_user=clerk,
        at=AT,
    )
    (shown,) = notes_of(account_id=account.pk, limit=10)
    assert (shown.note_id, shown.text, shown.author) == (
        note.pk,
        "Perro en el patio",
        "Laura Robles",
    )
    entry = AuditEntry.objects.get(action="registry.account_note.added")
    assert (entry.account_id, entry.after) == (
        account.pk,
        {"text": "Perro en el patio", "is_pinned": False},
    )


def test_a_pinned_note_stays_in_sight_until_it_is_let_go() -> None:
    account, clerk = make_account(), make_user()
    notes = [
        add_account_note(account_id=account.pk, text=text, is_pinned=True, acting_user=clerk, at=AT)
        for text in ("Primera", "Segunda")
    ]
    in_sight = notes_in_sight(account_id=account.pk)
    assert (in_sight.count, [note.text for note in in_sight.pinned]) == (2, ["Segunda", "Primera"])

    assert pin_account_note(note_id=notes[0].pk, is_pinned=False, acting_user=clerk, at=AT)
    assert not pin_account_note(note_id=notes[0].pk, is_pinned=False, acting_user=clerk, at=AT)
    in_sight = notes_in_sight(account_id=account.pk)
    assert (in_sight.count, [note.text for note in in_sight.pinned]) == (2, ["Segunda"])
    entry = AuditEntry.objects.get(action="registry.account_note.unpinned")
    assert (entry.before, entry.after) == ({"is_pinned": True}, {"is_pinned": False})


def test_an_account_without_notes_has_none_in_sight() -> None:
    in_sight = notes_in_sight(account_id=make_account().pk)
    assert (in_sight.count, in_sight.pinned) == (0, ())
