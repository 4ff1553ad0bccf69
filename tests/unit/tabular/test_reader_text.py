"""Delimited text as it really comes: encodings, delimiters, damage."""

import codecs
from pathlib import Path

import pytest

from caudal.adapters.tabular.limits import FileProblem, TabularFileRefused, TabularLimits
from caudal.adapters.tabular.reader import open_table
from caudal.engines.layouts.rows import ErrorCode, RawRow

PEOPLE = "Cuenta;Nombre;Domicilio\r\n001;José Núñez;Peñón 5\r\n002;Íñigo Ávila;“La Güera”\r\n"


def rows_of(source: bytes) -> list[list[str]]:
    return [row.texts() for row in open_table(source=source).rows()]


def only_row(source: bytes) -> RawRow:
    (row,) = open_table(source=source).rows()
    return row


def refusal_of(source: bytes, limits: TabularLimits | None = None) -> TabularFileRefused:
    with pytest.raises(TabularFileRefused) as refused:
        list(open_table(source=source, limits=limits).rows())
    return refused.value


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (PEOPLE.encode(), "utf-8"),
        (PEOPLE.encode("utf-8-sig"), "utf-8-sig"),
        (PEOPLE.encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + PEOPLE.encode("utf-16-be"), "utf-16"),
        (PEOPLE.encode("cp1252"), "cp1252"),
    ],
)
def test_every_usual_encoding_gives_the_same_rows(content: bytes, encoding: str) -> None:
    table = open_table(source=content)
    assert table.encoding == encoding
    assert table.headings == ("Cuenta", "Nombre", "Domicilio")
    assert [row.texts() for row in table.rows()] == [
        ["001", "José Núñez", "Peñón 5"],
        ["002", "Íñigo Ávila", "“La Güera”"],
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends_are_found(delimiter: str, newline: str) -> None:
    lines = ["Cuenta", "Saldo"], ["1", '"1,5; a|b\t"'], ["2", '"dos\nlíneas ""citadas"""']
    content = newline.join(delimiter.join(cells) for cells in lines).encode()
    table = open_table(source=content)
    assert table.delimiter == delimiter
    assert [row.texts() for row in table.rows()] == [
        ["1", "1,5; a|b\t"],
        ["2", 'dos\nlíneas "citadas"'],
    ]


def test_decimal_commas_do_not_pass_for_delimiters() -> None:
    content = b"Cuenta;Saldo;Volumen\n1;12,50;3,000\n2;10,00;4,125\n"
    assert open_table(source=content).delimiter == ";"


def test_one_column_is_a_table_too() -> None:
    assert rows_of(b"Cuenta\n001\n002\n") == [["001"], ["002"]]


def test_excels_own_delimiter_line_is_obeyed() -> None:
    table = open_table(source=b"sep=|\nCuenta|Nombre, completo\n1|Ana\n")
    assert (table.header_row, table.headings) == (2, ("Cuenta", "Nombre, completo"))
    assert [row.number for row in table.rows()] == [3]


def test_a_header_below_titles_can_be_pointed_at() -> None:
    content = b"Padron de usuarios,\n,\nCuenta,Nombre\n1,Ana\n"
    table = open_table(source=content, header_row=3)
    assert table.headings == ("Cuenta", "Nombre")
    assert [row.number for row in table.rows()] == [4]


def test_blank_rows_are_left_out_but_keep_their_number() -> None:
    rows = [*open_table(source=b"Cuenta,Nombre\n\n1,Ana\n,\n2,Luis\n").rows()]
    assert [row.number for row in rows] == [3, 5]


def test_rows_can_be_read_again_and_from_a_path(tmp_path: Path) -> None:
    path = tmp_path / "padron.csv"
    path.write_bytes(PEOPLE.encode())
    table = open_table(source=path)
    assert [*table.rows()] == [*table.rows()]


def test_rows_come_lazily() -> None:
    """A refusal far below is met only on arriving there."""
    content = b"Cuenta\n" + b"1\n" * 5_000
    rows = open_table(source=content, limits=TabularLimits(max_rows=3_000)).rows()
    assert [next(rows).number for _ in range(3_000)][-1] == 3_001
    with pytest.raises(TabularFileRefused, match="3,000 filas"):
        next(rows)


# What cannot be decoded names its place.


def test_a_byte_of_no_encoding_is_located() -> None:
    content = "Cuenta,Nombre\n1,José\n2,Ana".encode("cp1252") + b" \x81\n"
    refused = refusal_of(content)
    assert refused.code is FileProblem.UNKNOWN_ENCODING
    assert refused.at is not None
    assert (refused.at.row, refused.at.column, refused.at.value) == (3, "Nombre", "0x81")


@pytest.mark.parametrize(("many", "few"), [("utf-8", "cp1252"), ("cp1252", "utf-8")])
def test_mixed_encodings_are_refused_at_the_first_byte_of_the_rarer(many: str, few: str) -> None:
    lines = [f"{number},Íñigo Peña".encode(many) for number in range(5)]
    lines[3] = "3,Núñez".encode(few)
    refused = refusal_of(b"Cuenta,Nombre\n" + b"\n".join(lines))
    assert refused.code is FileProblem.MIXED_ENCODINGS
    assert refused.at is not None
    assert (refused.at.row, refused.at.column) == (5, "Nombre")


def test_records_of_several_lines_count_once_in_the_place_of_a_bad_byte() -> None:
    content = b'Cuenta,Nombre\n1,"a\nb\nc"\n2,ma\x8d\n'
    refused = refusal_of(content)
    assert refused.at is not None
    assert refused.at.row == 3


def test_the_old_dos_page_is_not_taken_for_windows() -> None:
    refused = refusal_of("Cuenta,Nombre\n1,Peñaloza\n".encode("cp850"))
    assert refused.code is FileProblem.UNKNOWN_ENCODING
    assert "CSV UTF-8" in refused.reason


@pytest.mark.parametrize(
    "content",
    [PEOPLE.encode("utf-16-le"), codecs.BOM_UTF32_LE + PEOPLE.encode("utf-32-le")],
)
def test_other_unicode_forms_are_named_and_refused(content: bytes) -> None:
    assert refusal_of(content).code is FileProblem.UNKNOWN_ENCODING


def test_a_utf16_file_cut_in_the_middle_of_a_letter_is_refused() -> None:
    assert refusal_of(PEOPLE.encode("utf-16")[:-1]).code is FileProblem.UNKNOWN_ENCODING


def test_blocks_of_the_file_may_split_a_letter_and_places_count_across_them() -> None:
    before = b"Cuenta\n" + b"1\n" * ((1 << 19) - 4)
    assert len(before) == (1 << 20) - 1
    whole = before + "ñ\n".encode()
    assert open_table(source=whole).encoding == "utf-8"
    at = refusal_of(whole + b"\xff\n").at
    assert at is not None
    assert (at.row, at.value) == ((1 << 19) - 1, "0xFF")


# Damage inside the file is told row by row.


def test_nul_bytes_are_told_by_cell() -> None:
    row = only_row(b"Cuenta,Nombre\n1,A\0na\n")
    (error,) = row.errors
    assert (error.row, error.column, error.code) == (2, "Nombre", ErrorCode.NUL_BYTE)
    assert error.value == "A␀na"


@pytest.mark.parametrize(
    ("line", "code", "column"),
    [
        (b"1,Ana", ErrorCode.MISSING_CELLS, "Saldo"),
        (b"1,Ana,5,9", ErrorCode.EXTRA_CELLS, "columna 4"),
        (b'1,"Ana"x,5', ErrorCode.BAD_QUOTING, ""),
        (b"1," + b"x" * 4_001 + b",5", ErrorCode.CELL_TOO_LONG, "Nombre"),
    ],
)
def test_a_row_of_the_wrong_shape_is_told_and_the_next_one_is_read(
    line: bytes, code: ErrorCode, column: str
) -> None:
    bad, good = open_table(source=b"Cuenta,Nombre,Saldo\n" + line + b"\n2,Luis,7\n").rows()
    (error,) = bad.errors
    assert (error.row, error.code, error.column) == (2, code, column)
    assert (good.number, good.errors, good.texts()) == (3, (), ["2", "Luis", "7"])


def test_empty_cells_past_the_header_do_no_harm() -> None:
    row = only_row(b"Cuenta,Nombre,,\n1,Ana,,\n")
    assert (row.texts(), row.errors) == (["1", "Ana"], ())


@pytest.mark.parametrize("tail", [b"2,Lu", b'2,"Luis'])
def test_a_file_cut_in_its_last_line_says_so(tail: bytes) -> None:
    *_, last = open_table(source=b"Cuenta,Nombre,Saldo\n1,Ana,5\n" + tail).rows()
    (error,) = last.errors
    assert (error.row, error.code) == (3, ErrorCode.TRUNCATED_LINE)


def test_a_whole_last_line_needs_no_line_end() -> None:
    assert only_row(b"Cuenta,Nombre\n1,Ana").errors == ()


def test_a_quote_that_never_closes_spoils_its_part_only() -> None:
    stray = b'Cuenta,Nombre\n1,"Ana\n' + b"2,Luis\n" * 40_000
    *_, last = open_table(source=stray).rows()
    codes = {error.code for row in open_table(source=stray).rows() for error in row.errors}
    assert codes == {ErrorCode.BAD_QUOTING}
    assert last.texts() == ["2", "Luis"]


@pytest.mark.parametrize(
    ("header", "code", "column"),
    [
        (b"Cuenta,Nombre,cuenta", ErrorCode.REPEATED_HEADING, "cuenta"),
        (b"Cuenta,,Nombre", ErrorCode.EMPTY_HEADING, "columna 2"),
    ],
)
def test_headings_that_cannot_be_told_apart(header: bytes, code: ErrorCode, column: str) -> None:
    (error,) = open_table(source=header + b"\n1,2,3\n").errors
    assert (error.row, error.code, error.column) == (1, code, column)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", FileProblem.EMPTY),
        (b"\xef\xbb\xbf", FileProblem.EMPTY),
        (b"\n\n,,\n", FileProblem.EMPTY),
        (b"Cuenta,Nombre\n\n", FileProblem.ONLY_HEADER),
        (b"%PDF-1.7 ...", FileProblem.UNKNOWN_FORMAT),
        (b"\x89PNG\r\n", FileProblem.UNKNOWN_FORMAT),
        (b"  <html><table><tr>", FileProblem.UNKNOWN_FORMAT),
        (b"x" * 101, FileProblem.TOO_MANY_BYTES),
        (b"a,b,c,d,e,f\n1,2,3,4,5,6\n", FileProblem.TOO_MANY_COLUMNS),
    ],
)
def test_files_refused_as_a_whole(content: bytes, code: FileProblem) -> None:
    assert refusal_of(content, TabularLimits(max_bytes=100, max_columns=5)).code is code
