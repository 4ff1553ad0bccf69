"""Register, hang and correct meters, thousands at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from caudal.domain.metering.models import Meter, MeterInstallation
from caudal.domain.metering.queries.meter_places import MeterFacts
from caudal.domain.platform.bulk_load import (
    bulk_load_role,
    check_references,
    copy_rows,
    reserve_ids,
)
from caudal.domain.platform.bulk_update import update_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Hanging:
    """A meter put on a connection from a day on."""

    meter_id: int
    connection_id: int
    installed_on: date
    initial_value_m3: Decimal


def register_meters(*, meters: Sequence[MeterFacts]) -> list[int]:
    """Write meters that are new; returns their keys in order."""
    if not meters:
        return []
    keys = reserve_ids(model=Meter, count=len(meters))
    with bulk_load_role():
        copy_rows(
            model=Meter,
            columns=["id", "serial", "brand", "diameter_mm", "digits"],
            rows=(
                (key, meter.serial, meter.brand, meter.diameter_mm, meter.digits)
                for key, meter in zip(keys, meters, strict=True)
            ),
        )
    return keys


def hang_meters(*, hangings: Sequence[Hanging]) -> list[int]:
    """Put meters on connections, open-ended; returns the keys of the installations in order.

    PostgreSQL refuses two meters on a connection, or one in two places, at the same time.
    """
    if not hangings:
        return []
    keys = reserve_ids(model=MeterInstallation, count=len(hangings))
    with bulk_load_role():
        copy_rows(
            model=MeterInstallation,
            columns=["id", "meter_id", "connection_id", "during", "initial_value_m3"],
            rows=(
                (key, one.meter_id, one.connection_id, f"[{one.installed_on},)",
                 one.initial_value_m3)
                for key, one in zip(keys, hangings, strict=True)
            ),
        )  # fmt: skip
    check_references(model=MeterInstallation, first_id=keys[0], last_id=keys[-1])
    return keys


def correct_meters(*, meters: Mapping[int, MeterFacts]) -> None:
    """Correct brand, diameter and digits of meters, by key; the serial never changes."""
    update_rows(
        model=Meter,
        columns=["brand", "diameter_mm", "digits"],
        rows={key: (one.brand, one.diameter_mm, one.digits) for key, one in meters.items()},
    )


def correct_beginnings(*, beginnings: Mapping[int, tuple[date, Decimal]]) -> None:
    """Correct since when a meter hangs and from which value; only before anybody read it."""
    update_rows(
        model=MeterInstallation,
        columns=["during", "initial_value_m3"],
        rows={key: (f"[{day},)", value) for key, (day, value) in beginnings.items()},
    )
