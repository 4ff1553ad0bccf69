"""Loads spreadsheets in a process of its own, with limited memory and time.

A damaged or hostile file may end the process that loads it; then that process ends and nothing
else. The file comes in by standard input; the sheet goes out as a first line that names it, or
says why not, and one line per row (``sheet_lines``).
"""

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import BinaryIO

from caudal.adapters.tabular.encodings import Opener
from caudal.adapters.tabular.limits import FileProblem, TabularFileRefused, TabularLimits
from caudal.adapters.tabular.loading import load_sheet
from caudal.adapters.tabular.sheet_lines import encode_rows
from caudal.adapters.tabular.table import TableFormat


@dataclass(frozen=True, slots=True)
class LoadedSheet:
    """A sheet as its process wrote it."""

    name: str
    content: bytes

    def lines(self) -> Iterator[str]:
        """One line per row, as often as asked."""
        rows = io.TextIOWrapper(io.BytesIO(self.content), encoding="utf-8", newline="\n")
        next(rows)
        return rows


def load_isolated(
    *, open_file: Opener, format_: TableFormat, limits: TabularLimits, sheet: str | None
) -> LoadedSheet:
    """Load a sheet without risking this process.

    :raises TabularFileRefused: as ``load_sheet``, and if its process did not come to an end
    """
    request = json.dumps({"format": format_, "sheet": sheet, "limits": asdict(limits)})
    command = [sys.executable, "-m", "caudal.adapters.tabular.isolated", request]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with open_file() as stream:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            command,
            input=stream.read(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            check=False,
        )
    if done.returncode != 0:
        reason = (
            "El archivo está dañado o pide demasiada memoria para abrirse. "
            "Ábralo en Excel y guárdelo de nuevo."
        )
        raise TabularFileRefused(FileProblem.DAMAGED, reason)
    answer = json.loads(done.stdout[: done.stdout.index(b"\n")])
    if "problem" in answer:
        raise TabularFileRefused(FileProblem(answer["problem"]), answer["reason"])
    return LoadedSheet(answer["sheet"], done.stdout)


def _serve(request: str, source: BinaryIO, target: BinaryIO) -> None:
    asked = json.loads(request)
    limits = TabularLimits(**asked["limits"])
    _limit_this_process(limits)
    content = source.read()
    try:
        loaded, hidden = load_sheet(
            open_file=lambda: io.BytesIO(content),
            format_=TableFormat(asked["format"]),
            limits=limits,
            sheet=asked["sheet"],
        )
    except TabularFileRefused as refused:
        target.write(_line(json.dumps({"problem": refused.code, "reason": refused.reason})))
        return
    target.write(_line(json.dumps({"sheet": loaded.name})))
    for line in encode_rows(loaded=loaded, hidden=hidden):
        target.write(_line(line))


def _line(text: str) -> bytes:
    return f"{text}\n".encode()


def _limit_this_process(limits: TabularLimits) -> None:
    try:
        import resource
    except ImportError:  # Not on Windows: there the process is only separate.
        return
    wanted = {
        resource.RLIMIT_AS: limits.max_memory_bytes,
        resource.RLIMIT_CPU: limits.max_cpu_seconds,
        resource.RLIMIT_CORE: 0,
    }
    for kind, limit in wanted.items():
        with contextlib.suppress(ValueError, OSError):  # A stricter one is already set.
            resource.setrlimit(kind, (limit, limit))


if __name__ == "__main__":
    _serve(sys.argv[1], sys.stdin.buffer, sys.stdout.buffer)
