"""The file of errors: every failed row beside its reasons, fit to be corrected and sent again."""

import io
from decimal import Decimal

import pytest

from caudal.adapters.tabular.error_file import write_error_file
from caudal.adapters.tabular.reader import open_table
from caudal.adapters.tabular.table import TableFormat
from caudal.engines.layouts.convert import RowConverter
from caudal.engines.layouts.fields import FieldKind, FieldSpec
from caudal.engines.layouts.headings import match_headings
from caudal.engines.layouts.rows import CellError, ErrorCode, RawRow

HEADINGS = ("Cuenta", "Nombre", "Saldo")
BAD_ROW = RawRow(7, ("0012", "=HYPERLINK(1)", Decimal("1.005")))
REASONS = (
    CellError(7, "Saldo", "1.005", ErrorCode.TOO_MANY_DECIMALS, "Redondéelo usted."),
    CellError(7, "", "", ErrorCode.BAD_QUOTING, "Hay comillas sueltas."),
)


def error_file(format_: TableFormat) -> bytes:
    stream = io.BytesIO()
    short_row = RawRow(9, ("0013",))
    write_error_file(
        stream=stream,
        format_=format_,
        headings=HEADINGS,
        failures=[(BAD_ROW, REASONS), (short_row, REASONS[:1])],
    )
    return stream.getvalue()


@pytest.mark.parametrize("format_", [TableFormat.DELIMITED, TableFormat.XLSX])
def test_rows_stand_beside_their_reasons(format_: TableFormat) -> None:
    table = open_table(source=error_file(format_))
    first, second = table.rows()
    assert table.format is format_
    assert table.headings == ("Fila", "Qué corregir", *HEADINGS)
    assert first.texts()[0] == "7"
    assert first.texts()[1] == "«Saldo»: Redondéelo usted. Hay comillas sueltas."
    assert first.texts()[4] == "1.005"
    assert second.texts()[0::2] == ["9", "0013", ""]


def test_csv_disarms_formulas_and_reading_it_again_restores_them() -> None:
    content = error_file(TableFormat.DELIMITED)
    assert b"'=HYPERLINK(1)" in content
    table = open_table(source=content)
    fields = (FieldSpec(name="name", headings=("Nombre",), kind=FieldKind.TEXT),)
    mapping = match_headings(headings=table.headings, fields=fields)
    converter = RowConverter(fields=fields, mapping=mapping, formats={})
    assert converter.convert(next(table.rows())).values == {"name": "=HYPERLINK(1)"}
