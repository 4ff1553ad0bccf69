"""Operators, and what a person names on the command line."""

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.db.models import QuerySet

from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import Branch, User
from caudal.kernel.errors import Refusal


class OperatorUnknown(Refusal):
    """Nobody has that username."""

    def __init__(self, username: str) -> None:
        super().__init__(
            f"No hay un operador «{username}». Vea los que hay con «caudal user list»."
        )


class RoleUnknown(Refusal):
    """No role has that name."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        super().__init__(f"No hay un rol «{name}». Use uno de: {', '.join(known)}.")


class BranchUnknown(Refusal):
    """No branch has that code."""

    def __init__(self, code: str, known: Iterable[str]) -> None:
        super().__init__(f"No hay una sucursal «{code}». Use una de: {', '.join(known)}.")


def everybody() -> QuerySet[User]:
    """Operators with their branches and roles, active or not, by username."""
    return User.objects.select_related("branch").prefetch_related("groups").order_by("username")


def the_operator(*, username: str) -> User:
    """The operator of that username, whatever the case of its letters.

    :raises OperatorUnknown: if there is none
    """
    user = User.objects.filter(username__iexact=username).first()
    if user is None:
        raise OperatorUnknown(username)
    return user


class FunctionMissing(Refusal):
    """The operator does not hold the function that the act needs."""

    def __init__(self, user: User, function: Function) -> None:
        super().__init__(
            f"{user.username} no puede «{function.text.label}»."
            " Use otro operador o pida que le den un rol con esa función."
        )


def operator_who_may(*, username: str, function: Function) -> User:
    """The operator of that username, who holds a function.

    :raises OperatorUnknown: if there is none
    :raises FunctionMissing: if he does not hold it
    """
    user = the_operator(username=username)
    if not user.may(function):
        raise FunctionMissing(user, function)
    return user


def the_roles(*, names: Iterable[str]) -> list[Group]:
    """The roles of those names, whatever the case of their letters.

    :raises RoleUnknown: for the first that does not exist
    """
    roles = {role.name.casefold(): role for role in Group.objects.order_by("name")}
    found = []
    for name in names:
        if name.casefold() not in roles:
            raise RoleUnknown(name, [role.name for role in roles.values()])
        found.append(roles[name.casefold()])
    return found


def the_branch(*, code: str) -> Branch:
    """The branch of that code.

    :raises BranchUnknown: if there is none
    """
    branch = Branch.objects.filter(code=code).first()
    if branch is None:
        raise BranchUnknown(code, Branch.objects.values_list("code", flat=True))
    return branch
