"""Spreadsheets as offices send them, and the ones that nobody should open."""

import io
import struct
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from caudal.adapters.tabular.limits import FileProblem, TabularFileRefused, TabularLimits
from caudal.adapters.tabular.reader import open_table
from caudal.adapters.tabular.table import TableFormat
from caudal.engines.layouts.rows import Cell, ErrorCode

Fill = Callable[[Worksheet], object]


def xlsx(*fills: Fill) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"default_date_format": "dd/mm/yyyy"}) as book:
        for fill in fills:
            fill(book.add_worksheet())
    return stream.getvalue()


def grid(*rows: tuple[object, ...], at: tuple[int, int] = (0, 0)) -> Fill:
    def fill(sheet: Worksheet) -> None:
        for offset, row in enumerate(rows):
            sheet.write_row(at[0] + offset, at[1], row)

    return fill


def cells_of(content: bytes) -> list[tuple[Cell, ...]]:
    return [row.cells for row in open_table(source=content).rows()]


def refusal_of(source: bytes | Path, limits: TabularLimits | None = None) -> TabularFileRefused:
    with pytest.raises(TabularFileRefused) as refused:
        list(open_table(source=source, limits=limits).rows())
    return refused.value


def test_cells_keep_their_types_and_leading_zeros() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.write_row(0, 0, ["Cuenta", "Lectura", "Fecha", "Saldo", "Medido"])
        sheet.write_string(1, 0, "000123")
        sheet.write_number(1, 1, 12345.0)
        sheet.write_datetime(1, 2, datetime(2024, 1, 5, tzinfo=UTC).replace(tzinfo=None))
        sheet.write_number(1, 3, 0.1 + 0.2)
        sheet.write_boolean(1, 4, True)

    (cells,) = cells_of(xlsx(fill))
    assert cells == ("000123", Decimal(12345), date(2024, 1, 5), Decimal("0.3"), True)
    assert [str(cell) for cell in cells[:2]] == ["000123", "12345"]


def test_formulas_give_their_values_and_errors_are_told() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.write_row(1, 1, ["Cuenta", "Saldo", "Suma"])
        sheet.write_row(2, 1, ["1", 5])
        sheet.write_formula(2, 3, "=C3*2", None, 10)
        sheet.write_row(3, 1, ["2", 7])
        sheet.write_formula(3, 3, "=C4/0", None, "#DIV/0!")

    good, bad = open_table(source=xlsx(fill)).rows()
    assert (good.number, good.cells, good.errors) == (3, ("1", Decimal(5), Decimal(10)), ())
    (error,) = bad.errors
    assert (error.row, error.column, error.value, error.code) == (
        4, "Suma", "#DIV/0!", ErrorCode.FORMULA_ERROR
    )  # fmt: skip


def test_a_formula_that_was_never_calculated_is_not_an_empty_cell() -> None:
    content = xlsx(grid(("Cuenta", "Saldo"), ("1", "=1+1")))
    patched = replace_member(content, "xl/worksheets/sheet1.xml", b"<v>0</v>", b"")
    (row,) = open_table(source=patched).rows()
    assert [(error.column, error.code) for error in row.errors] == [
        ("Saldo", ErrorCode.FORMULA_WITHOUT_VALUE)
    ]


def test_the_first_visible_sheet_is_read_unless_one_is_named() -> None:
    content = xlsx(
        lambda sheet: (sheet.hide(), sheet.write_row(0, 0, ["x"])),
        lambda sheet: (sheet.activate(), grid(("Cuenta",), ("1",))(sheet)),
        grid(("Ruta",), ("9",)),
    )
    assert open_table(source=content).headings == ("Cuenta",)
    assert open_table(source=content, sheet="Sheet3").headings == ("Ruta",)
    with pytest.raises(TabularFileRefused, match="Hay: Sheet1, Sheet2, Sheet3"):
        open_table(source=content, sheet="Padrón")


