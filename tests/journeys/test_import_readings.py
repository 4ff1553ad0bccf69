"""Importing a route's readings: what enters, what is refused and why, and never twice."""

from datetime import date

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from tests.factories.imports import checked, loaded, make_batch, text_file
from tests.factories.metering import (
    given,
    make_metered,
    make_read_route,
    make_remark,
    october,
    october_of,
    record,
    values_of,
)
from tests.factories.platform import make_user
from tests.factories.registry import make_account, make_cycle, make_route

from caudal.domain.imports.models import ImportBatch, ImportKind
from caudal.domain.imports.operations.readings import ReadingPeriodMissing
from caudal.domain.imports.planning import ImportOptions, RegisterMoved
from caudal.domain.metering.models import MeterInstallation, Reading, RoutePeriod
from caudal.domain.platform.models import AuditEntry
from caudal.domain.registry.models import BillingPeriod, Route
from caudal.engines.layouts.convert import MappingIncomplete

pytestmark = pytest.mark.django_db

HEADER = "Cuenta;Medidor;Fecha;Lectura;Anomalía;Lecturista"


@pytest.fixture
def route() -> Route:
    return make_read_route(code="0412")


@pytest.fixture
def period(route: Route) -> BillingPeriod:
    return october(route)


def received(*lines: str, period: str = "2026-10", corrects: bool = False) -> ImportBatch:
    return make_batch(
        content=text_file(HEADER, *lines),
        kind=ImportKind.READINGS,
        name="ruta-0412.csv",
        options=ImportOptions(period_code=period, corrects_readings=corrects),
    )


def errors_of(*lines: str, period: str = "2026-10") -> list[tuple[str, str]]:
    """Column and reason of each error."""
    batch = checked(received(*lines, period=period))
    return [(error["column"], error["reason"]) for error in batch.errors_shown]


def test_a_file_of_a_route_is_checked_then_loaded_then_the_same(
    route: Route, period: BillingPeriod
) -> None:
    by_number = make_metered(route=route, previous=517)
    by_serial = make_metered(route=route, previous=99_987, volumes="19 18 20 19 19 19")
    unread = make_metered(route=route, previous=688)
    make_remark(code="04", name="Perro suelto")
    lines = (
        f"{by_number.number};;30/10/2026;530;;Ramiro Castro",
        f";14-{by_serial.pk:06d};30/10/2026;14;;Ramiro Castro",
        f"{unread.number};;30/10/2026;;perro suelto;",
    )
    batch = checked(received(*lines))
    assert (batch.new_count, batch.error_count) == (3, 0)
    assert not Reading.objects.filter(period=period).exists()
    loaded(batch)
    assert [october_of(account).volume_m3 for account in (by_number, by_serial, unread)] == [
        13,
        27,
        13,
    ]
    reading = Reading.objects.get(account=by_number, period=period)
    assert (reading.source, reading.meter_reader) == ("file", "Ramiro Castro")
    assert october_of(unread).finding == "sin_lectura"
    walk = RoutePeriod.objects.get(route=route, period=period)
    assert (walk.account_count, walk.read_count, walk.state) == (3, 3, "open")
    entry = AuditEntry.objects.get(action="metering.readings.recorded")
    assert (entry.subject_id, entry.after) == (walk.pk, {"readings": 3})
    assert "ruta-0412.csv" in entry.reason
    again = checked(received(*lines))
    assert (again.new_count, again.changed_count, again.same_count) == (0, 0, 3)


def test_another_value_is_a_conflict_unless_corrections_are_asked_for(
    route: Route, period: BillingPeriod
) -> None:
    account = make_metered(route=route, previous=517)
    line = f"{account.number};;30/10/2026;{{}};;"
    loaded(checked(received(line.format(530))))
    (error,) = errors_of(line.format(531))
    assert error[0] == "Lectura"
    assert error[1].startswith("El periodo ya tiene la lectura 530, del 30/10/2026.")
    batch = checked(received(line.format(531), corrects=True))
    assert (batch.changed_count, batch.findings["changes"][0]["fields"]) == (
        1,
        [["Lectura", "530, 30/10/2026", "531, 30/10/2026"]],
    )
    loaded(batch)
    assert values_of(account) == [530, 531]
    assert october_of(account).volume_m3 == 14
    assert AuditEntry.objects.filter(action="metering.reading.corrected").count() == 1


