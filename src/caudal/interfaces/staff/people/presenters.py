"""Operators and roles as the templates read them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.urls import reverse

from caudal.domain.platform.functions import Desk, Function
from caudal.domain.platform.models import User, UserSession
from caudal.interfaces.staff.columns import instant


@dataclass(frozen=True, slots=True)
class Choice:
    """A box to tick. A locked one says why; when it is also ticked, it stays so."""

    value: str
    label: str
    help: str
    is_checked: bool
    locked_because: str = ""


@dataclass(frozen=True, slots=True)
class ChoiceGroup:
    """Boxes under one heading."""

    label: str
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class SessionRow:
    """Where somebody is logged in."""

    started_at: str
    last_seen_at: str
    address: str
    is_this: bool = False


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who has a role."""

    name: str
    username: str
    url: str
    is_active: bool


NOT_HELD = "Incluye funciones que usted no tiene"
OWN = "Nadie cambia sus propios roles"


def role_choices(
    *,
    roles: Iterable[Group],
    grants: dict[int, frozenset[Function]],
    chosen: Collection[int],
    editor: User,
    is_own: bool,
) -> list[Choice]:
    """The roles to tick for an operator."""
    return [
        Choice(
            value=str(role.pk),
            label=role.name,
            help=_in_words(grants.get(role.pk, frozenset())),
            is_checked=role.pk in chosen,
            locked_because=_lock_of_role(
                grants.get(role.pk, frozenset()), role.pk in chosen, editor, is_own=is_own
            ),
        )
        for role in roles
    ]


def _lock_of_role(
    functions: frozenset[Function],
    is_chosen: bool,  # noqa: FBT001 - a datum of the role, as the others
    editor: User,
    *,
    is_own: bool,
) -> str:
    if is_own:
        return OWN
    return "" if is_chosen or functions <= editor.functions else NOT_HELD


def function_choices(
    *, chosen: Collection[Function], editor: User, is_own: bool
) -> list[ChoiceGroup]:
    """The functions to tick for a role, by desk."""
    return [
        ChoiceGroup(
            label=desk.value,
            choices=[
                Choice(
                    value=function.value,
                    label=function.text.label,
                    help="",
                    is_checked=function in chosen,
                    locked_because=_lock_of_function(function, chosen, editor, is_own=is_own),
                )
                for function in Function
                if function.text.desk is desk
            ],
        )
        for desk in Desk
    ]


def _lock_of_function(
    function: Function, chosen: Collection[Function], editor: User, *, is_own: bool
) -> str:
    if is_own:
        return "Usted tiene este rol"
    return "" if function in chosen or editor.may(function) else "Usted no tiene esta función"


def functions_by_desk(functions: Collection[Function]) -> list[dict[str, object]]:
    """What somebody may do, by desk, without the desks where he may do nothing."""
    return [
        {"label": desk.value, "functions": labels}
        for desk in Desk
        if (labels := [f.text.label for f in Function if f.text.desk is desk and f in functions])
    ]


def session_rows(sessions: Iterable[UserSession], *, this: str = "") -> list[SessionRow]:
    """Logins as a person reads them."""
    return [
        SessionRow(
            started_at=instant(session.started_at),
            last_seen_at=instant(session.last_seen_at),
            address=session.address or "equipo desconocido",
            is_this=session.session_key == this,
        )
        for session in sessions
    ]


def holders(role: Group) -> list[Holder]:
    """Who has a role, active people first."""
    people = User.objects.filter(groups=role).order_by("-is_active", "full_name")
    return [
        Holder(
            name=user.full_name,
            username=user.username,
            url=reverse("people:user", args=[user.pk]),
            is_active=user.is_active,
        )
        for user in people
    ]


def _in_words(functions: frozenset[Function]) -> str:
    if not functions:
        return "Sin funciones"
    if functions >= frozenset(Function):
        return "Todas las funciones"
    labels = [function.text.label for function in Function if function in functions]
    return " · ".join(labels)