def test_rows_keep_the_number_that_the_sheet_shows() -> None:
    content = xlsx(grid(("Cuenta", "Nombre"), ("1", "Ana"), (), ("2", "Luis"), at=(3, 2)))
    table = open_table(source=content)
    assert table.header_row == 4
    assert [(row.number, row.texts()) for row in table.rows()] == [
        (5, ["1", "Ana"]),
        (7, ["2", "Luis"]),
    ]


def test_cells_past_the_header_are_told_like_in_text() -> None:
    (row,) = open_table(source=xlsx(grid(("Cuenta",), ("1", "suelta")))).rows()
    assert [error.code for error in row.errors] == [ErrorCode.EXTRA_CELLS]


@pytest.mark.parametrize(
    ("fill", "code"),
    [
        (grid(), FileProblem.EMPTY),
        (grid(("Cuenta", "Nombre")), FileProblem.ONLY_HEADER),
        (grid(("A",) * 6, (1,) * 6), FileProblem.TOO_MANY_COLUMNS),
        (grid(("A",), *((1,),) * 12), FileProblem.TOO_MANY_ROWS),
        (grid(("A",) * 5, *((1,) * 5,) * 9), FileProblem.TOO_MANY_CELLS),
    ],
)
def test_sheets_refused_as_a_whole(fill: Fill, code: FileProblem) -> None:
    limits = TabularLimits(max_columns=5, max_rows=10, max_cells=40)
    assert refusal_of(xlsx(fill), limits).code is code


def test_one_far_cell_does_not_make_the_reader_build_the_whole_rectangle() -> None:
    content = xlsx(lambda sheet: (sheet.write(0, 0, "Cuenta"), sheet.write(1_048_575, 200, "x")))
    assert refusal_of(content).code is FileProblem.TOO_MANY_CELLS


# Archives that are not what they say.


def replace_member(content: bytes, name: str, old: bytes, new: bytes) -> bytes:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for member in source.namelist():
            data = source.read(member)
            target.writestr(member, data.replace(old, new) if member == name else data)
    return stream.getvalue()


