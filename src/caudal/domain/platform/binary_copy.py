"""Whole columns into PostgreSQL: numpy arrays written in COPY's binary format, no loop per row.

A billing run writes seven rows per account; formatting them one by one costs more than the database
itself. Every column here has the same width in all rows, so a table is one structured array.
Format: PostgreSQL's manual, COPY, "Binary Format"; numeric as in numeric_send().
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeAlias

import numpy as np
from django.db import connection, models
from numpy.typing import NDArray
from psycopg import sql

SIGNATURE = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
TRAILER = b"\xff\xff"
_JSONB_VERSION = b"\x01"
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_NEGATIVE = 0x4000
_NBASE = 10_000

Int64 = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Column:
    """The bytes of one column: a dtype for each part and the values of each part."""

    parts: tuple[tuple[str, Any], ...]
    size: int

    @classmethod
    def of(cls, kind: str, values: Any) -> "Column":
        """A column of one part."""
        return cls(((kind, values),), np.dtype(kind).itemsize)


NULL = Column((), -1)


def int8(values: Int64 | int) -> Column:
    """Bigint."""
    return Column.of(">i8", values)


def int4(values: Int64 | int) -> Column:
    """Integer."""
    return Column.of(">i4", values)


def int2(values: Int64 | int) -> Column:
    """Smallint."""
    return Column.of(">i2", values)


def boolean(value: bool) -> Column:  # noqa: FBT001 (it is the value)
    """boolean, the same in all rows."""
    return Column.of("u1", int(value))


def date4(value: date) -> Column:
    """date, the same in all rows."""
    return Column.of(">i4", (value - _EPOCH.date()).days)


def timestamp8(value: datetime) -> Column:
    """timestamptz, the same in all rows."""
    delta = value - _EPOCH
    return Column.of(">i8", (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds)


def text(value: str) -> Column:
    """text, the same in all rows."""
    raw = value.encode()
    return Column.of(f"S{len(raw)}", raw) if raw else Column((), 0)


def texts(values: Sequence[bytes]) -> Column:
    """UTF-8 text, another in each row but all of one width.

    :raises ValueError: if the widths differ
    """
    widths = {len(value) for value in values}
    if len(widths) > 1:
        message = f"A column of texts needs one width, not {sorted(widths)}"
        raise ValueError(message)
    (width,) = widths
    return Column.of(f"S{width}", np.array(values)) if width else Column((), 0)


def jsonb(values: Sequence[bytes]) -> Column:
    """JSON documents as UTF-8 text, all of one width."""
    return texts([_JSONB_VERSION + value for value in values])


def numeric(values: Int64 | int, *, scale: int) -> Column:
    """Numeric with ``scale`` decimals, given as integers of the last decimal (centavos: scale
    2).
    """
    numbers = np.asarray(values, dtype=np.int64)
    magnitude = np.abs(numbers)
    whole, fraction = np.divmod(magnitude, 10**scale)
    groups = -(-scale // 4)
    fraction = fraction * 10 ** (4 * groups - scale)
    digits = [whole // _NBASE**2, whole // _NBASE % _NBASE, whole % _NBASE]
    digits += [fraction // _NBASE ** (groups - 1 - index) % _NBASE for index in range(groups)]
    sign = np.where(numbers < 0, _NEGATIVE, 0)
    header: list[tuple[str, Any]] = [
        (">i2", len(digits)),
        (">i2", 2),
        (">u2", sign),
        (">u2", scale),
    ]
    parts = (*header, *((">u2", digit) for digit in digits))
    return Column(parts, 2 * len(parts))


Block: TypeAlias = tuple[Mapping[str, Column], int]
"""Columns of one width each, and how many rows they are."""


def copy_columns(*, model: type[models.Model], columns: Mapping[str, Column], count: int) -> None:
    """COPY ``count`` rows into a model's table, in one stream."""
    if count:
        copy_blocks(model=model, blocks=[(columns, count)])


def copy_blocks(*, model: type[models.Model], blocks: Sequence[Block]) -> None:
    """COPY rows whose texts differ in width: each block has the same columns in widths of its
    own.
    """
    names = list(blocks[0][0])
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT binary)").format(
        sql.Identifier(model._meta.db_table), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(SIGNATURE)
        for columns, count in blocks:
            copy.write(binary_rows([columns[name] for name in names], count))
        copy.write(TRAILER)


def binary_rows(columns: Sequence[Column], count: int) -> bytes:
    """The rows as COPY reads them: the number of fields, then each field's length and bytes."""
    fields: list[tuple[str, str]] = [("n", ">i2")]
    values: list[tuple[str, Any]] = [("n", len(columns))]
    for index, column in enumerate(columns):
        fields.append((f"{index}", ">i4"))
        values.append((f"{index}", column.size))
        for part, (kind, value) in enumerate(column.parts):
            fields.append((f"{index}.{part}", kind))
            values.append((f"{index}.{part}", value))
    rows = np.empty(count, dtype=fields)
    for name, value in values:
        rows[name] = value
    return rows.tobytes()
