"""What a file of readings carries: an account or its meter, a day, and a value or a remark."""

from decimal import Decimal

from caudal.domain.imports.fields.common import (
    ACCOUNT_HEADINGS,
    LARGEST_READING,
    VOLUME_DECIMALS,
)
from caudal.domain.imports.fields.metering import SERIAL_HEADINGS
from caudal.engines.layouts.fields import FieldKind, FieldSpec

READING_FIELDS = (
    FieldSpec(
        name="account_number",
        headings=ACCOUNT_HEADINGS,
        kind=FieldKind.IDENTIFIER,
        max_length=20,
    ),
    FieldSpec(name="serial", headings=SERIAL_HEADINGS, kind=FieldKind.IDENTIFIER, max_length=40),
    FieldSpec(
        name="read_on",
        headings=("Fecha de lectura", "Fecha", "Fecha lectura", "Fecha de toma", "Día"),
        kind=FieldKind.DATE,
        required=True,
    ),
    FieldSpec(
        name="value_m3",
        headings=("Lectura", "Lectura actual", "Lect.", "Lect. act.", "Valor", "Lectura tomada"),
        kind=FieldKind.DECIMAL,
        decimals=VOLUME_DECIMALS,
        minimum=Decimal(0),
        maximum=LARGEST_READING,
    ),
    FieldSpec(
        name="remark",
        headings=("Anomalía", "Clave de anomalía", "Incidencia", "Observación", "Anom.", "Causa"),
        max_length=80,
    ),
    FieldSpec(
        name="meter_reader",
        headings=("Lecturista", "Lector", "Nombre del lecturista", "Tomador"),
        max_length=80,
    ),
)
