"""How large a table may be before it is refused, and how a refusal is told."""

from dataclasses import dataclass
from enum import StrEnum

from caudal.engines.layouts.rows import CellError
from caudal.kernel.errors import Refusal

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class TabularLimits:
    """Caps that keep one upload from filling the memory of the machine."""

    max_bytes: int = 200 * _MIB
    max_rows: int = 1_048_576
    max_columns: int = 256
    max_cells: int = 20_000_000
    """Of a spreadsheet's used rectangle, which is held in memory whole, empty cells included."""
    max_cell_chars: int = 4_000
    max_unzipped_bytes: int = 1_024 * _MIB
    max_memory_bytes: int = 3_072 * _MIB
    """Of the process that loads a spreadsheet."""
    max_cpu_seconds: int = 120
    max_zip_ratio: int = 300
    """Honest sheets compress 5 to 60 times; deflate can reach 1,032."""


class FileProblem(StrEnum):
    """Why a whole file was refused."""

    EMPTY = "empty"
    ONLY_HEADER = "only_header"
    TOO_MANY_BYTES = "too_many_bytes"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    TOO_MANY_CELLS = "too_many_cells"
    COMPRESSED_TOO_MUCH = "compressed_too_much"
    DAMAGED = "damaged"
    PROTECTED = "protected"
    UNKNOWN_FORMAT = "unknown_format"
    UNKNOWN_ENCODING = "unknown_encoding"
    MIXED_ENCODINGS = "mixed_encodings"
    NO_SUCH_SHEET = "no_such_sheet"


class TabularFileRefused(Refusal):
    """The file as a whole cannot be read; ``at`` is the place when there is one."""

    def __init__(self, code: FileProblem, reason: str, *, at: CellError | None = None) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.at = at
