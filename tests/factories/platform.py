"""Builders of the utility, its offices and its people."""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import count
from typing import Any

from django.contrib.auth.models import Group

from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import AuditEntry, BackgroundJob, Branch, User, Utility
from caudal.domain.platform.operations import people
from caudal.domain.platform.ready_roles import READY_ROLES

AT = datetime(2026, 11, 17, 18, 43, tzinfo=UTC)
"""17 November 2026, 11:43 in Hermosillo."""

ZONE = "America/Hermosillo"
PASSWORD = "agua-clara-2026"
_numbers = count(1)


def make_utility(**values: Any) -> Utility:
    """The utility of the database, created once."""
    given = {"name": "OOMAPAS San Telmo", "time_zone": ZONE, **values}
    given.setdefault("long_name", f"{given['name']}, organismo operador")
    utility, _ = Utility.objects.update_or_create(singleton=True, defaults=given)
    return utility


def make_branch(**values: Any) -> Branch:
    """A branch in Hermosillo's zone, unless another is asked for."""
    number = next(_numbers)
    given = {"code": f"S{number:03d}", "name": f"Sucursal {number}", "time_zone": ZONE, **values}
    return Branch.objects.create(**given)


def make_role(*, name: str | None = None, functions: Iterable[Function] = ()) -> Group:
    """A role that holds exactly these functions."""
    return people.set_role(name=name or f"Rol {next(_numbers)}", functions=functions)


def make_ready_role(*, name: str) -> Group:
    """One of the roles that a utility finds ready."""
    return people.set_role(name=name, functions=READY_ROLES[name])


def make_user(
    *,
    username: str | None = None,
    full_name: str | None = None,
    functions: Iterable[Function] = (),
    roles: Iterable[Group] = (),
    password: str | None = None,
    **values: Any,
) -> User:
    """An operator with the roles given and, if functions are named, a role of his own with them.

    Without ``password`` he cannot use the login form (hashing one takes long): log him in with
    ``client.force_login``.
    """
    number = next(_numbers)
    user = User(
        username=username or f"operador{number}",
        full_name=full_name or f"Operadora Prueba {number}",
        **{"created_at": AT, **values},
    )
    if password is None:
        user.set_unusable_password()
    else:
        user.set_password(password)
    user.save(force_insert=True)
    user.groups.add(*roles)
    if wanted := frozenset(functions):
        user.groups.add(make_role(name=f"Rol de {user.username}", functions=wanted))
    return user


def make_entry(**values: Any) -> AuditEntry:
    """An act in the log."""
    given = {"at": AT, "action": "platform.session.started", "subject_kind": "", **values}
    return AuditEntry.objects.create(**given)


def make_job(**values: Any) -> BackgroundJob:
    """A job as the list of jobs shows it, without anything in the queue."""
    number = next(_numbers)
    given = {"kind": "prueba", "title": f"Trabajo {number}", "queued_at": AT, **values}
    return BackgroundJob.objects.create(**given)
