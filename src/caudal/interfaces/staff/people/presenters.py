"""Operators and roles as the templates read them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.urls import reverse

from caudal.domain.platform.functions import Desk, Function
from caudal.domain.platform.models import User, UserSession
from caudal.domain.platform.operations.rights import grantable_functions
from caudal.interfaces.staff.columns import instant


@dataclass(frozen=True, slots=True)
class Choice:
    """A box to tick. A locked one may say why; when it is also ticked, it stays so."""

    value: str
    label: str
    help: str
    is_checked: bool
    is_locked: bool = False
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


def role_choices(
    *,
    roles: Iterable[Group],
    grants: dict[int, frozenset[Function]],
    chosen: Collection[int],
    editor: User,
    is_own: bool,
) -> list[Choice]:
    """The roles to tick for an operator; his own he only reads."""
    choices, grantable = [], grantable_functions(user=editor)
    for role in roles:
        functions = grants.get(role.pk, frozenset())
        is_chosen = role.pk in chosen
        is_beyond = not is_chosen and not functions <= grantable
        choices.append(
            Choice(
                value=str(role.pk),
                label=role.name,
                help=_in_words(functions),
                is_checked=is_chosen,
                is_locked=is_own or is_beyond,
                locked_because=NOT_HELD if is_beyond and not is_own else "",
            )
        )
    return [choice for choice in choices if choice.is_checked or not is_own]


def function_choices(
    *, chosen: Collection[Function], editor: User, is_own: bool
) -> list[ChoiceGroup]:
    """The functions to tick for a role, by desk; those of a role of one's own are only read."""
    return [
        ChoiceGroup(
            label=desk.value,
            choices=[
                _function_choice(
                    function, is_chosen=function in chosen, editor=editor, is_own=is_own
                )
                for function in Function
                if function.text.desk is desk
            ],
        )
        for desk in Desk
    ]


def _function_choice(function: Function, *, is_chosen: bool, editor: User, is_own: bool) -> Choice:
    is_beyond = not is_chosen and function not in grantable_functions(user=editor)
    return Choice(
        value=function.value,
        label=function.text.label,
        help="",
        is_checked=is_chosen,
        is_locked=is_own or is_beyond,
        locked_because="Usted no tiene esta función" if is_beyond and not is_own else "",
    )


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