def test_a_cut_archive_is_refused(tmp_path: Path) -> None:
    content = xlsx(grid(("Cuenta",), ("1",)))
    path = tmp_path / "padron.xlsx"
    path.write_bytes(content[: len(content) // 2])
    assert refusal_of(path).code is FileProblem.DAMAGED


def test_a_changed_byte_is_noticed() -> None:
    content = bytearray(xlsx(grid(("Cuenta",), ("1",))))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        sheet = archive.getinfo("xl/worksheets/sheet1.xml")
    content[sheet.header_offset + 30 + len(sheet.filename) + 20] ^= 0xFF
    assert refusal_of(bytes(content)).code is FileProblem.DAMAGED


def test_any_other_zip_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("padron.csv", "Cuenta,Nombre\n1,Ana\n")
    assert refusal_of(stream.getvalue()).code is FileProblem.DAMAGED


def bomb() -> bytes:
    blank = b" " * (40 << 20)
    content = xlsx(grid(("Cuenta",), ("1",)))
    return replace_member(content, "xl/worksheets/sheet1.xml", b"</sheetData>", blank)


def test_a_member_that_unfolds_without_end_is_refused() -> None:
    content = bomb()
    assert len(content) < 100_000
    assert refusal_of(content).code is FileProblem.COMPRESSED_TOO_MUCH


def test_the_declared_size_is_not_believed() -> None:
    content = bytearray(bomb())
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        names = archive.namelist()
    place = content.find(b"PK\x01\x02")
    for name in names:
        if name == "xl/worksheets/sheet1.xml":
            content[place + 24 : place + 28] = struct.pack("<L", 10)
        place = content.find(b"PK\x01\x02", place + 4)
    assert refusal_of(bytes(content)).code is FileProblem.COMPRESSED_TOO_MUCH


def test_the_sum_of_all_members_is_capped() -> None:
    content = xlsx(grid(("Cuenta",), *((f"{n:08d}",) for n in range(2_000))))
    limits = TabularLimits(max_unzipped_bytes=20_000)
    assert refusal_of(content, limits).code is FileProblem.COMPRESSED_TOO_MUCH


def test_one_long_text_repeated_in_every_cell_is_refused_before_it_unfolds() -> None:
    note = "x" * 4_000
    content = xlsx(grid(("Cuenta",), *((note,) for _ in range(300))))
    assert len(content) < 30_000
    limits = TabularLimits(max_unzipped_bytes=1_000_000)
    assert refusal_of(content, limits).code is FileProblem.COMPRESSED_TOO_MUCH
    assert len(cells_of(content)) == 300


def test_many_short_texts_beside_a_long_one_are_no_bomb() -> None:
    content = xlsx(grid(("Cuenta",), ("x" * 4_000,), *((f"{n}",) for n in range(3_000))))
    limits = TabularLimits(max_unzipped_bytes=1_000_000)
    assert len([*open_table(source=content, limits=limits).rows()]) == 3_001


# OpenDocument.


def ods(rows: str) -> bytes:
    namespaces = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
        for prefix in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {namespaces}>'
        f'<office:body><office:spreadsheet><table:table table:name="Hoja1">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        mimetype = zipfile.ZipInfo("mimetype")
        archive.writestr(mimetype, "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return stream.getvalue()


def text_cell(text: str, repeated: int = 1) -> str:
    return (
        f'<table:table-cell office:value-type="string" '
        f'table:number-columns-repeated="{repeated}"><text:p>{text}</text:p></table:table-cell>'
    )


NUMBER_CELL = (
    '<table:table-cell office:value-type="float" office:value="12345"><text:p>12345</text:p>'
    "</table:table-cell>"
)
EMPTY_TAIL = (
    '<table:table-row table:number-rows-repeated="1048574">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)


def ods_row(cells: str, repeated: int = 1) -> str:
    tail = '<table:table-cell table:number-columns-repeated="16380"/>'
    return (
        f'<table:table-row table:number-rows-repeated="{repeated}">{cells}{tail}</table:table-row>'
    )


def test_opendocument_sheets_with_their_empty_margins_are_read() -> None:
    header = ods_row(text_cell("Cuenta") + text_cell("Lectura"))
    table = open_table(source=ods(header + ods_row(text_cell("007") + NUMBER_CELL) + EMPTY_TAIL))
    assert table.format is TableFormat.ODS
    assert table.headings == ("Cuenta", "Lectura")
    assert [row.cells for row in table.rows()] == [("007", Decimal(12345))]


def test_opendocument_errors_are_told_too() -> None:
    failed = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" '
        'office:string-value="" calcext:value-type="error" '
        'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
        "<text:p>#DIV/0!</text:p></table:table-cell>"
    )
    header = ods_row(text_cell("Cuenta") + text_cell("Saldo"))
    content = ods(header + ods_row(text_cell("1") + NUMBER_CELL) + ods_row(text_cell("2") + failed))
    good, bad = open_table(source=content).rows()
    assert good.errors == ()
    assert [(error.row, error.column, error.value, error.code) for error in bad.errors] == [
        (3, "Saldo", "#DIV/0!", ErrorCode.FORMULA_ERROR)
    ]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (ods_row(text_cell("x", repeated=16_000)), FileProblem.TOO_MANY_COLUMNS),
        (ods_row(text_cell("x"), repeated=2_000_000), FileProblem.TOO_MANY_ROWS),
        (EMPTY_TAIL * 2 + ods_row(text_cell("x")), FileProblem.TOO_MANY_ROWS),
        (ods_row(text_cell("x", repeated=200), repeated=900_000), FileProblem.TOO_MANY_CELLS),
    ],
)
def test_opendocument_repeats_are_measured_before_loading(rows: str, code: FileProblem) -> None:
    assert refusal_of(ods(rows)).code is code