def test_every_row_that_cannot_enter_says_why(route: Route, period: BillingPeriod) -> None:
    account, other = make_metered(route=route), make_metered(route=route)
    unmetered = make_account(route=route, is_metered=False)
    removed = make_metered(route=route, volumes="", previous=0)
    MeterInstallation.objects.filter(connection=removed.connection).update(
        during=DateRange(date(2018, 1, 1), date(2026, 10, 1))
    )
    elsewhere = make_metered(route=make_route(cycle=make_cycle()))
    make_remark(code="04", name="Perro suelto")
    found = errors_of(
        "9999999-9;;30/10/2026;530;;",
        ";X-1;30/10/2026;530;;",
        ";;30/10/2026;530;;",
        f"{account.number};;30/10/2026;100000;;",
        f"{account.number};;30/10/2026;530;;",
        f"{unmetered.number};;30/10/2026;530;;",
        f"{other.number};14-{account.pk:06d};30/10/2026;530;;",
        f"{removed.number};;30/10/2026;530;;",
        f"{elsewhere.number};;30/10/2026;530;;",
    )
    assert found == [
        ("Cuenta", "No existe esa cuenta. Corrija el número."),
        ("Medidor", "Ese medidor no está instalado en ninguna cuenta. Corrija la serie."),
        ("Cuenta", "Escriba la cuenta o la serie del medidor."),
        ("Lectura", f"No cabe en los 5 dígitos del medidor 14-{account.pk:06d}."),
        ("Cuenta", "La cuenta ya tiene lectura en la fila 5. Deje una sola."),
        ("Cuenta", "La cuenta no tiene servicio medido. Corríjala en Cuentas si lo tiene."),
        (
            "Medidor",
            f"El medidor de la cuenta ese día era 14-{other.pk:06d}. Corrija la serie.",
        ),
        (
            "Fecha",
            (
                "La cuenta no tenía medidor instalado el 30/10/2026."
                " Corrija la fecha o registre antes su medidor."
            ),
        ),
        ("Cuenta", "El ciclo de la cuenta no tiene ese periodo. Importe su ruta por separado."),
    ]


def test_days_and_remarks_are_judged(route: Route, period: BillingPeriod) -> None:
    accounts = [make_metered(route=route) for _ in range(4)]
    make_remark(code="04", name="Perro suelto")
    found = errors_of(
        f"{accounts[0].number};;18/11/2026;530;;",
        f"{accounts[1].number};;30/09/2026;530;;",
        f"{accounts[2].number};;30/10/2026;;Pero suelto;",
        f"{accounts[3].number};;30/10/2026;;;",
    )
    assert [column for column, _ in found] == ["Fecha", "Fecha", "Anomalía", "Lectura"]
    assert found[0][1] == "La fecha es futura: hoy es 17/11/2026. Corríjala."
    assert found[1][1].startswith("La fecha es anterior al periodo, que empieza el 01/10/2026.")
    assert found[2][1] == "No existe esa anomalía. ¿Quiso decir «Perro suelto»?"
    assert found[3][1] == "Escriba la lectura, o la anomalía que impidió tomarla."


def test_nothing_enters_a_billed_route(route: Route, period: BillingPeriod) -> None:
    account = make_metered(route=route)
    line = f"{account.number};;30/10/2026;530;;"
    batch = checked(received(line))
    RoutePeriod.objects.create(route=route, period=period, state=RoutePeriod.State.BILLED)
    (error,) = errors_of(line)
    assert error == ("Fecha", "La ruta ya se facturó en ese periodo: no entra lectura.")
    with pytest.raises(RegisterMoved):
        loaded(batch)
    assert not Reading.objects.filter(period=period).exists()


def test_somebody_captured_it_between_the_check_and_the_load(
    route: Route, period: BillingPeriod
) -> None:
    account = make_metered(route=route)
    batch = checked(received(f"{account.number};;30/10/2026;530;;"))
    record(given(account, 540), period=period, user=make_user())
    with pytest.raises(RegisterMoved, match="ya tiene la lectura 540"):
        loaded(batch)
    assert values_of(account) == [540]


@pytest.mark.parametrize(("code", "why"), [("", "Falta el periodo"), ("2031-01", "«2031-01»")])
def test_readings_belong_to_a_period(
    route: Route, period: BillingPeriod, code: str, why: str
) -> None:
    with pytest.raises(ReadingPeriodMissing, match=why):
        checked(received("1;;30/10/2026;530;;", period=code))


@pytest.mark.parametrize("header", ["Fecha;Lectura", "Cuenta;Fecha"])
def test_a_file_must_say_whose_and_what(route: Route, period: BillingPeriod, header: str) -> None:
    batch = make_batch(
        content=text_file(header, "30/10/2026;530"),
        kind=ImportKind.READINGS,
        options=ImportOptions(period_code="2026-10"),
    )
    with pytest.raises(MappingIncomplete, match="El archivo debe traer"):
        checked(batch)


def test_queries_of_a_check_do_not_grow_with_the_rows(route: Route, period: BillingPeriod) -> None:
    counts = []
    for size in (2, 40):
        accounts = [make_metered(route=route, volumes="13 13 13") for _ in range(size)]
        batch = received(*(f"{account.number};;30/10/2026;530;;" for account in accounts))
        with CaptureQueriesContext(connection) as captured:
            checked(batch)
        counts.append(len(captured))
    assert counts[0] == counts[1]
