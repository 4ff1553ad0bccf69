"""What accounts owed, or had in their favour, before the system."""

from decimal import Decimal

from caudal.domain.imports.fields.common import account_field
from caudal.engines.layouts.fields import FieldKind, FieldSpec
from caudal.kernel.money import LARGEST_AMOUNT

OPENING_BALANCE_FIELDS = (
    account_field(unique=False),
    FieldSpec(
        name="amount",
        headings=(
            "Saldo", "Adeudo", "Importe total", "Total", "Saldo total", "Adeudo total",
            "Importe", "Monto", "Rezago",
        ),
        kind=FieldKind.DECIMAL,
        required=True,
        minimum=-LARGEST_AMOUNT,
        maximum=LARGEST_AMOUNT,
    ),
    FieldSpec(
        name="due_date",
        headings=(
            "Fecha de vencimiento", "Vencimiento", "Vence", "Fecha límite",
            "Fecha límite de pago",
        ),
        kind=FieldKind.DATE,
    ),
    FieldSpec(
        name="concept_code",
        headings=("Concepto", "Clave de concepto", "Cve concepto", "Rubro"),
        max_length=80,
    ),
    FieldSpec(
        name="tax",
        headings=("IVA", "I.V.A.", "Impuesto", "IVA incluido"),
        kind=FieldKind.DECIMAL,
        minimum=Decimal(0),
        maximum=LARGEST_AMOUNT,
    ),
    FieldSpec(
        name="tax_percent",
        headings=("Tasa de IVA", "Tasa IVA", "Tasa"),
        kind=FieldKind.DECIMAL,
        decimals=4,
        minimum=Decimal(0),
        maximum=Decimal(100),
    ),
    FieldSpec(
        name="period",
        headings=("Periodo", "Mes", "Bimestre", "Periodo de consumo", "Descripción"),
        max_length=80,
    ),
)  # fmt: skip
