"""The export writer: typed cells in, the same values out, and nothing that runs."""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from caudal.adapters.tabular.export import (
    ColumnKind,
    ExportColumn,
    ExportValue,
    csv_chunks,
    write_csv,
    write_excel,
)

COLUMNS = (
    ExportColumn(title="Cuenta"),
    ExportColumn(title="Saldo", kind=ColumnKind.MONEY),
    ExportColumn(title="Consumo", kind=ColumnKind.VOLUME),
    ExportColumn(title="Vence", kind=ColumnKind.DATE),
    ExportColumn(title="Pagado", kind=ColumnKind.DATETIME),
    ExportColumn(title="Medido", kind=ColumnKind.BOOLEAN),
)
ROW: Sequence[ExportValue] = (
    "0001234",
    Decimal("999999999999.99"),
    Decimal("17.250"),
    date(2026, 11, 17),
    datetime(2026, 11, 17, 11, 43),  # noqa: DTZ001 - local wall time, as the writer asks for
    True,
)


def excel(rows: Sequence[Sequence[ExportValue]], *, rows_per_sheet: int = 1_000) -> bytes:
    stream = io.BytesIO()
    write_excel(
        stream=stream, title="Cartera", columns=COLUMNS, rows=rows, rows_per_sheet=rows_per_sheet
    )
    return stream.getvalue()


def sheets_of(content: bytes) -> dict[str, list[Sequence[object]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: [*book.get_sheet_by_name(name).iter_rows()] for name in book.sheet_names}


def member(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def test_excel_keeps_types_and_every_centavo() -> None:
    content = excel([ROW])
    (rows,) = sheets_of(content).values()
    assert rows[0] == ["Cuenta", "Saldo", "Consumo", "Vence", "Pagado", "Medido"]
    assert rows[1][0] == "0001234"
    assert rows[1][3:] == [date(2026, 11, 17), datetime(2026, 11, 17, 11, 43), "Sí"]  # noqa: DTZ001
    assert "<v>999999999999.99</v>" in member(content, "xl/worksheets/sheet1.xml")


def test_excel_shows_money_volume_and_dates_with_their_formats() -> None:
    styles = member(excel([ROW]), "xl/styles.xml")
    for number_format in ("#,##0.00", "#,##0.###", "dd/mm/yyyy", "dd/mm/yyyy hh:mm"):
        assert f'formatCode="{number_format}"' in styles


def test_excel_freezes_the_heading_and_filters_the_rows() -> None:
    xml = member(excel([ROW, ROW]), "xl/worksheets/sheet1.xml")
    assert '<pane ySplit="1" topLeftCell="A2"' in xml
    assert '<autoFilter ref="A1:F3"/>' in xml


@pytest.mark.parametrize("text", ["=1+1", "+52 662", "-5", "@SUM(A1)", "http://x.mx", "{=1}"])
def test_text_never_becomes_a_formula_or_a_link(text: str) -> None:
    content = excel([(text, None, None, None, None, None)])
    (rows,) = sheets_of(content).values()
    xml = member(content, "xl/worksheets/sheet1.xml")
    assert rows[1][0] == text
    assert "<f>" not in xml
    assert "hyperlink" not in xml


def test_excel_continues_on_another_sheet_with_its_own_heading() -> None:
    numbered: list[Sequence[ExportValue]] = [
        (f"{n}", None, None, None, None, None) for n in range(5)
    ]
    sheets = sheets_of(excel(numbered, rows_per_sheet=2))
    assert list(sheets) == ["Cartera", "Cartera (2)", "Cartera (3)"]
    assert [row[0] for rows in sheets.values() for row in rows[1:]] == ["0", "1", "2", "3", "4"]
    assert all(rows[0][0] == "Cuenta" for rows in sheets.values())


def test_exactly_full_sheets_open_no_empty_one() -> None:
    assert len(sheets_of(excel([ROW, ROW], rows_per_sheet=2))) == 1


def test_an_export_without_rows_still_has_its_heading() -> None:
    (rows,) = sheets_of(excel([])).values()
    assert rows == [["Cuenta", "Saldo", "Consumo", "Vence", "Pagado", "Medido"]]


def test_the_title_is_made_fit_for_a_sheet_name() -> None:
    stream = io.BytesIO()
    title = "Cartera [vencida]: oficina/centro y sus agencias"
    write_excel(stream=stream, title=title, columns=COLUMNS, rows=[])
    (name,) = sheets_of(stream.getvalue())
    assert name == "Cartera  vencida   oficina cent"


def test_text_longer_than_a_cell_is_cut_where_it_can_be_seen() -> None:
    (rows,) = sheets_of(excel([("x" * 40_000, None, None, None, None, None)])).values()
    shown = str(rows[1][0])
    assert len(shown) == 32_767
    assert shown.endswith("x…")


def test_a_row_of_another_width_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        excel([("solo una",)])


def read_csv(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return [*csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))]


def written_csv(rows: Sequence[Sequence[ExportValue]]) -> bytes:
    stream = io.BytesIO()
    write_csv(stream=stream, columns=COLUMNS, rows=rows)
    return stream.getvalue()


def test_csv_writes_values_as_people_read_them() -> None:
    negative = (None, Decimal("-1234.50"), Decimal("1E+3"), None, None, False)
    assert read_csv(written_csv([ROW, negative]))[1:] == [
        ["0001234", "999999999999.99", "17.250", "17/11/2026", "17/11/2026 11:43", "Sí"],
        ["", "-1234.50", "1000", "", "", "No"],
    ]


@given(st.text(max_size=20))
def test_no_text_of_a_csv_starts_a_formula(text: str) -> None:
    written = text.encode("utf-8", "ignore").decode()
    cell = read_csv(written_csv([(written, None, None, None, None, None)]))[1][0]
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell in {written, f"'{written}"}


def test_csv_comes_in_pieces_and_pulls_rows_as_it_goes() -> None:
    pulled = 0

    def source() -> Iterator[Sequence[ExportValue]]:
        nonlocal pulled
        for pulled in range(1, 2_001):  # noqa: B007 - read by the assertion below
            yield ROW

    chunks = csv_chunks(columns=COLUMNS, rows=source())
    first = next(chunks)
    assert pulled == 500
    assert len(read_csv(first + b"".join(chunks))) == 2_001
