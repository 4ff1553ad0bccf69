"""Meters and readings of an account, and what it is found by."""

from datetime import date
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from tests.factories.history import make_meter, make_month, make_volumes, noon
from tests.factories.registry import make_account

from caudal.domain.metering.models import Reading, ReadingRemark
from caudal.domain.metering.operations.search_texts import refresh_search_texts
from caudal.domain.metering.queries.meters import hanging_serials, installed_meters, readings_of
from caudal.domain.registry.models import Customer, ServiceAccount

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> ServiceAccount:
    return make_account()


def test_the_meter_that_hangs_now_stands_first_with_its_last_reading(
    account: ServiceAccount,
) -> None:
    old = make_meter(account=account, serial="OLD-1", since=date(2010, 1, 1))
    old.during, old.final_value_m3 = DateRange(date(2010, 1, 1), date(2018, 3, 22)), Decimal(4321)
    old.save()
    make_meter(account=account, serial="14-208831", since=date(2018, 3, 22))
    now, before = installed_meters(account_id=account.pk, connection_id=account.connection_id)
    assert (now.serial, now.removed_on, now.last_value_m3) == ("14-208831", None, None)
    assert (before.serial, before.removed_on) == ("OLD-1", date(2018, 3, 22))
    assert before.final_value_m3 == 4321


def test_a_corrected_reading_is_marked_and_no_longer_the_last(account: ServiceAccount) -> None:
    make_meter(account=account, serial="14-208831", since=date(2018, 3, 22))
    make_volumes(account=account, first_month=date(2026, 9, 1), volumes="21 17", previous=1246)
    wrong = Reading.objects.get(value_m3=1284)
    Reading.objects.create(
        account=account,
        installation=wrong.installation,
        period=wrong.period,
        read_on=date(2026, 10, 31),
        value_m3=Decimal(1282),
        source=Reading.Source.DESK,
        recorded_at=noon(date(2026, 11, 1)),
        supersedes=wrong,
    )
    lines = readings_of(account_id=account.pk, limit=10)
    assert [(int(line.value_m3 or 0), line.is_superseded) for line in lines] == [
        (1282, False),
        (1284, True),
        (1267, False),
    ]
    assert [line.volume_m3 for line in lines[1:]] == [Decimal(17), Decimal(21)]
    (meter,) = installed_meters(account_id=account.pk, connection_id=account.connection_id)
    assert (meter.last_value_m3, meter.last_read_on) == (Decimal(1282), date(2026, 10, 31))


def test_readings_come_in_pages_without_gap_or_repeat(account: ServiceAccount) -> None:
    make_volumes(account=account, first_month=date(2025, 1, 1), volumes=" ".join(["10"] * 20))
    first = readings_of(account_id=account.pk, limit=12)
    last = first[-1]
    second = readings_of(account_id=account.pk, limit=12, before=(last.read_on, last.reading_id))
    found = [line.read_on for line in [*first, *second]]
    assert len(found) == 20
    assert found == sorted(found, reverse=True)


def test_a_reading_that_could_not_be_taken_says_why(account: ServiceAccount) -> None:
    remark = ReadingRemark.objects.create(code="P", name="Perro bravo", prevents_reading=True)
    Reading.objects.create(
        account=account,
        period=make_month(account=account, start=date(2026, 10, 1)),
        read_on=date(2026, 10, 30),
        remark=remark,
        source=Reading.Source.FIELD,
        meter_reader="Ramiro Castro",
        recorded_at=noon(date(2026, 10, 30)),
    )
    (line,) = readings_of(account_id=account.pk, limit=10)
    assert (line.value_m3, line.remark, line.serial) == (None, "Perro bravo", "")
    assert (line.source_label, line.period) == ("Campo", "Octubre 2026")


def test_an_account_is_found_by_the_meter_that_hangs_now(account: ServiceAccount) -> None:
    make_meter(account=account, serial="14-208831", since=date(2018, 3, 22))
    bare = make_account()
    Customer.objects.filter(roles__account=account).update(name="Peñón Ávila")
    refresh_search_texts(account_ids=[account.pk, bare.pk])
    account.refresh_from_db()
    assert "penon avila" in account.search_text
    assert account.search_text.endswith("14 208831")
    assert hanging_serials(account_ids=[account.pk, bare.pk]) == {account.pk: "14-208831"}
