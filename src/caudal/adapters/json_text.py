"""The object of a line of JSON, with exact numbers; whatever is wrong is a refusal of that line."""

import json
from decimal import Decimal
from typing import Any, Never

from caudal.kernel.errors import Refusal

MAX_LINE_BYTES = 1_000_000


class LineUnreadable(Refusal):
    """A line is not an object of JSON with exact numbers; the message says why."""


def object_of_line(line: bytes | str) -> dict[str, Any]:
    """The object of a line: integers and :class:`Decimal`, never a float.

    :raises LineUnreadable: if it is empty, too long, not JSON, repeats a key or is no object
    """
    if len(line) > MAX_LINE_BYTES:
        raise LineUnreadable(f"La línea pasa de {MAX_LINE_BYTES:,} bytes; divídala")
    try:
        found = json.loads(
            line if isinstance(line, str) else line.decode("utf-8-sig"),
            parse_float=Decimal,
            parse_constant=_refuse_constant,
            object_pairs_hook=_without_repeats,
        )
    except (ValueError, RecursionError, ArithmeticError) as error:
        place = error.pos + 1 if isinstance(error, json.JSONDecodeError) else 1
        raise LineUnreadable(f"La línea no es JSON; revísela desde la letra {place}") from error
    if not isinstance(found, dict):
        raise LineUnreadable('Cada línea es un objeto, como {"consumo": 12.5}')
    return found


def _refuse_constant(name: str) -> Never:
    raise LineUnreadable(f"{name} no es un número exacto; escriba sus dígitos")


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        repeated = next(name for name in names if names.count(name) > 1)
        raise LineUnreadable(f"«{repeated}» está dos veces en la línea; deje una")
    return found
