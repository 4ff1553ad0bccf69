"""The rows of a file of readings as the readings that they mean."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from caudal.domain.imports.planning import say
from caudal.domain.metering.models import Reading
from caudal.domain.metering.operations.reading_checks import GivenReading
from caudal.domain.metering.queries.reading_targets import ReadingTarget
from caudal.domain.registry.models import BillingPeriod
from caudal.engines.layouts.convert import Converted


@dataclass(frozen=True, slots=True)
class ReadingWork:
    """The reading of a row, its account and its period."""

    target: ReadingTarget
    period: BillingPeriod
    given: GivenReading


def as_given(*, row: Converted, account_id: int, remark_id: int | None) -> GivenReading:
    """The reading that a row gives of an account."""
    value, read_on = row.values["value_m3"], row.values["read_on"]
    assert isinstance(read_on, date)  # noqa: S101 - a required date was converted
    return GivenReading(
        account_id=account_id,
        read_on=read_on,
        value_m3=value if isinstance(value, Decimal) else None,
        remark_id=remark_id,
        meter_reader=say(row.values["meter_reader"]),
        source=Reading.Source.FILE,
    )


def told(*, value_m3: Decimal | None, read_on: date | None) -> str:
    """A reading in words, as a change shows it before and after: ``1993, 30/10/2026``."""
    value = "sin lectura" if value_m3 is None else plain(volume_m3=value_m3)
    return value if read_on is None else f"{value}, {read_on:%d/%m/%Y}"


def plain(*, volume_m3: Decimal) -> str:
    """A volume without the zeros that the database keeps: ``1993``, ``12.5``."""
    return f"{volume_m3.normalize():f}"


def number_of(*, row: Converted) -> str:
    """The account number that a row names; empty when it names its meter alone."""
    return say(row.values["account_number"])


def serial_of(*, row: Converted) -> str:
    """The meter that a row names, if it does."""
    return say(row.values["serial"])
