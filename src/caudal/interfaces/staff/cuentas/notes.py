"""Notes of an account: read, write, pin, let go."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from caudal.domain.platform.functions import Function
from caudal.domain.registry.models import AccountNote
from caudal.domain.registry.queries.notes import Note, notes_of
from caudal.interfaces.clock import now
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.cuentas import paging, words
from caudal.interfaces.staff.cuentas.account import OpenAccount, account_or_404, open_account
from caudal.interfaces.staff.cuentas.forms import NoteForm
from caudal.interfaces.staff.cuentas.tabs import answer_tab
from caudal.interfaces.staff.forms import Confirmation, answer_confirmation, posted
from caudal.usecases.add_account_note import add_account_note
from caudal.usecases.pin_account_note import pin_account_note


def notes(request: StaffRequest, number: str) -> HttpResponse:
    """Every note, newest first."""
    account = open_account(request, number)
    found = notes_of(
        account_id=account.head.account_id,
        limit=paging.ROWS + 1,
        before=paging.key_before(request),
    )
    shown, links = paging.cut(request, found, place=lambda note: (note.note_id,))
    may_write = request.user.may(Function.ADD_NOTES)
    context = {
        "notes": [_shown(note, account, may_write=may_write) for note in shown],
        "links": links,
        "note_url": account.url("new_note") if may_write else "",
    }
    return answer_tab(request, account, "notes", context)


def new_note(request: StaffRequest, number: str) -> HttpResponseBase:
    """Write a note, in a dialog or on a page."""
    account = open_account(request, number)
    form = NoteForm(posted(request))
    if form.is_valid():
        add_account_note(
            account_id=account.head.account_id,
            text=form.cleaned_data["text"],
            is_pinned=form.cleaned_data["is_pinned"],
            acting_user=request.user,
            at=now(),
        )
        messages.success(request, f"Nota guardada en la cuenta {number}.")
        return redirect("cuentas:account", number)
    holder = account.head.holder or "sin titular"
    confirmation = Confirmation(
        title="Escribir nota",
        consequence=f"Cuenta {number}, {holder}.",
        verb="Guardar nota",
        action=account.url("new_note"),
        back_url=account.url("notes"),
    )
    return answer_confirmation(request, confirmation, form)


def pin_note(request: StaffRequest, number: str, note_id: int) -> HttpResponseBase:
    """Keep a note in sight above the tabs."""
    return _pinned(request, number, note_id, is_pinned=True)


def unpin_note(request: StaffRequest, number: str, note_id: int) -> HttpResponseBase:
    """Let a note go from above the tabs; it stays among the others."""
    return _pinned(request, number, note_id, is_pinned=False)


def _pinned(
    request: StaffRequest, number: str, note_id: int, *, is_pinned: bool
) -> HttpResponseBase:
    head = account_or_404(number)
    note = get_object_or_404(AccountNote, pk=note_id, account_id=head.account_id)
    changed = pin_account_note(
        note_id=note.pk, is_pinned=is_pinned, acting_user=request.user, at=now()
    )
    if changed:
        messages.success(request, "Nota fijada." if is_pinned else "Nota soltada; sigue en Notas.")
    return redirect("cuentas:account" if not is_pinned else "cuentas:notes", number)


def _shown(note: Note, account: OpenAccount, *, may_write: bool) -> dict[str, Any]:
    act = "unpin_note" if note.is_pinned else "pin_note"
    return {
        "text": note.text,
        "is_pinned": note.is_pinned,
        "by": f"{note.author}, {words.moment(note.written_at, zone=account.head.time_zone)}",
        "act_url": account.url(act, note.note_id) if may_write else "",
        "act_label": "Soltar" if note.is_pinned else "Fijar",
    }
