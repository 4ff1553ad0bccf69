"""JSON lines between programs: read as they come and answered in order.

Whoever writes a line and waits for its answer gets it at once; whoever pours a file gets batches.
"""

import json
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from io import BufferedReader
from typing import Any, cast

import click

from caudal.adapters.json_text import MAX_LINE_BYTES

#: How much is taken from the input at once.
CHUNK_BYTES = 1 << 20


def batches_of_lines(stream: BufferedReader) -> Iterator[list[bytes]]:
    """The lines of an input, as many at a time as have arrived.

    A line without end takes no more memory than the longest that is allowed: what goes beyond is
    dropped, and :func:`caudal.adapters.json_text.object_of_line` refuses it.
    """
    rest = b""
    while chunk := stream.read1(CHUNK_BYTES):
        *whole, rest = (rest + chunk).split(b"\n")
        rest = rest[: MAX_LINE_BYTES + 1]
        if whole:
            yield whole
    if rest:
        yield [rest]


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
