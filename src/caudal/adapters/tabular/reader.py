"""Opens a file whose format is told by its content, never by its name."""

import io
from pathlib import Path
from typing import BinaryIO

from caudal.adapters.tabular.delimited import open_delimited
from caudal.adapters.tabular.encodings import Opener
from caudal.adapters.tabular.limits import FileProblem, TabularFileRefused, TabularLimits
from caudal.adapters.tabular.spreadsheets import open_spreadsheet
from caudal.adapters.tabular.table import Table, TableFormat

_ZIP = b"PK\x03\x04"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = {
    b"%PDF": "un PDF",
    b"\x89PNG": "una imagen",
    b"\xff\xd8\xff": "una imagen",
    b"PK\x05\x06": "un zip vacío",
    b"Rar!": "un archivo comprimido",
    b"7z\xbc\xaf": "un archivo comprimido",
    b"\x1f\x8b": "un archivo comprimido",
    b"SQLite format 3": "una base de datos",
}
_MARKUP = (b"<html", b"<!doctype", b"<?xml", b"<table", b"{\\rtf")
_HOW_TO_SAVE = "Guárdelo como .xlsx o como CSV."


def open_table(
    *,
    source: Path | bytes,
    limits: TabularLimits | None = None,
    sheet: str | None = None,
    header_row: int | None = None,
) -> Table:
    """Open a delimited text, .xlsx, .xls or .ods file.

    ``header_row`` says where the headings are when titles stand above them; otherwise they are the
    first written row.

    :raises TabularFileRefused: if the file as a whole cannot be read, and why
    """
    limits = limits or TabularLimits()
    open_file = _opener(source)
    size = source.stat().st_size if isinstance(source, Path) else len(source)
    if size == 0:
        raise TabularFileRefused(FileProblem.EMPTY, "El archivo está vacío.")
    if size > limits.max_bytes:
        reason = f"El archivo pesa {size:,} bytes y se aceptan {limits.max_bytes:,}."
        raise TabularFileRefused(FileProblem.TOO_MANY_BYTES, reason)
    format_ = _format_of(open_file)
    if format_ is TableFormat.DELIMITED:
        return open_delimited(open_file=open_file, limits=limits, header_row=header_row)
    return open_spreadsheet(
        open_file=open_file, format_=format_, limits=limits, sheet=sheet, header_row=header_row
    )


def _opener(source: Path | bytes) -> Opener:
    def open_file() -> BinaryIO:
        return source.open("rb") if isinstance(source, Path) else io.BytesIO(source)

    return open_file


def _format_of(open_file: Opener) -> TableFormat:
    with open_file() as stream:
        start = stream.read(4096)
    if start.startswith(_ZIP):
        return TableFormat.ODS if b"application/vnd.oasis" in start[:120] else TableFormat.XLSX
    if start.startswith(_COMPOUND):
        return TableFormat.XLS
    for magic, what in _OTHERS.items():
        if start.startswith(magic):
            _refuse_format(what)
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        _refuse_format("una página o un documento con otro nombre")
    return TableFormat.DELIMITED


def _refuse_format(what: str) -> None:
    reason = f"El archivo es {what}, no una tabla. {_HOW_TO_SAVE}"
    raise TabularFileRefused(FileProblem.UNKNOWN_FORMAT, reason)
