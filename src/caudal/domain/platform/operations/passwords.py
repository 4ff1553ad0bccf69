"""Passwords of operators."""

import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from caudal.domain.platform.models import User
from caudal.kernel.errors import Refusal

# Without letters and digits that look alike on paper or by telephone.
_LEGIBLE = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP_LENGTH = 3, 4


class WeakPassword(Refusal):
    """The password is too easy to guess."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))


class WrongPassword(Refusal):
    """What was typed is not the person's password."""

    def __init__(self) -> None:
        super().__init__("La contraseña actual no coincide. Escríbala de nuevo.")


class SamePassword(Refusal):
    """The new password is the old one."""

    def __init__(self) -> None:
        super().__init__("La contraseña nueva es igual a la actual. Elija otra.")


def provisional_password() -> str:
    """A password to hand over on paper, such as ``h4kd-w7pm-2xqa`` (59 bits), changed at once."""
    groups = (
        "".join(secrets.choice(_LEGIBLE) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS)
    )
    return "-".join(groups)


def refuse_weak(*, password: str, user: User) -> None:
    """Hold a password to the house's rules.

    :raises WeakPassword: saying what to change
    """
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise WeakPassword(list(error.messages)) from error


def refuse_wrong(*, user: User, password: str) -> None:
    """Make sure that the person knows the present password.

    :raises WrongPassword: if it is another one
    """
    if not user.check_password(password):
        raise WrongPassword


def replace(*, user: User, password: str, must_change: bool) -> None:
    """Give a person another password.

    :raises WeakPassword: if it is easy to guess
    """
    refuse_weak(password=password, user=user)
    user.set_password(password)
    user.must_change_password = must_change
    user.save(update_fields=["password", "must_change_password"])
