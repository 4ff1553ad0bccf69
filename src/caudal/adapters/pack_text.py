"""The text of a pack's file, whether of a utility or of a tariff; it needs no database."""

from pathlib import Path

from caudal.kernel.errors import Refusal

LARGEST_PACK_BYTES = 5_000_000


class PackUnreadable(Refusal):
    """The file is not a pack at all."""


def read_text(*, path: Path) -> str:
    """The text of a pack's file.

    :raises PackUnreadable: if it cannot be opened, is too large or is not UTF-8
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        message = f"No se puede abrir {path}: revise el nombre y los permisos."
        raise PackUnreadable(message) from error
    if len(content) > LARGEST_PACK_BYTES:
        raise PackUnreadable(f"{path.name} pesa más de {LARGEST_PACK_BYTES // 1_000_000} MB.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"{path.name} no está en UTF-8: guárdelo de nuevo con esa codificación."
        raise PackUnreadable(message) from error
