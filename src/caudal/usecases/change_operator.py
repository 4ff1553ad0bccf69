"""Change what an operator is called, where he works and what he may do; close and open his
access.
"""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import Group
from django.db import transaction

from caudal.domain.platform.models import Branch, User
from caudal.domain.platform.operations import audit, people, rights


@transaction.atomic
def change_operator(
    *,
    user: User,
    full_name: str,
    email: str,
    branch: Branch | None,
    roles: Iterable[Group],
    acting_user: User,
    at: datetime,
) -> None:
    """Change data and roles of an operator; nothing is written when nothing differs.

    :raises OwnRights: if somebody changes his own roles
    :raises RightNotHeld: if a role that is given holds a function that the acting user lacks
    :raises LastRoleManager: if nobody could edit roles afterwards
    """
    with rights.keeping_a_role_manager():
        before = people.describe(user=user)
        _give_roles(user=user, roles=list(roles), acting_user=acting_user)
        user.full_name, user.email, user.branch = full_name, email, branch
        user.save(update_fields=["full_name", "email", "branch"])
        after = people.describe(user=user)
    changed = {key for key in before if before[key] != after[key]}
    if not changed:
        return
    audit.record(
        action="platform.operator.changed",
        subject=user,
        acting_user=acting_user,
        at=at,
        before={key: before[key] for key in before if key in changed},
        after={key: after[key] for key in after if key in changed},
    )


def _give_roles(*, user: User, roles: list[Group], acting_user: User) -> None:
    held = set(user.groups.all())
    if held == set(roles):
        return
    rights.refuse_own(user=user, acting_user=acting_user)
    for role in set(roles) - held:
        rights.refuse_unheld(functions=people.functions_of_role(role=role), acting_user=acting_user)
    user.groups.set(roles)


@transaction.atomic
def deactivate_operator(*, user: User, reason: str, acting_user: User, at: datetime) -> None:
    """Close an operator's access and end his sessions; what he did stays in the log.

    :raises OwnRights: if somebody closes his own access
    :raises LastRoleManager: if nobody could edit roles afterwards
    """
    rights.refuse_own(user=user, acting_user=acting_user)
    if not user.is_active:
        return
    with rights.keeping_a_role_manager():
        _set_active(user=user, is_active=False)
    people.end_all_sessions(user=user, at=at)
    audit.record(
        action="platform.operator.deactivated",
        subject=user,
        acting_user=acting_user,
        at=at,
        reason=reason,
        before={"is_active": True},
        after={"is_active": False},
    )


@transaction.atomic
def reactivate_operator(*, user: User, acting_user: User, at: datetime) -> None:
    """Open an operator's access again, with the roles that he had.

    :raises OwnRights: if somebody opens his own access
    :raises RightNotHeld: if those roles hold a function that the acting user lacks
    """
    rights.refuse_own(user=user, acting_user=acting_user)
    rights.refuse_unheld(functions=user.functions, acting_user=acting_user)
    if user.is_active:
        return
    _set_active(user=user, is_active=True)
    audit.record(
        action="platform.operator.reactivated",
        subject=user,
        acting_user=acting_user,
        at=at,
        before={"is_active": False},
        after={"is_active": True},
    )


def _set_active(*, user: User, is_active: bool) -> None:
    user.is_active = is_active
    user.save(update_fields=["is_active"])
