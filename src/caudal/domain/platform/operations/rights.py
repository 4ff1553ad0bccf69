"""Who may give which rights: what keeps people from raising themselves or locking everybody out."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection

from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import User
from caudal.kernel.errors import Refusal


class RightNotHeld(Refusal):
    """Somebody tried to give, or to take over, a function that he lacks."""

    def __init__(self, functions: Iterable[Function]) -> None:
        labels = ", ".join(sorted(f"«{function.text.label}»" for function in functions))
        super().__init__(
            f"Solo puede dar funciones que usted tiene; le falta {labels}."
            " Pídalo a alguien que la tenga."
        )


class OwnRights(Refusal):
    """Somebody tried to change his own roles or to close his own access."""

    def __init__(self) -> None:
        super().__init__(
            "Nadie cambia sus propios roles ni se da de baja. Pídalo a otra persona"
            " que administre operadores."
        )


class LastRoleManager(Refusal):
    """After the change nobody could edit roles any more."""

    def __init__(self) -> None:
        super().__init__(
            "No quedaría ningún operador activo que pueda editar roles."
            " Dé antes esa función a otra persona."
        )


def grantable_functions(*, user: User) -> frozenset[Function]:
    """What a person may give to others: his own functions, or any if he was trusted with that.

    Nobody raises himself by it: his own roles and the roles that he has are changed by others.
    """
    may_give_any = user.may(Function.GRANT_FUNCTIONS)
    return frozenset(Function) if may_give_any else user.functions


def refuse_unheld(*, functions: Iterable[Function], acting_user: User | None) -> None:
    """Let a person give only what he may give; ``None`` is the system setting itself up.

    :raises RightNotHeld: naming what he lacks
    """
    if acting_user is None:
        return
    lacking = frozenset(functions) - grantable_functions(user=acting_user)
    if lacking:
        raise RightNotHeld(lacking)


def refuse_own(*, user: User, acting_user: User | None) -> None:
    """Keep a person from changing his own rights.

    :raises OwnRights: if both are the same
    """
    if acting_user is not None and acting_user.pk == user.pk:
        raise OwnRights


@contextmanager
def keeping_a_role_manager() -> Iterator[None]:
    """Change rights inside: one person at a time, and somebody who can edit roles must remain.

    Two administrators who close each other's access at once wait here for one another.

    :raises LastRoleManager: at the end, if there was such a person before and there is none now
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('caudal.rights'))")
    had_one = _has_role_manager()
    yield
    if had_one and not _has_role_manager():
        raise LastRoleManager


def _has_role_manager() -> bool:
    return User.objects.filter(
        is_active=True,
        groups__permissions__codename=Function.MANAGE_ROLES.value,
        groups__permissions__content_type__app_label="platform",
    ).exists()
