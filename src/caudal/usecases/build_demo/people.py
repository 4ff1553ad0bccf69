"""The operators of a demonstration, one per role, and their password."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from caudal.domain.platform.models import User
from caudal.domain.platform.operations import audit, people
from caudal.domain.platform.queries.operators import the_branch, the_roles
from caudal.engines.demo_town.description import TownPlan


def let_people_in(*, plan: TownPlan, at: datetime) -> None:
    """Register the operators of the plan; nobody can log in until passwords are given."""
    for person in plan.people:
        user = people.create_user(
            username=person.username,
            full_name=person.name,
            password=None,
            roles=the_roles(names=[person.role]),
            branch=the_branch(code=person.branch),
            is_demo=True,
            at=at,
        )
        audit.record(
            action="platform.operator.registered",
            subject=user,
            acting_user=None,
            at=at,
            branch_id=user.branch_id,
            after=people.describe(user=user),
        )


def demo_lacks_passwords() -> bool:
    """Whether nobody was told a password yet, as after a story that was interrupted at its end."""
    return not any(user.has_usable_password() for user in User.objects.filter(is_demo=True))


@transaction.atomic
def renew_demo_passwords(*, password: str, at: datetime) -> list[User]:
    """Give the people of a demonstration one password and end their sessions; returns them."""
    hashed = make_password(password)
    users = User.objects.filter(is_demo=True, is_active=True).prefetch_related("groups")
    for user in users:
        people.end_all_sessions(user=user, at=at)
    users.update(password=hashed)
    return list(users.order_by("id"))
