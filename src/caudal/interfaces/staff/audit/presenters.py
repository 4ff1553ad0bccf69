"""Acts of the log as people read them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import AuditEntry
from caudal.interfaces.staff.audit.texts import FIELDS, ICONS, action_text

# Where the page of a subject is, for the kinds that have one.
SUBJECT_ROUTES = {
    "platform.user": "people:user",
    "auth.group": "people:role",
    "platform.backgroundjob": "jobs:job",
}
CHANGES_IN_LIST = 2
_FUNCTIONS = {function.value: function.text.label for function in Function}


@dataclass(frozen=True, slots=True)
class Change:
    """One datum before and after, and both in one line."""

    label: str
    before: str
    after: str
    summary: str


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A row of the list."""

    pk: int
    at: datetime
    who: str
    act: str
    about: str
    effect: str
    amount: Decimal | None
    address: str


def entry_rows(entries: list[AuditEntry]) -> list[EntryRow]:
    """A page of acts; the subjects of each kind are asked for together."""
    names = subject_names(entries)
    return [
        EntryRow(
            pk=entry.pk,
            at=entry.at,
            who=who(entry),
            act=action_text(entry.action),
            about=names[entry.pk],
            effect=_effect(entry),
            amount=entry.amount,
            address=entry.address or "",
        )
        for entry in entries
    ]


def who(entry: AuditEntry) -> str:
    """Who acted, and who authorised it."""
    actor = entry.actor.full_name if entry.actor else "Caudal"
    return f"{actor} · autorizó {entry.approver.full_name}" if entry.approver else actor


def subject_names(entries: Iterable[AuditEntry]) -> dict[int, str]:
    """What each act is about, such as ``operador · Laura Robles``, by the key of the entry."""
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    found = list(entries)
    for entry in found:
        if entry.subject_id is not None:
            wanted[entry.subject_kind].add(entry.subject_id)
    subjects: dict[tuple[str, int], Model] = {}
    for kind, keys in wanted.items():
        if model := subject_model(kind):
            rows = model._base_manager.filter(pk__in=keys)  # noqa: SLF001 - Django's documented name
            subjects.update({(kind, row.pk): row for row in rows})
    return {entry.pk: _subject_name(entry, subjects) for entry in found}


def _subject_name(entry: AuditEntry, subjects: dict[tuple[str, int], Model]) -> str:
    model = subject_model(entry.subject_kind)
    if model is None or entry.subject_id is None:
        return ""
    subject = subjects.get((entry.subject_kind, entry.subject_id))
    return f"{kind_name(model)} · {subject or entry.subject_id}"


def subject_model(kind: str) -> type[Model] | None:
    """The model of a ``subject_kind``; None when this version knows it no more."""
    try:
        return apps.get_model(kind) if kind else None
    except LookupError:
        return None


def kind_name(model: type[Model]) -> str:
    """What a subject is called; Django's groups are the roles."""
    return "rol" if model._meta.label_lower == "auth.group" else str(model._meta.verbose_name)


def subject_url(entry: AuditEntry) -> str:
    """The page of the subject, if it has one."""
    name = SUBJECT_ROUTES.get(entry.subject_kind)
    if name is None or entry.subject_id is None:
        return ""
    try:
        return reverse(name, args=[entry.subject_id])
    except NoReverseMatch:
        return ""


def changes(entry: AuditEntry) -> list[Change]:
    """What the act changed, datum by datum."""
    before, after = entry.before or {}, entry.after or {}
    return [
        _change(entry.subject_kind, key, before.get(key), after.get(key))
        for key in {**before, **after}
    ]


def _change(kind: str, key: str, old: Any, new: Any) -> Change:
    label = label_of(kind, key)
    before, after = text_of(kind, key, old), text_of(kind, key, new)
    if isinstance(old, list) and isinstance(new, list):
        added = [f"+ {text_of(kind, key, part)}" for part in new if part not in old]
        gone = [f"− {text_of(kind, key, part)}" for part in old if part not in new]
        change = ", ".join(added + gone)
    else:
        change = after if old is None else f"{before} → {after}"
    return Change(label=label, before=before, after=after, summary=f"{label}: {change}")


def _effect(entry: AuditEntry) -> str:
    found = [change for change in changes(entry) if change.before != change.after]
    parts = [change.summary for change in found[:CHANGES_IN_LIST]]
    if len(found) > CHANGES_IN_LIST:
        parts.append(f"y {len(found) - CHANGES_IN_LIST} más")
    if entry.reason:
        parts.insert(0, f"«{entry.reason}»")
    return " · ".join(parts)


def label_of(kind: str, key: str) -> str:
    """The Spanish name of a datum."""
    field = _field(kind, key)
    if field is not None:
        return str(field.verbose_name)
    return FIELDS.get(key, key.replace("_", " "))


def text_of(kind: str, key: str, value: Any) -> str:
    """A datum as people read it."""
    match value:
        case None | "" | []:
            return "–"
        case bool():
            return "sí" if value else "no"
        case list():
            return ", ".join(text_of(kind, key, part) for part in value)
        case dict():
            return (
                "; ".join(
                    f"{label_of(kind, name)}: {text_of(kind, name, part)}"
                    for name, part in value.items()
                )
                or "–"
            )
        case str():
            return _word(kind, key, value)
        case _:
            return str(value)


def _word(kind: str, key: str, value: str) -> str:
    if key == "functions":
        return _FUNCTIONS.get(value, value)
    field = _field(kind, key)
    choices = dict(field.flatchoices) if field is not None else {}
    return str(choices.get(value) or _moment(value) or value)


def _moment(text: str) -> str:
    """ISO dates and instants as people write them; empty for any other text."""
    try:
        if len(text) == len("2026-11-17"):
            return f"{date.fromisoformat(text):%d/%m/%Y}"
        at = datetime.fromisoformat(text)
    except ValueError:
        return ""
    return f"{timezone.localtime(at):%d/%m/%Y %H:%M}" if at.tzinfo else ""


def _field(kind: str, key: str) -> "Field[Any, Any] | None":
    model = subject_model(kind)
    try:
        field = model._meta.get_field(key) if model else None
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, Field) else None


def timeline(entries: Iterable[AuditEntry]) -> list[dict[str, object]]:
    """Acts for ``components/timeline.html``."""
    found = list(entries)
    names = subject_names(found)
    events: list[dict[str, object]] = []
    for entry in found:
        icon, tone = ICONS.get(entry.action, ("history", "info"))
        at = timezone.localtime(entry.at)
        events.append(
            {
                "icon": icon,
                "tone": tone,
                "title": action_text(entry.action),
                "date": f"{at:%d/%m/%Y %H:%M}",
                "datetime": at.isoformat(),
                "detail": names[entry.pk],
            }
        )
    return events
