"""Builders of a cycle that can be billed."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from tests.factories.receivables import make_allocation_policy
from tests.factories.registry import make_concept, make_tariff

from caudal.domain.billing.models import RunSentinels
from caudal.domain.metering.models import Consumption, Meter, MeterInstallation, Reading
from caudal.domain.platform.operations import folios
from caudal.domain.receivables.models import SurchargeRule
from caudal.domain.registry.models import BillingPeriod, ServiceAccount
from caudal.domain.tariffs.models import ChargeConcept, Tariff, TariffVersion
from caudal.domain.tariffs.queries.versions import digest_of

TARIFF = """
clave: {code}
nombre: Agua y drenaje
vigencia: {{desde: {start}, criterio: fecha_de_lectura}}
fuente: {{norma: Tarifa de prueba}}
completa: si
entradas:
  consumo: {{tipo: m3}}
  uso: {{tipo: clave}}
  con_drenaje: {{tipo: si_no, defecto: si}}
  adulto_mayor: {{tipo: si_no, defecto: no}}
tablas:
  agua:
    por: [uso]
    modo: bloques
    filas:
      domestico_medio:
        base: 118.40
        filas: [[10, 0], [15, 13.2650], [20, 14.8320], [null, 18.4075]]
      comercial: {{base: 286.50, filas: [[10, 0], [null, 29.8640]]}}
  tasa_iva:
    por: [concepto, uso]
    valores: {{"agua|domestico_medio": 0, "*|*": 0.16}}
conceptos:
  agua:
    formula: agua(consumo)
    descuento: SI(adulto_mayor, agua(MIN(consumo, 13)) * 0.50, 0)
    tasa_iva: tasa_iva('agua')
    redondeo: centavo
  alcantarillado:
    si: con_drenaje
    formula: agua * 0.35
    tasa_iva: tasa_iva('alcantarillado')
    redondeo: centavo
"""

LIMITS = {"veces_su_promedio": "5", "desde_importe": "1000.00", "cero_con_promedio_m3": "8"}
SURCHARGES = {
    "conceptos": ["agua", "alcantarillado"],
    "tasa_mensual": "0.02",
    "cuenta_meses": "completos",
    "tope": "1",
}


def make_published_version(
    *,
    tariff: Tariff | None = None,
    code: str = "AG-2026",
    start: date = date(2026, 1, 1),
    more_concepts: str = "",
) -> TariffVersion:
    """A small tariff in force: minimum, blocks, sewer 35 %, IVA, elderly discount."""
    text = TARIFF.format(code=code, start=start) + more_concepts
    return TariffVersion.objects.create(
        tariff=tariff or make_tariff(),
        code=code,
        valid_during=DateRange(start, None),
        document=text,
        digest=digest_of(document=text),
        is_complete=True,
        source="Tarifa de prueba",
        state=TariffVersion.State.PUBLISHED,
        proposed_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


def make_billing_rules(*, more_concepts: str = "") -> None:
    """Everything a run needs besides accounts: tariff, concepts, series, policy, limits, rule."""
    make_published_version(more_concepts=more_concepts)
    make_concept(code="agua", priority=10)
    make_concept(code="alcantarillado", priority=20)
    make_concept(code="recargos", kind=ChargeConcept.Kind.SURCHARGE, priority=5)
    folios.open_series(code="R", prefix="R-", digits=7)
    folios.open_series(code="G", prefix="G-", digits=7)
    make_allocation_policy()
    RunSentinels.objects.create(valid_from=date(2020, 1, 1), limits=LIMITS, source="Manual")
    SurchargeRule.objects.create(valid_from=date(2020, 1, 1), rule=SURCHARGES, source="Ley")


def make_consumption(
    *,
    account: ServiceAccount,
    period: BillingPeriod,
    volume_m3: str = "17",
    previous: str = "1267",
    read_on: date = date(2026, 10, 30),
    **values: Any,
) -> Consumption:
    """A measured volume with its two readings, the last one two days before the period ends."""
    installation = MeterInstallation.objects.filter(connection=account.connection).first()
    if installation is None:
        installation = MeterInstallation.objects.create(
            meter=Meter.objects.create(serial=f"14-{account.pk:06d}"),
            connection=account.connection,
            during=DateRange(date(2018, 3, 22), None),
            initial_value_m3=Decimal(previous),
        )
    earlier = Reading.objects.filter(account=account, value_m3__isnull=False, read_on__lt=read_on)
    present = Decimal(previous) + Decimal(volume_m3)
    reading = Reading.objects.create(
        account=account,
        installation=installation,
        period=period,
        read_on=read_on,
        value_m3=present,
        source=Reading.Source.FILE,
        recorded_at=datetime(read_on.year, read_on.month, read_on.day, 18, tzinfo=UTC),
    )
    given = {
        "basis": Consumption.Basis.MEASURED,
        "volume_m3": Decimal(volume_m3),
        "previous_reading": earlier.order_by("-read_on", "-pk").first(),
        **values,
    }
    return Consumption.objects.create(
        account=account, period=period, current_reading=reading, **given
    )
