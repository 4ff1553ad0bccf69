"""JSON lines between programs: read as they come, numbers exact, a bad line never stops the rest.

Whoever writes a line and waits for its answer gets it at once; whoever pours a file gets batches.
"""

import json
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from io import BufferedReader
from typing import Any, Never, cast

import click

from caudal.kernel.errors import Refusal

#: How much is taken from the input at once.
CHUNK_BYTES = 1 << 20
MAX_LINE_BYTES = 1_000_000


class LineUnreadable(Refusal):
    """A line is not an object of JSON with exact numbers; the message says why."""


def batches_of_lines(stream: BufferedReader) -> Iterator[list[bytes]]:
    """The lines of an input, as many at a time as have arrived.

    A line without end takes no more memory than the longest that is allowed: what goes beyond is
    dropped, and :func:`object_of_line` refuses it.
    """
    rest = b""
    while chunk := stream.read1(CHUNK_BYTES):
        *whole, rest = (rest + chunk).split(b"\n")
        rest = rest[: MAX_LINE_BYTES + 1]
        if whole:
            yield whole
    if rest:
        yield [rest]


def object_of_line(line: bytes) -> dict[str, Any]:
    """The object of a line: integers and :class:`Decimal`, never a float.

    :raises LineUnreadable: if it is empty, too long, not JSON, repeats a key or is no object
    """
    if len(line) > MAX_LINE_BYTES:
        raise LineUnreadable(f"La línea pasa de {MAX_LINE_BYTES:,} bytes; divídala")
    try:
        found = json.loads(
            line.decode("utf-8-sig"),
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


def is_piped() -> bool:
    """Whether the standard input is a file or a pipe: not a terminal, and not nothing."""
    try:
        mode = os.fstat(_standard_input().fileno()).st_mode
    except OSError:
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISREG(mode)


def answer_lines(answer: Callable[[list[bytes]], Iterable[dict[str, Any]]]) -> int:
    """Answer the lines of the standard input, one line each, in order; how many there were."""
    count = 0
    for lines in batches_of_lines(_standard_input()):
        answers = (
            json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in answer(lines)
        )
        click.echo("\n".join(answers))
        count += len(lines)
    return count


def _standard_input() -> BufferedReader:
    return cast("BufferedReader", sys.stdin.buffer)


def _refuse_constant(name: str) -> Never:
    raise LineUnreadable(f"{name} no es un número exacto; escriba sus dígitos")


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        repeated = next(name for name in names if names.count(name) > 1)
        raise LineUnreadable(f"«{repeated}» está dos veces en la línea; deje una")
    return found
