"""Where meters hang and what hangs where, many at a time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection


@dataclass(frozen=True, slots=True, kw_only=True)
class MeterFacts:
    """A meter as it is registered."""

    serial: str
    brand: str = ""
    diameter_mm: int = 13
    digits: int = 5


@dataclass(frozen=True, slots=True)
class HangingMeter:
    """The meter of an account now."""

    installation_id: int
    meter_id: int
    serial: str
    brand: str
    diameter_mm: int
    digits: int
    installed_on: date
    initial_value_m3: Decimal
    has_readings: bool

    @property
    def facts(self) -> MeterFacts:
        """The meter itself."""
        return MeterFacts(
            serial=self.serial,
            brand=self.brand,
            diameter_mm=self.diameter_mm,
            digits=self.digits,
        )


@dataclass(frozen=True, slots=True)
class MeterPlace:
    """An account's place for a meter, with the one that hangs there."""

    account_id: int
    connection_id: int
    status: str
    opened_on: date | None
    last_removed_on: date | None
    hanging: HangingMeter | None


@dataclass(frozen=True, slots=True)
class KnownMeter:
    """A registered meter, and the account where it hangs; empty when it hangs nowhere."""

    meter_id: int
    facts: MeterFacts
    account_number: str


_PLACES = """
SELECT a.number, a.id, a.connection_id, a.status, a.opened_on,
       (SELECT max(upper(o.during)) FROM metering_meterinstallation o
         WHERE o.connection_id = a.connection_id),
       i.id, m.id, m.serial, m.brand, m.diameter_mm, m.digits, lower(i.during),
       i.initial_value_m3,
       EXISTS (SELECT FROM metering_reading r WHERE r.installation_id = i.id)
  FROM registry_serviceaccount a
  LEFT JOIN metering_meterinstallation i
         ON i.connection_id = a.connection_id AND upper_inf(i.during)
  LEFT JOIN metering_meter m ON m.id = i.meter_id
 WHERE a.number = ANY(%s)
"""

_METERS = """
SELECT m.serial, m.brand, m.diameter_mm, m.digits, m.id,
       COALESCE(string_agg(a.number, ', ' ORDER BY a.number), '')
  FROM metering_meter m
  LEFT JOIN metering_meterinstallation i ON i.meter_id = m.id AND upper_inf(i.during)
  LEFT JOIN registry_serviceaccount a ON a.connection_id = i.connection_id
 WHERE m.serial = ANY(%s)
 GROUP BY m.id
"""


def meter_places(*, numbers: Collection[str]) -> dict[str, MeterPlace]:
    """The places of these accounts, by number; those that do not exist are left out."""
    with connection.cursor() as cursor:
        cursor.execute(_PLACES, [list(numbers)])
        return {
            row[0]: MeterPlace(
                account_id=row[1],
                connection_id=row[2],
                status=row[3],
                opened_on=row[4],
                last_removed_on=row[5],
                hanging=HangingMeter(*row[6:]) if row[6] is not None else None,
            )
            for row in cursor.fetchall()
        }


def meters_by_serial(*, serials: Collection[str]) -> dict[str, KnownMeter]:
    """Those of the serials that are registered."""
    with connection.cursor() as cursor:
        cursor.execute(_METERS, [list(serials)])
        return {
            serial: KnownMeter(
                meter_id,
                MeterFacts(serial=serial, brand=brand, diameter_mm=diameter, digits=digits),
                accounts,
            )
            for serial, brand, diameter, digits, meter_id, accounts in cursor.fetchall()
        }
