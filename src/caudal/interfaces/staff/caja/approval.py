"""A supervisor signs at the cashier's machine, with the limits of the login."""

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth import authenticate
from django.http import HttpRequest

from caudal.domain.platform.models import User
from caudal.interfaces.staff.shell.request_log import client_address
from caudal.kernel.errors import Refusal


class SupervisorUnknown(Refusal):
    """Username and password do not match."""

    def __init__(self) -> None:
        super().__init__(
            "El usuario o la contraseña del supervisor no coinciden. Pida que los escriba de nuevo."
        )


class SupervisorLockedOut(Refusal):
    """Too many wrong passwords from this machine."""

    def __init__(self) -> None:
        super().__init__(
            "Hubo demasiados intentos con ese usuario en este equipo. Espere 15 minutos o llame a"
            " otro supervisor."
        )


def supervisor_signing(request: HttpRequest, *, username: str, password: str) -> User:
    """Who signs, by username and password; wrong ones count as failed logins of that person.

    :raises SupervisorUnknown: if they do not match
    :raises SupervisorLockedOut: if they failed too often from this machine
    """
    typed = username.strip().lower()
    person = authenticate(request, username=typed, password=password)
    # The lockout is of the supervisor who signs: the cashier's own page goes on.
    is_locked_out = getattr(request, "axes_locked_out", False)
    request.axes_locked_out = False  # type: ignore[attr-defined]
    if is_locked_out:
        raise SupervisorLockedOut
    if not isinstance(person, User):
        raise SupervisorUnknown
    AxesProxyHandler.reset_attempts(username=typed, ip_address=client_address(request))
    return person
