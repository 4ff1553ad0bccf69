"""Write the meters of a file that was compared with what hangs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from caudal.domain.imports.operations.trail import audit_rows
from caudal.domain.imports.planning import LoadContext
from caudal.domain.metering.models import MeterInstallation
from caudal.domain.metering.operations.meters import (
    Hanging,
    correct_beginnings,
    correct_meters,
    hang_meters,
    register_meters,
)
from caudal.domain.metering.operations.search_texts import refresh_search_texts
from caudal.domain.metering.queries.meter_places import MeterFacts, MeterPlace
from caudal.domain.platform.operations.bulk_audit import BulkEntry


@dataclass(frozen=True, slots=True)
class MeterWork:
    """A meter as it should be and hang. ``meter_id`` is None for one that is not registered."""

    place: MeterPlace
    meter_id: int | None
    meter: MeterFacts
    installed_on: date
    initial_value_m3: Decimal

    @property
    def begins_otherwise(self) -> bool:
        """Whether the meter hangs already, but since another day or from another value."""
        hanging = self.place.hanging
        return hanging is not None and (
            (self.installed_on, self.initial_value_m3)
            != (hanging.installed_on, hanging.initial_value_m3)
        )

    def told(self) -> dict[str, Any]:
        """What the audit log says of it."""
        return {
            "serial": self.meter.serial,
            "brand": self.meter.brand,
            "diameter_mm": self.meter.diameter_mm,
            "digits": self.meter.digits,
            "installed_on": self.installed_on,
            "initial_value_m3": self.initial_value_m3,
        }


def hang(*, works: Sequence[MeterWork], context: LoadContext) -> None:
    """Register the meters that are new and hang them all."""
    keys = {work.meter.serial: work.meter_id for work in works if work.meter_id is not None}
    correct_meters(
        meters={work.meter_id: work.meter for work in works if work.meter_id is not None}
    )
    new = [work.meter for work in works if work.meter_id is None]
    keys |= zip((one.serial for one in new), register_meters(meters=new), strict=True)
    installations = hang_meters(
        hangings=[
            Hanging(
                meter_id=keys[work.meter.serial],
                connection_id=work.place.connection_id,
                installed_on=work.installed_on,
                initial_value_m3=work.initial_value_m3,
            )
            for work in works
        ]
    )
    refresh_search_texts(account_ids=[work.place.account_id for work in works])
    entries = (
        BulkEntry(subject_id=key, account_id=work.place.account_id, after=work.told())
        for key, work in zip(installations, works, strict=True)
    )
    audit_rows(
        action="metering.meter.hung", model=MeterInstallation, entries=entries, context=context
    )


def correct(*, works: Sequence[MeterWork], context: LoadContext) -> None:
    """Correct meters that hang already."""
    correct_meters(
        meters={work.meter_id: work.meter for work in works if work.meter_id is not None}
    )
    correct_beginnings(
        beginnings={
            work.place.hanging.installation_id: (work.installed_on, work.initial_value_m3)
            for work in works
            if work.place.hanging is not None and work.begins_otherwise
        }
    )
    audit_rows(
        action="metering.meter.corrected",
        model=MeterInstallation,
        entries=_corrections(works),
        context=context,
    )


def _corrections(works: Sequence[MeterWork]) -> Iterable[BulkEntry]:
    for work in works:
        if (old := work.place.hanging) is None:
            continue
        after = work.told()
        before = {name: getattr(old, name) for name in after}
        moved = [name for name in after if after[name] != before[name]]
        yield BulkEntry(
            subject_id=old.installation_id,
            account_id=work.place.account_id,
            before={name: before[name] for name in moved},
            after={name: after[name] for name in moved},
        )
