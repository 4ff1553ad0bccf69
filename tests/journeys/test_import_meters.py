"""Importing meters and the readings with which they begin."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from tests.factories.history import make_meter, make_volumes
from tests.factories.imports import checked, loaded, make_batch, text_file
from tests.factories.platform import make_utility
from tests.factories.registry import make_account

from caudal.domain.imports.models import ImportBatch, ImportKind
from caudal.domain.imports.operations.batches import NothingToLoad
from caudal.domain.metering.models import Meter, MeterInstallation, Reading, RoutePeriod
from caudal.domain.platform.models import AuditEntry
from caudal.domain.registry.models import ServiceAccount

pytestmark = pytest.mark.django_db

METERS = "Cuenta,Medidor,Marca,Diámetro,Dígitos,Fecha de instalación,Lectura inicial"
READINGS = "Cuenta,Lectura,Fecha,Serie"


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> None:
    settings.FILES_DIR = tmp_path / "files"
    make_utility()


@pytest.fixture
def account() -> ServiceAccount:
    return make_account(number="0001")


def tried(kind: ImportKind, *lines: str) -> ImportBatch:
    header = METERS if kind is ImportKind.METERS else READINGS
    return checked(make_batch(kind=kind, content=text_file(header, *lines), name="medidores.csv"))


def meters(*lines: str) -> ImportBatch:
    return tried(ImportKind.METERS, *lines)


def readings(*lines: str) -> ImportBatch:
    return tried(ImportKind.OPENING_READINGS, *lines)


def only_error(batch: ImportBatch) -> tuple[str, str]:
    (error,) = batch.errors_shown
    return error["column"], error["reason"]


GOOD = '0001,007-ITR,Itron,"1/2""",5,01/02/2019,12.5'


def test_a_meter_is_registered_hung_found_and_told(account: ServiceAccount) -> None:
    batch = loaded(meters(GOOD))
    assert (batch.state, batch.created_count) == ("loaded", 1)
    installation = MeterInstallation.objects.select_related("meter").get()
    meter = installation.meter
    assert (meter.serial, meter.brand, meter.diameter_mm, meter.digits) == (
        "007-ITR",
        "Itron",
        13,
        5,
    )
    assert installation.connection_id == account.connection_id
    assert installation.during == DateRange(date(2019, 2, 1), None)
    assert installation.initial_value_m3 == Decimal("12.5")
    account.refresh_from_db()
    assert account.search_text.endswith("lomas del mar 007 itr")
    entry = AuditEntry.objects.get(action="metering.meter.hung")
    assert (entry.account_id, entry.reason) == (
        account.pk,
        f"Importación {batch.pk}: medidores.csv",
    )


def test_the_same_meters_again_change_nothing(account: ServiceAccount) -> None:
    loaded(meters(GOOD))
    batch = meters(GOOD)
    assert (batch.same_count, batch.row_count) == (1, 1)
    with pytest.raises(NothingToLoad):
        loaded(batch)
    assert meters("0001,007-ITR,,,,,").same_count == 1


def test_what_the_file_says_otherwise_is_corrected_with_before_and_after(
    account: ServiceAccount,
) -> None:
    loaded(meters(GOOD))
    batch = meters("0001,007-ITR,Badger,19,6,05/02/2019,13")
    assert batch.findings["by_field"].keys() == {
        "Marca",
        "Diámetro del medidor",
        "Dígitos",
        "Fecha de instalación",
        "Lectura de instalación",
    }
    loaded(batch)
    meter, installation = Meter.objects.get(), MeterInstallation.objects.get()
    assert (meter.brand, meter.diameter_mm, meter.digits) == ("Badger", 19, 6)
    assert installation.during.lower == date(2019, 2, 5)
    entry = AuditEntry.objects.get(action="metering.meter.corrected")
    assert entry.before is not None
    assert entry.after is not None
    assert (entry.before["brand"], entry.after["brand"]) == ("Itron", "Badger")
    assert "serial" not in entry.after


def test_a_meter_that_was_read_keeps_its_beginning(account: ServiceAccount) -> None:
    make_meter(account=account, serial="007-ITR", since=date(2019, 2, 1))
    make_volumes(account=account, first_month=date(2026, 9, 1), volumes="21", previous=1246)
    column, reason = only_error(meters("0001,007-ITR,,,,05/02/2019,"))
    assert column == "Fecha de instalación"
    assert "ya tiene lecturas" in reason


def test_a_meter_that_hangs_nowhere_keeps_what_the_file_does_not_say(
    account: ServiceAccount,
) -> None:
    Meter.objects.create(serial="007-ITR", brand="Itron", diameter_mm=25, digits=6)
    loaded(meters("0001,007-ITR,,,,01/02/2019,"))
    meter = Meter.objects.get()
    assert (meter.brand, meter.diameter_mm, meter.digits) == ("Itron", 25, 6)


