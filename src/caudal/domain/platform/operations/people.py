"""Operators, roles and logins."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.contrib.sessions.models import Session
from django.db.models import Q

from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import Branch, User, UserSession, Utility
from caudal.kernel.errors import Refusal


class UsernameTaken(Refusal):
    """Somebody else has that username."""

    def __init__(self, username: str) -> None:
        super().__init__(f"El usuario «{username}» ya existe. Elija otro.")


class RoleNameTaken(Refusal):
    """Another role has that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Ya hay un rol «{name}». Elija otro nombre.")


class OwnRole(Refusal):
    """Somebody tried to change what a role of his own allows."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"Usted tiene el rol «{name}», y nadie cambia las funciones de sus propios roles."
            " Pídalo a otra persona que pueda editarlos."
        )


class DemoUserOutsideDemo(Refusal):
    """Demo people may live only in demo databases."""

    def __init__(self) -> None:
        super().__init__("Los usuarios de demostración solo existen en bases de demostración.")


def create_user(
    *,
    username: str,
    full_name: str,
    password: str | None,
    roles: Iterable[Group],
    at: datetime,
    email: str = "",
    branch: Branch | None = None,
    is_demo: bool = False,
    must_change_password: bool = False,
) -> User:
    """Create an operator with roles and a password; without one nobody can log in as him yet.

    :raises UsernameTaken: whatever the case of the letters
    :raises DemoUserOutsideDemo: if a demo person is asked for in a real utility
    """
    if is_demo and not Utility.objects.filter(is_demo=True).exists():
        raise DemoUserOutsideDemo
    if User.objects.filter(username__iexact=username).exists():
        raise UsernameTaken(username)
    user = User(
        username=username,
        full_name=full_name,
        email=email,
        branch=branch,
        is_demo=is_demo,
        must_change_password=must_change_password,
        created_at=at,
    )
    user.set_password(password)
    user.save(force_insert=True)
    user.groups.add(*roles)
    return user


def describe(*, user: User) -> dict[str, Any]:
    """What the log keeps of an operator."""
    return {
        "username": user.username,
        "full_name": user.full_name,
        "email": user.email,
        "branch": user.branch.name if user.branch else None,
        "roles": sorted(user.groups.values_list("name", flat=True)),
    }


def refuse_role_name_in_use(*, name: str, role: Group | None) -> None:
    """Keep names of roles apart, whatever the case of the letters.

    :raises RoleNameTaken: if a role other than ``role`` has it
    """
    others = Group.objects.exclude(pk=role.pk) if role else Group.objects.all()
    if others.filter(name__iexact=name).exists():
        raise RoleNameTaken(name)


def refuse_own_role(*, role: Group, acting_user: User | None) -> None:
    """Keep a person from changing what he himself may do.

    :raises OwnRole: if he has the role
    """
    if acting_user is not None and acting_user.groups.filter(pk=role.pk).exists():
        raise OwnRole(role.name)


def rename_role(*, role: Group, name: str) -> None:
    """Call a role something else."""
    role.name = name
    role.save(update_fields=["name"])


def set_role(*, name: str, functions: Iterable[Function]) -> Group:
    """Make a role hold exactly these functions, creating it when missing."""
    role, _ = Group.objects.get_or_create(name=name)
    role.permissions.set(
        Permission.objects.filter(
            content_type__app_label="platform", codename__in=[f.value for f in functions]
        )
    )
    return role


def functions_of_role(*, role: Group) -> frozenset[Function]:
    """The functions that a role grants."""
    codes = role.permissions.filter(content_type__app_label="platform").values_list(
        "codename", flat=True
    )
    known = {function.value for function in Function}
    return frozenset(Function(code) for code in codes if code in known)


def begin_session(
    *, user: User, session_key: str, address: str | None, at: datetime, limit: int
) -> None:
    """Note a login and end the oldest ones of the same person past ``limit``."""
    UserSession.objects.create(
        user=user, session_key=session_key, address=address, started_at=at, last_seen_at=at
    )
    open_keys = list(
        UserSession.objects.filter(user=user, ended_at=None)
        .order_by("-started_at", "-id")
        .values_list("session_key", flat=True)
    )
    end_sessions(session_keys=open_keys[limit:], at=at)


def end_sessions(*, session_keys: Iterable[str], at: datetime) -> None:
    """End logins: their cookies are worth nothing from now on."""
    keys = list(session_keys)
    if not keys:
        return
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(Q(session_key__in=keys) & Q(ended_at=None)).update(
        ended_at=at, last_seen_at=at
    )


def end_all_sessions(*, user: User, at: datetime, keeping: str = "") -> None:
    """End every login of a person, except the one of the session ``keeping``."""
    keys = UserSession.objects.filter(user=user, ended_at=None).exclude(session_key=keeping)
    end_sessions(session_keys=keys.values_list("session_key", flat=True), at=at)


def touch_session(*, session_key: str, at: datetime) -> None:
    """Note that a login is alive."""
    UserSession.objects.filter(session_key=session_key, ended_at=None).update(last_seen_at=at)
