"""Columns find their fields however the file calls them."""

import pytest

from caudal.engines.layouts.fields import FieldKind, FieldSpec
from caudal.engines.layouts.headings import match_headings
from caudal.engines.layouts.rows import ErrorCode

FIELDS = (
    FieldSpec(name="account", headings=("Número de cuenta", "Cuenta", "Contrato"), required=True),
    FieldSpec(name="name", headings=("Nombre", "Titular", "Usuario"), required=True),
    FieldSpec(name="volume_m3", headings=("Consumo m³",), kind=FieldKind.DECIMAL),
)


@pytest.mark.parametrize(
    "heading",
    ["Número de cuenta", "NUMERO DE CUENTA", "No. Cuenta", "Núm. de la cuenta", "# cuenta",
     "n° cuenta", "numero_cuenta", "  Nro-Cuenta  ", "CUENTA", "contrato", "account"],
)  # fmt: skip
def test_aliases_match_without_accents_case_marks_or_short_forms(heading: str) -> None:
    mapping = match_headings(headings=["TITULAR", heading], fields=FIELDS)
    assert mapping.column_of == {"account": 1, "name": 0}
    assert mapping.is_usable


def test_superscripts_are_plain_digits() -> None:
    mapping = match_headings(headings=["Cuenta", "Nombre", "CONSUMO (M3)"], fields=FIELDS)
    assert mapping.column_of["volume_m3"] == 2


def test_missing_required_columns_are_errors_and_optional_ones_are_not() -> None:
    mapping = match_headings(headings=["Cuenta"], fields=FIELDS, header_row=4)
    (error,) = mapping.errors
    assert mapping.missing == ("name",)
    assert (error.row, error.column, error.code) == (
        4, "Nombre", ErrorCode.REQUIRED_COLUMN_MISSING
    )  # fmt: skip
    assert not mapping.is_usable


def test_near_matches_are_suggested_but_never_taken() -> None:
    mapping = match_headings(headings=["Cuentta", "Nombre", "Zona"], fields=FIELDS)
    assert "account" not in mapping.column_of
    assert [(u.index, u.heading, u.suggested_field) for u in mapping.unknown] == [
        (0, "Cuentta", "account"),
        (2, "Zona", None),
    ]


def test_two_columns_for_one_field_are_an_error() -> None:
    mapping = match_headings(headings=["Cuenta", "Nombre", "CUENTA."], fields=FIELDS)
    (error,) = mapping.errors
    assert error.code is ErrorCode.TWO_COLUMNS_FOR_FIELD
    assert "columna 1" in error.reason
    assert "columna 3" in error.reason


def test_the_first_alias_wins_and_the_other_column_stays_unknown() -> None:
    headings = ["Usuario", "Nombre", "Cuenta"]
    mapping = match_headings(headings=headings, fields=FIELDS)
    assert mapping.column_of["name"] == 1
    assert [unknown.heading for unknown in mapping.unknown] == ["Usuario"]


def test_a_saved_mapping_overrules_the_aliases_and_survives_a_round_trip() -> None:
    saved = {"name": "Razón social", "account": "Ya no existe", "other": "Nombre"}
    headings = ["Nombre", "RAZON SOCIAL", "Cuenta"]
    mapping = match_headings(headings=headings, fields=FIELDS, saved=saved)
    assert mapping.column_of == {"name": 1, "account": 2}
    again = match_headings(headings=headings, fields=FIELDS, saved=mapping.to_saved())
    assert again.column_of == mapping.column_of