@pytest.mark.parametrize(
    ("line", "column", "said"),
    [
        ("0009,N-1,,,,01/02/2019,", "Cuenta", "No existe esa cuenta"),
        ("0001,OTHER,,,,01/02/2019,", "Medidor", "instalado en la cuenta 0002"),
        ("0002,N-1,,,,01/02/2019,", "Medidor", "ya tiene el medidor OTHER"),
        ("0003,N-1,,,,01/02/2019,", "Cuenta", "está de baja"),
        ("0001,N-1,,,,,", "Fecha de instalación", "no tiene fecha de alta"),
        ("0001,N-1,,,3,01/02/2019,1000", "Lectura inicial", "no cabe en los 3 dígitos"),
        ("0004,N-1,,,,01/02/2019,", "Fecha de instalación", "otro medidor hasta el 01/03/2020"),
    ],
)
def test_what_contradicts_the_register_is_an_error(
    account: ServiceAccount, line: str, column: str, said: str
) -> None:
    make_meter(account=make_account(number="0002"), serial="OTHER", since=date(2018, 1, 1))
    make_account(number="0003", status="closed", closed_on=date(2020, 1, 1))
    old = make_meter(account=make_account(number="0004"), serial="OLD", since=date(2010, 1, 1))
    old.during = DateRange(date(2010, 1, 1), date(2020, 3, 1))
    old.save()
    where, reason = only_error(meters(line))
    assert where == column
    assert said in reason


def test_the_padron_brings_the_meters_by_the_same_file(account: ServiceAccount) -> None:
    header = "Cuenta;Nombre;Calle;Medidor;Fecha de instalación"
    content = text_file(header, "0001;Ana;Mina;ITR-9;01/02/2019")
    batch = checked(make_batch(kind=ImportKind.METERS, content=content))
    assert (batch.new_count, batch.error_count) == (1, 0)


@pytest.fixture
def metered(account: ServiceAccount) -> ServiceAccount:
    make_meter(account=account, serial="ITR-1", since=date(2019, 2, 1))
    return account


def test_an_opening_reading_is_written_once(metered: ServiceAccount) -> None:
    line = "0001,1246.5,31/08/2026,ITR-1"
    loaded(readings(line))
    reading = Reading.objects.get()
    assert (reading.value_m3, reading.read_on) == (Decimal("1246.5"), date(2026, 8, 31))
    assert (reading.source, reading.period_id, reading.supersedes_id) == ("opening", None, None)
    assert readings(line).same_count == 1


def test_a_correction_supersedes_the_opening_reading(metered: ServiceAccount) -> None:
    loaded(readings("0001,1246,31/08/2026,"))
    batch = readings("0001,1240,31/08/2026,")
    assert batch.changed_count == 1
    assert batch.findings["changes"][0]["fields"] == [["Lectura", "1246", "1240"]]
    loaded(batch)
    first, second = Reading.objects.order_by("id")
    assert (second.supersedes, second.value_m3) == (first, Decimal(1240))
    assert readings("0001,1240,31/08/2026,").same_count == 1
    assert AuditEntry.objects.filter(action="metering.reading.opened").count() == 2


@pytest.mark.parametrize(
    ("line", "column", "said"),
    [
        ("0009,10,31/08/2026,", "Cuenta", "No existe esa cuenta"),
        ("0001,10,31/08/2018,", "Fecha", "no tenía medidor el 31/08/2018"),
        ("0001,2000,31/08/2026,X-9", "Serie", "era ITR-1"),
        ("0001,123456,31/08/2026,", "Lectura", "No cabe en los 5 dígitos"),
        ("0001,1200,31/07/2026,", "Lectura", "menor a la anterior"),
        ("0001,1299,31/07/2026,", "Lectura", "mayor a la siguiente"),
    ],
)
def test_an_opening_reading_fits_its_meter_and_its_neighbours(
    metered: ServiceAccount, line: str, column: str, said: str
) -> None:
    loaded(readings("0001,1246,30/06/2026,", "0001,1284,30/09/2026,"))
    where, reason = only_error(readings(line))
    assert where == column
    assert said in reason


def test_readings_of_one_file_are_compared_with_each_other(metered: ServiceAccount) -> None:
    batch = readings("0001,1246,30/06/2026,", "0001,1200,31/07/2026,", "0001,1250,30/06/2026,")
    assert [(error["row"], error["code"]) for error in batch.errors_shown] == [
        (3, "inconsistent"),
        (4, "repeated_value"),
    ]


def test_a_reading_of_the_field_is_not_corrected_by_a_file(metered: ServiceAccount) -> None:
    make_volumes(account=metered, first_month=date(2026, 9, 1), volumes="21", previous=1246)
    kept = Reading.objects.get()
    assert kept.source != Reading.Source.OPENING
    _, reason = only_error(readings(f"0001,1300,{kept.read_on:%d/%m/%Y},"))
    assert "que no es inicial" in reason


def test_no_reading_enters_a_period_that_is_billed(metered: ServiceAccount) -> None:
    make_volumes(account=metered, first_month=date(2026, 9, 1), volumes="21", previous=1246)
    period = Reading.objects.get().period
    assert period is not None
    RoutePeriod.objects.create(route=metered.route, period=period, state=RoutePeriod.State.BILLED)
    _, reason = only_error(readings("0001,1250,05/09/2026,"))
    assert "ya se facturó" in reason
