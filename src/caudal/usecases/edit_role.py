"""Make and edit roles: the sets of functions that people are given."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import Group
from django.db import transaction

from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import User
from caudal.domain.platform.operations import audit, people, rights


@transaction.atomic
def create_role(
    *, name: str, functions: Iterable[Function], acting_user: User | None, at: datetime
) -> Group:
    """Make a role. ``acting_user`` is None when the system sets itself up.

    :raises RoleNameTaken: whatever the case of the letters
    :raises RightNotHeld: if the role would hold a function that the acting user lacks
    """
    given = frozenset(functions)
    people.refuse_role_name_in_use(name=name, role=None)
    rights.refuse_unheld(functions=given, acting_user=acting_user)
    role = people.set_role(name=name, functions=given)
    audit.record(
        action="platform.role.created",
        subject=role,
        acting_user=acting_user,
        at=at,
        after={"name": name, "functions": sorted(given)},
    )
    return role


@transaction.atomic
def edit_role(
    *, role: Group, name: str, functions: Iterable[Function], acting_user: User | None, at: datetime
) -> None:
    """Rename a role and make it hold exactly these functions; nothing is written if nothing
    differs.

    ``acting_user`` is None when whoever runs the server does it, as when a version brings functions
    that nobody holds yet.

    :raises OwnRights: if the acting user has the role
    :raises RoleNameTaken: whatever the case of the letters
    :raises RightNotHeld: if a function that is added is one that the acting user lacks
    :raises LastRoleManager: if nobody could edit roles afterwards
    """
    wanted = frozenset(functions)
    with rights.keeping_a_role_manager():
        held = people.functions_of_role(role=role)
        before = {"name": role.name, "functions": sorted(held)}
        after = {"name": name, "functions": sorted(wanted)}
        if before == after:
            return
        if held != wanted:
            people.refuse_own_role(role=role, acting_user=acting_user)
        people.refuse_role_name_in_use(name=name, role=role)
        rights.refuse_unheld(functions=wanted - held, acting_user=acting_user)
        people.rename_role(role=role, name=name)
        people.set_role(name=name, functions=wanted)
    changed = [key for key in before if before[key] != after[key]]
    audit.record(
        action="platform.role.changed",
        subject=role,
        acting_user=acting_user,
        at=at,
        before={key: before[key] for key in changed},
        after={key: after[key] for key in changed},
    )
