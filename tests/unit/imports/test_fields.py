"""The headings that utilities write, tied to our data."""

from collections import Counter

import pytest

from caudal.domain.imports.fields import FIELDS_OF
from caudal.domain.imports.fields.common import DIAMETERS
from caudal.domain.imports.models import ImportKind
from caudal.domain.registry.queries.account_facts import FACT_NAMES
from caudal.engines.layouts.headings import match_headings
from caudal.engines.layouts.words import fold_heading, fold_value

REGISTER = FIELDS_OF[ImportKind.REGISTER]

#: Headings as they stand in registers of different utilities, each with what it means.
SEEN = [
    ("No. de cuenta", "account_number"),
    ("CUENTA", "account_number"),
    ("NUM. CUENTA", "account_number"),
    ("# Cuenta", "account_number"),
    ("Contrato", "contract_number"),
    ("Nombre", "holder_name"),
    ("TITULAR", "holder_name"),
    ("NOMBRE DEL USUARIO", "holder_name"),
    ("Calle", "street"),
    ("Num ext", "exterior_number"),
    ("NUMERO EXTERIOR", "exterior_number"),
    ("Colonia", "colonia"),
    ("C.P.", "postal_code"),
    ("Codigo Postal", "postal_code"),
    ("Ruta", "route_code"),
    ("Secuencia", "route_sequence"),
    ("Sector", "sector_code"),
    ("Uso", "use_code"),
    ("Giro", "use_code"),
    ("Tarifa", "tariff_code"),
    ("Diámetro", "diameter_mm"),
    ("Viviendas", "dwelling_units"),
    ("Drenaje", "has_sewer"),
    ("Saneamiento", "has_sanitation"),
    ("Estatus", "status"),
    ("Fecha de alta", "opened_on"),
    ("Latitud", "latitude"),
    ("RFC", "rfc"),
    ("CURP", "curp"),
    ("Correo", "email"),
    ("Teléfono", "phone"),
]


@pytest.mark.parametrize(("heading", "name"), SEEN)
def test_a_heading_is_tied_to_its_datum(heading: str, name: str) -> None:
    headings = [heading] if name == "account_number" else ["Clave de usuario", heading]
    mapping = match_headings(headings=headings, fields=REGISTER)
    assert mapping.column_of[name] == len(headings) - 1


def test_the_contract_is_the_account_where_there_is_no_other_number() -> None:
    alone = match_headings(headings=["Contrato", "Nombre"], fields=REGISTER)
    assert alone.column_of["account_number"] == 0
    both = match_headings(headings=["Contrato", "Cuenta"], fields=REGISTER)
    assert (both.column_of["account_number"], both.column_of["contract_number"]) == (1, 0)


def test_the_columns_of_the_padron_serve_the_meters_too() -> None:
    headings = ["Cuenta", "Nombre", "Medidor", "Diámetro", "Dígitos", "Marca"]
    mapping = match_headings(headings=headings, fields=FIELDS_OF[ImportKind.METERS])
    assert mapping.column_of == {
        "account_number": 0,
        "serial": 2,
        "diameter_mm": 3,
        "digits": 4,
        "brand": 5,
    }


@pytest.mark.parametrize("kind", FIELDS_OF)
def test_no_heading_means_two_data(kind: ImportKind) -> None:
    """Two data may share one only when the first to claim it needs it: the account's number."""
    folded = Counter(
        plain
        for spec in FIELDS_OF[kind]
        for plain in {fold_heading(heading) for heading in spec.headings}
    )
    shared = {plain for plain, count in folded.items() if count > 1}
    assert shared <= {"contrato", "numero contrato"}


def test_every_fact_of_an_account_can_be_brought_in() -> None:
    assert set(FACT_NAMES) - {"number"} <= {spec.name for spec in REGISTER}


def test_inches_and_millimetres_name_one_diameter() -> None:
    words = Counter(
        plain
        for millimetres, synonyms in DIAMETERS.items()
        for plain in {fold_value(word) for word in (millimetres, *synonyms)}
    )
    assert max(words.values()) == 1
