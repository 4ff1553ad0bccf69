"""Meters and the readings with which they begin."""

from decimal import Decimal

from caudal.domain.imports.fields.common import (
    LARGEST_READING,
    VOLUME_DECIMALS,
    account_field,
    diameter_field,
)
from caudal.engines.layouts.fields import FieldKind, FieldSpec

SERIAL_HEADINGS = (
    "No. de serie", "Serie", "Serie del medidor", "No. de medidor", "Medidor",
    "Número de serie del medidor", "Serie medidor", "Clave de medidor",
)  # fmt: skip

METER_FIELDS = (
    account_field(unique=True),
    FieldSpec(
        name="serial",
        headings=SERIAL_HEADINGS,
        kind=FieldKind.IDENTIFIER,
        required=True,
        unique=True,
        max_length=40,
    ),
    FieldSpec(
        name="brand", headings=("Marca", "Marca del medidor", "Fabricante", "Modelo"), max_length=60
    ),
    diameter_field("Diámetro del medidor", "Diámetro medidor", "Diámetro", "Diam.", "Diam"),
    FieldSpec(
        name="digits",
        headings=("Dígitos", "No. de dígitos", "Carátula", "Dígitos de la carátula"),
        kind=FieldKind.INTEGER,
        minimum=Decimal(3),
        maximum=Decimal(9),
    ),
    FieldSpec(
        name="installed_on",
        headings=("Fecha de instalación", "Instalado", "Fecha instalación", "Fecha del medidor"),
        kind=FieldKind.DATE,
    ),
    FieldSpec(
        name="initial_value_m3",
        headings=("Lectura de instalación", "Lectura inicial", "Lectura al instalar"),
        kind=FieldKind.DECIMAL,
        decimals=VOLUME_DECIMALS,
        minimum=Decimal(0),
        maximum=LARGEST_READING,
    ),
)

OPENING_READING_FIELDS = (
    account_field(unique=False),
    FieldSpec(
        name="value_m3",
        headings=(
            "Lectura",
            "Lectura inicial",
            "Lectura actual",
            "Última lectura",
            "Valor",
            "Lect.",
        ),
        kind=FieldKind.DECIMAL,
        decimals=VOLUME_DECIMALS,
        required=True,
        minimum=Decimal(0),
        maximum=LARGEST_READING,
    ),
    FieldSpec(
        name="read_on",
        headings=("Fecha de lectura", "Fecha", "Fecha lectura", "Fecha de la última lectura"),
        kind=FieldKind.DATE,
        required=True,
    ),
    FieldSpec(name="serial", headings=SERIAL_HEADINGS, kind=FieldKind.IDENTIFIER, max_length=40),
    FieldSpec(
        name="meter_reader",
        headings=("Lecturista", "Lector", "Nombre del lecturista"),
        max_length=80,
    ),
)
