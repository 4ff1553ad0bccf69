"""Give somebody access to the system."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import Group
from django.db import transaction

from caudal.domain.platform.models import Branch, User
from caudal.domain.platform.operations import audit, passwords, people, rights


@transaction.atomic
def register_operator(
    *,
    username: str,
    full_name: str,
    password: str,
    roles: Iterable[Group],
    branch: Branch | None,
    acting_user: User | None,
    at: datetime,
    email: str = "",
    is_demo: bool = False,
    must_change_password: bool = True,
) -> User:
    """Register an operator with his roles. ``acting_user`` is None while a utility is set up.

    :raises RightNotHeld: if a role holds a function that the acting user lacks
    :raises UsernameTaken: whatever the case of the letters
    :raises WeakPassword: if the password is easy to guess, demo people apart
    :raises DemoUserOutsideDemo: if a demo person is asked for in a real utility
    """
    given = list(roles)
    for role in given:
        rights.refuse_unheld(functions=people.functions_of_role(role=role), acting_user=acting_user)
    if not is_demo:
        passwords.refuse_weak(
            password=password, user=User(username=username, full_name=full_name, email=email)
        )
    user = people.create_user(
        username=username,
        full_name=full_name,
        email=email,
        password=password,
        roles=given,
        branch=branch,
        is_demo=is_demo,
        must_change_password=must_change_password,
        at=at,
    )
    audit.record(
        action="platform.operator.registered",
        subject=user,
        acting_user=acting_user,
        at=at,
        branch_id=branch.pk if branch else None,
        after=people.describe(user=user),
    )
    return user
