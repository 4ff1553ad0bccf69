"""Operators, roles and logins."""

from collections.abc import Iterable
from datetime import datetime

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


class DemoUserOutsideDemo(Refusal):
    """Demo people may live only in demo databases."""

    def __init__(self) -> None:
        super().__init__("Los usuarios de demostración solo existen en bases de demostración.")


def create_user(
    *,
    username: str,
    full_name: str,
    password: str,
    roles: Iterable[Group],
    at: datetime,
    email: str = "",
    branch: Branch | None = None,
    is_demo: bool = False,
    must_change_password: bool = False,
) -> User:
    """Create an operator with a password and roles.

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


def touch_session(*, session_key: str, at: datetime) -> None:
    """Note that a login is alive."""
    UserSession.objects.filter(session_key=session_key, ended_at=None).update(last_seen_at=at)
