"""Builders of routes that are being read: rules, accounts with a past, readings."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from tests.factories.history import make_month, make_volumes
from tests.factories.platform import make_utility
from tests.factories.registry import make_account, make_cycle, make_route

from caudal.domain.metering.models import (
    Consumption,
    Meter,
    MeterInstallation,
    Reading,
    ReadingRemark,
    ReviewRules,
)
from caudal.domain.metering.operations.reading_checks import GivenReading
from caudal.domain.platform.models import User
from caudal.domain.registry.models import BillingPeriod, Route, ServiceAccount
from caudal.usecases.record_readings import ReadingsRecorded, record_readings

READ_ON = date(2026, 10, 30)
AT = datetime(2026, 11, 3, 18, 0, tzinfo=UTC)
"""3 November 2026, 11:00 in Hermosillo: October's readings are in."""

RULES: dict[str, Any] = {
    "promedio": {"periodos": 6, "minimo": 3},
    "estimacion": {
        "metodos": ["promedio_6", "asignado"],
        "minimo": 3,
        "periodos_por_anio": 12,
        "redondeo": "m3",
    },
    "vuelta": {"por_ciento_del_promedio": 300, "minimo_m3": 50},
    "hallazgos": {
        "menor_a_la_anterior": {
            "gravedad": "grave",
            "bloquea": "si",
            "acciones": ["estimar", "corregir", "releer"],
            "propone": "estimar",
        },
        "sin_lectura": {
            "gravedad": "atencion",
            "bloquea": "si",
            "acciones": ["estimar", "releer"],
            "propone": "estimar",
        },
        "estimada": {
            "veces": 3,
            "gravedad": "atencion",
            "bloquea": "si",
            "acciones": ["estimar", "releer"],
            "propone": "estimar",
        },
        "muy_alta": {
            "por_ciento": 100,
            "m3": 15,
            "gravedad": "grave",
            "bloquea": "si",
            "acciones": ["aceptar", "estimar", "corregir", "releer"],
            "propone": "estimar",
        },
        "muy_baja": {
            "por_ciento": 50,
            "m3": 10,
            "gravedad": "atencion",
            "bloquea": "si",
            "acciones": ["aceptar", "estimar", "releer"],
            "propone": "aceptar",
        },
        "cero": {
            "veces": 2,
            "gravedad": "atencion",
            "bloquea": "si",
            "acciones": ["aceptar", "releer"],
            "propone": "aceptar",
        },
        "igual_a_la_anterior": {
            "gravedad": "atencion",
            "bloquea": "si",
            "acciones": ["aceptar", "estimar", "releer"],
            "propone": "estimar",
        },
        "vuelta_del_medidor": {
            "gravedad": "aviso",
            "bloquea": "no",
            "acciones": ["aceptar", "estimar", "releer"],
            "propone": "aceptar",
        },
        "pasa_el_diametro": {
            "m3_por_mm": {"13": 450},
            "gravedad": "grave",
            "bloquea": "si",
            "acciones": ["aceptar", "estimar", "releer"],
            "propone": "estimar",
        },
    },
}


def make_review_rules() -> ReviewRules:
    """The rules of docs/algorithms/reading-review.md, in force since long ago."""
    return ReviewRules.objects.get_or_create(
        valid_from=date(2020, 1, 1), defaults={"rules": RULES, "source": "Manual de lecturas"}
    )[0]


def make_remark(
    *, code: str = "04", name: str = "Perro suelto", prevents_reading: bool = True
) -> ReadingRemark:
    """What a reader finds at a meter, once per code."""
    defaults = {"name": name, "prevents_reading": prevents_reading}
    return ReadingRemark.objects.get_or_create(code=code, defaults=defaults)[0]


def make_read_route(**values: Any) -> Route:
    """A route of a monthly cycle with twelve months behind it and rules to review by."""
    make_utility()
    make_review_rules()
    return make_route(cycle=values.pop("cycle", None) or make_cycle(), **values)


def october(route: Route) -> BillingPeriod:
    """The period that is read."""
    account = ServiceAccount(route=route)
    for month in range(1, 10):
        make_month(account=account, start=date(2026, month, 1))
    return make_month(account=account, start=date(2026, 10, 1))


def make_metered(
    *,
    route: Route,
    volumes: str = "13 12 14 13 13 13",
    previous: int = 517,
    digits: int = 5,
    **values: Any,
) -> ServiceAccount:
    """An account whose dial shows ``previous`` after consecutive months up to September 2026."""
    words = volumes.split()
    account = make_account(route=route, **values)
    total = sum(int(word.rstrip("e")) for word in words)
    first = (previous - total) % 10**digits
    months = len(words)
    start = date(2026 - (months > 9), (9 - months) % 12 + 1, 1)
    MeterInstallation.objects.create(
        meter=Meter.objects.create(serial=f"14-{account.pk:06d}", digits=digits),
        connection=account.connection,
        during=DateRange(date(2018, 3, 22), None),
        initial_value_m3=first,
    )
    if words:
        make_volumes(account=account, first_month=start, volumes=volumes, previous=first)
    return account


def given(account: ServiceAccount, value: str | int | None, **values: Any) -> GivenReading:
    """A reading of October."""
    return GivenReading(
        account_id=account.pk,
        read_on=values.pop("read_on", READ_ON),
        value_m3=None if value is None else Decimal(value),
        **values,
    )


def record(
    *readings: GivenReading, period: BillingPeriod, user: User, **values: Any
) -> ReadingsRecorded:
    """Record readings as a desk does."""
    return record_readings(
        period_id=period.pk, readings=readings, acting_user=user, at=values.pop("at", AT), **values
    )


def october_of(account: ServiceAccount) -> Consumption:
    """What October would bill."""
    return Consumption.objects.select_related("current_reading", "previous_reading").get(
        account=account, period__code="2026-10"
    )


def values_of(account: ServiceAccount) -> list[Decimal | None]:
    """Every reading that an account ever had in October, in the order in which they came."""
    readings = Reading.objects.filter(account=account, period__code="2026-10")
    return list(readings.order_by("pk").values_list("value_m3", flat=True))
