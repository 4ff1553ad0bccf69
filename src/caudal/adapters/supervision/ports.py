"""Whether the web can listen where it is asked to."""

import errno
import socket

from caudal.kernel.errors import Refusal


class AddressRefused(Refusal):
    """Another program listens there, or this machine or user may not."""


_WHY = {
    errno.EADDRINUSE: "El puerto {port} de {host} ya está ocupado. Si es Caudal, ya está en marcha:"
    " ábralo en http://{host}:{port}/. Si es otro programa, elija otro puerto con --port.",
    errno.EACCES: "El puerto {port} está reservado para el administrador del equipo. Elija uno"
    " mayor que 1024 con --port.",
}
_WHY_OTHERWISE = "La dirección {host} no es de este equipo. Elija otra con --host."


def refuse_unusable_address(*, host: str, port: int) -> None:
    """Try the address once, before anything is started for it.

    :raises AddressRefused: saying why it cannot be listened on
    """
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        why = _WHY.get(error.errno or 0, _WHY_OTHERWISE)
        raise AddressRefused(why.format(host=host, port=port)) from error
