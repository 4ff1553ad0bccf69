"""Replace a password: one's own, or somebody's who forgot it."""

from datetime import datetime

from django.db import transaction

from caudal.domain.platform.models import User
from caudal.domain.platform.operations import audit, passwords, people, rights


@transaction.atomic
def reset_password(*, user: User, password: str, acting_user: User | None, at: datetime) -> None:
    """Give an operator a provisional password, to be changed at his next login; ends his sessions.

    Whoever knows the provisional password could act as that person, so it takes all his functions;
    ``acting_user`` is None when whoever runs the server does it.

    :raises OwnRights: if somebody resets his own (he changes it, knowing the old one)
    :raises RightNotHeld: if the operator holds a function that the acting user lacks
    """
    rights.refuse_own(user=user, acting_user=acting_user)
    rights.refuse_unheld(functions=user.functions, acting_user=acting_user)
    passwords.replace(user=user, password=password, must_change=True)
    people.end_all_sessions(user=user, at=at)
    audit.record(action="platform.password.reset", subject=user, acting_user=acting_user, at=at)


@transaction.atomic
def change_own_password(
    *, user: User, current_password: str, new_password: str, session_key: str, at: datetime
) -> None:
    """Replace one's own password, knowing the old one; ends every session but this one.

    :raises WrongPassword: if the present password is another one
    :raises SamePassword: if nothing would change
    :raises WeakPassword: if the new one is easy to guess
    """
    passwords.refuse_wrong(user=user, password=current_password)
    if current_password == new_password:
        raise passwords.SamePassword
    passwords.replace(user=user, password=new_password, must_change=False)
    people.end_all_sessions(user=user, at=at, keeping=session_key)
    audit.record(action="platform.password.changed", subject=user, acting_user=user, at=at)
