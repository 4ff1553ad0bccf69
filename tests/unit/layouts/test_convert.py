"""Cells of each kind become values, or reasons that say what to do."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caudal.engines.layouts.convert import Converted, MappingIncomplete, RowConverter
from caudal.engines.layouts.error_names import ERROR_NAMES
from caudal.engines.layouts.fields import FieldKind, FieldSpec, Value
from caudal.engines.layouts.formats import observe_formats
from caudal.engines.layouts.headings import match_headings
from caudal.engines.layouts.rows import Cell, CellError, ErrorCode, ErrorLog, RawRow

K = FieldKind
USES = {"domestic": ("Doméstico", "dom", "habitacional"), "commercial": ("Comercial", "com")}


def convert(spec: FieldSpec, *cells: Cell) -> list[Converted]:
    """A file of one column."""
    rows = [RawRow(number, (cell,)) for number, cell in enumerate(cells, start=2)]
    mapping = match_headings(headings=[spec.title], fields=[spec])
    formats = observe_formats(rows=rows, fields=[spec], mapping=mapping)
    converter = RowConverter(fields=[spec], mapping=mapping, formats=formats)
    return [converter.convert(row) for row in rows]


def value_of(spec: FieldSpec, cell: Cell) -> Value:
    (converted,) = convert(spec, cell)
    assert converted.errors == ()
    return converted.values[spec.name]


def code_of(spec: FieldSpec, cell: Cell) -> ErrorCode:
    (converted,) = convert(spec, cell)
    (error,) = converted.errors
    assert (error.row, error.column) == (2, spec.title)
    assert error.reason.endswith((".", "?"))
    return error.code


def field(kind: FieldKind) -> FieldSpec:
    return FieldSpec(
        name="datum",
        headings=("Dato",),
        kind=kind,
        max_length=30,
        choices=USES if kind is K.CHOICE else {},
    )


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        (K.TEXT, "  José   Núñez\u00a0 ", "José Núñez"),
        (K.TEXT, "Jose\u0301", "José"),
        (K.TEXT, "Calle 5\nCol. Centro", "Calle 5 Col. Centro"),
        (K.TEXT, Decimal(12), "12"),
        (K.IDENTIFIER, "000123-4", "000123-4"),
        (K.IDENTIFIER, Decimal(12345), "12345"),
        (K.IDENTIFIER, Decimal(123456789012345), "123456789012345"),
        (K.INTEGER, "1,234", 1234),
        (K.INTEGER, "12.00", 12),
        (K.INTEGER, Decimal(99987), 99987),
        (K.DECIMAL, "$1,234.50", Decimal("1234.50")),
        (K.DECIMAL, Decimal("0.3"), Decimal("0.3")),
        (K.DATE, "05/01/2024", date(2024, 1, 5)),
        (K.DATE, date(2024, 1, 5), date(2024, 1, 5)),
        (K.DATE, datetime(2024, 1, 5, 13, 30), date(2024, 1, 5)),  # noqa: DTZ001 - a sheet has no zone
        (K.BOOLEAN, "Sí", True),
        (K.BOOLEAN, "X", True),
        (K.BOOLEAN, "no", False),
        (K.BOOLEAN, Decimal(0), False),
        (K.BOOLEAN, True, True),
        (K.CHOICE, "DOMESTICO", "domestic"),
        (K.CHOICE, "habitacional", "domestic"),
        (K.CHOICE, "commercial", "commercial"),
        (K.EMAIL, "Ana.Ruiz+agua@Correo.MX", "Ana.Ruiz+agua@correo.mx"),
        (K.PHONE, "(662) 212-3456", "6622123456"),
        (K.PHONE, "+52 1 662 212 3456", "6622123456"),
        (K.PHONE, Decimal(6622123456), "6622123456"),
        (K.RFC, "xaxx-010101-000", "XAXX010101000"),
        (K.RFC, "ÑAN850314AB1", "ÑAN850314AB1"),
        (K.CURP, "bacl850314hsrrtn05", "BACL850314HSRRTN05"),
        (K.POSTAL_CODE, "01000", "01000"),
        (K.POSTAL_CODE, Decimal(1000), "01000"),
    ],
)
def test_cells_become_values(kind: FieldKind, cell: Cell, value: Value) -> None:
    found = value_of(field(kind), cell)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("kind", "cell", "code"),
    [
        (K.TEXT, "Ana\x07", ErrorCode.CONTROL_CHARACTER),
        (K.TEXT, "Ana\u202egpj", ErrorCode.CONTROL_CHARACTER),
        (K.TEXT, "x" * 31, ErrorCode.TOO_LONG),
        (K.IDENTIFIER, "1.23457E+15", ErrorCode.DIGITS_LOST),
        (K.IDENTIFIER, Decimal(1234567890123460), ErrorCode.DIGITS_LOST),
        (K.IDENTIFIER, Decimal("12.5"), ErrorCode.NOT_AN_IDENTIFIER),
        (K.IDENTIFIER, date(2024, 1, 5), ErrorCode.NOT_AN_IDENTIFIER),
        (K.INTEGER, "12.5", ErrorCode.NOT_AN_INTEGER),
        (K.INTEGER, "doce", ErrorCode.NOT_A_NUMBER),
        (K.DECIMAL, "1.005", ErrorCode.DECIMAL_MARK_AMBIGUOUS),
        (K.DECIMAL, "0.005", ErrorCode.TOO_MANY_DECIMALS),
        (K.DECIMAL, Decimal("1.005"), ErrorCode.TOO_MANY_DECIMALS),
        (K.DECIMAL, Decimal("1E+300"), ErrorCode.OUT_OF_RANGE),
        (K.DECIMAL, True, ErrorCode.NOT_A_NUMBER),
        (K.DATE, "31/04/2024", ErrorCode.NOT_A_DATE),
        (K.DATE, "05/01/0024", ErrorCode.OUT_OF_RANGE),
        (K.DATE, Decimal(45296), ErrorCode.NOT_A_DATE),
        (K.BOOLEAN, "tal vez", ErrorCode.NOT_A_BOOLEAN),
        (K.CHOICE, "domestco", ErrorCode.NOT_A_CHOICE),
        (K.EMAIL, "ana@correo", ErrorCode.NOT_AN_EMAIL),
        (K.EMAIL, "a@b.mx; c@d.mx", ErrorCode.NOT_AN_EMAIL),
        (K.PHONE, "212-3456", ErrorCode.NOT_A_PHONE),
        (K.RFC, "XAXX011301000", ErrorCode.NOT_AN_RFC),
        (K.CURP, "BACL850314", ErrorCode.NOT_A_CURP),
        (K.POSTAL_CODE, "8300", ErrorCode.NOT_A_POSTAL_CODE),
    ],
)
def test_cells_are_refused_with_a_stable_code(kind: FieldKind, cell: Cell, code: ErrorCode) -> None:
    assert code_of(field(kind), cell) is code


def test_a_refused_choice_names_the_nearest_one() -> None:
    (converted,) = convert(field(K.CHOICE), "domestco")
    assert converted.errors[0].reason == (
        "Escriba una de estas opciones: Doméstico, Comercial. ¿Quiso decir «Doméstico»?"
    )


def test_limits_of_a_number() -> None:
    spec = FieldSpec(
        name="n", headings=("N",), kind=K.DECIMAL, minimum=Decimal(0), maximum=Decimal(9)
    )
    assert [bool(row.errors) for row in convert(spec, "-1", "0", "9", "10")] == [
        True, False, False, True,
    ]  # fmt: skip


def test_empty_cells_are_none_unless_required() -> None:
    optional = FieldSpec(name="n", headings=("N",), kind=K.DATE)
    required = FieldSpec(name="n", headings=("N",), kind=K.DATE, required=True)
    assert value_of(optional, "  ") is None
    assert code_of(required, "  ") is ErrorCode.REQUIRED_MISSING


def test_a_repeated_key_names_the_first_row_and_empties_do_not_repeat() -> None:
    spec = FieldSpec(name="n", headings=("N",), kind=K.IDENTIFIER, unique=True)
    *_, last = rows = convert(spec, "007", "", "7", "", "007")
    assert [bool(row.errors) for row in rows] == [False, False, False, False, True]
    assert last.errors[0].code is ErrorCode.REPEATED_VALUE
    assert "fila 2" in last.errors[0].reason


def test_the_decimal_mark_is_decided_by_the_whole_column() -> None:
    spec = FieldSpec(name="n", headings=("N",), kind=K.DECIMAL, decimals=3)
    rows = convert(spec, "1,234", "1.234", "12,50", "7,5")
    assert [row.values["n"] for row in rows] == [
        Decimal("1.234"), Decimal(1234), Decimal("12.50"), Decimal("7.5"),
    ]  # fmt: skip


def test_the_minority_of_a_mixed_column_is_refused() -> None:
    spec = FieldSpec(name="n", headings=("N",), kind=K.DECIMAL)
    codes = [[e.code for e in row.errors] for row in convert(spec, "1.50", "2.50", "3,50", "4")]
    assert codes == [[], [], [ErrorCode.DECIMAL_MARK_DIFFERS], []]


def test_as_many_points_as_commas_leave_every_doubt_standing() -> None:
    spec = FieldSpec(name="n", headings=("N",), kind=K.DECIMAL)
    rows = convert(spec, "1.50", "3,50", "1,234", "5")
    assert [bool(row.errors) for row in rows] == [False, False, True, False]


def test_dates_of_a_column_keep_one_form() -> None:
    spec = FieldSpec(name="d", headings=("D",), kind=K.DATE)
    rows = convert(spec, "05/01/2024", "2024-01-06", "07/01/2024", date(2024, 1, 8))
    assert [[e.code for e in row.errors] for row in rows] == [
        [], [ErrorCode.DATE_FORM_DIFFERS], [], [],
    ]  # fmt: skip


def test_a_column_with_the_month_first_is_refused_whole() -> None:
    spec = FieldSpec(name="d", headings=("D",), kind=K.DATE)
    rows = convert(spec, "04/25/2024", "04/05/2024", "04/26/2024", "27/04/2024")
    assert {error.code for row in rows for error in row.errors} == {ErrorCode.DATE_AMBIGUOUS}
    assert all(row.errors for row in rows)


def test_one_impossible_date_does_not_condemn_its_column() -> None:
    spec = FieldSpec(name="d", headings=("D",), kind=K.DATE)
    rows = convert(spec, "25/04/2024", "04/05/2024", "04/25/2024")
    assert [[e.code for e in row.errors] for row in rows] == [[], [], [ErrorCode.NOT_A_DATE]]


def test_cells_of_a_broken_row_are_not_converted() -> None:
    spec = FieldSpec(name="n", headings=("N",), kind=K.INTEGER, required=True)
    mapping = match_headings(headings=["N"], fields=[spec])
    converter = RowConverter(fields=[spec], mapping=mapping, formats={})
    shape = CellError(2, "N", "", ErrorCode.MISSING_CELLS, "Complétela.")
    assert converter.convert(RawRow(2, (), (shape,))).errors == (shape,)
    cell = CellError(3, "N", "", ErrorCode.FORMULA_ERROR, "Corríjala.")
    assert converter.convert(RawRow(3, ("",), (cell,))).errors == (cell,)


def test_columns_that_the_file_lacks_are_none() -> None:
    fields = [
        FieldSpec(name="a", headings=("A",)),
        FieldSpec(name="b", headings=("B",), kind=K.DATE),
    ]
    mapping = match_headings(headings=["A"], fields=fields)
    converter = RowConverter(fields=fields, mapping=mapping, formats={})
    assert converter.convert(RawRow(2, ("x",))).values == {"a": "x", "b": None}


def test_an_incomplete_mapping_converts_nothing() -> None:
    spec = FieldSpec(name="a", headings=("Cuenta",), required=True)
    mapping = match_headings(headings=["Otra"], fields=[spec])
    with pytest.raises(MappingIncomplete, match="Falta la columna «Cuenta»"):
        RowConverter(fields=[spec], mapping=mapping, formats={})


def test_a_field_without_heading_or_choices_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="encabezado"):
        FieldSpec(name="a", headings=())
    with pytest.raises(ValueError, match="opciones"):
        FieldSpec(name="a", headings=("A",), kind=K.CHOICE)


def test_the_log_counts_what_it_does_not_keep() -> None:
    log = ErrorLog(limit=3)
    one = CellError(2, "A", "", ErrorCode.TOO_LONG, "Acórtelo.")
    log.add([one] * 2)
    assert (log.total, log.is_complete) == (2, True)
    log.add([one] * 5)
    log.add([replace(one, column="B")])
    assert (log.total, len(log.kept), log.is_complete) == (8, 3, False)
    assert log.by_kind == {("A", ErrorCode.TOO_LONG): 7, ("B", ErrorCode.TOO_LONG): 1}


def test_every_kind_of_error_has_a_name_of_its_own() -> None:
    assert set(ERROR_NAMES) == set(ErrorCode)
    assert len(set(ERROR_NAMES.values())) == len(ErrorCode)


@given(kind=st.sampled_from(FieldKind), cell=st.text(max_size=40))
def test_no_text_whatever_escapes_as_an_exception(kind: FieldKind, cell: str) -> None:
    (converted,) = convert(field(kind), cell)
    assert bool(converted.errors) != ("datum" in converted.values)
