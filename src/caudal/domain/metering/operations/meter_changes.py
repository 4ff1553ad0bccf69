"""Take meters off and hang others in their place, many at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from caudal.domain.metering.models import MeterInstallation
from caudal.domain.metering.operations.meters import Hanging, hang_meters, register_meters
from caudal.domain.metering.operations.search_texts import refresh_search_texts
from caudal.domain.metering.queries.meter_places import MeterFacts
from caudal.domain.platform.bulk_update import update_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class MeterChange:
    """A meter comes off at its final value and another one hangs from that day, at zero."""

    account_id: int
    connection_id: int
    removed_installation_id: int
    installed_on: date
    changed_on: date
    final_value_m3: Decimal
    meter: MeterFacts


def change_meters(*, changes: Sequence[MeterChange]) -> list[int]:
    """Change meters inside the caller's transaction; returns the new installations in order."""
    if not changes:
        return []
    update_rows(
        model=MeterInstallation,
        columns=["during", "final_value_m3"],
        rows={
            one.removed_installation_id: (
                f"[{one.installed_on},{one.changed_on})",
                one.final_value_m3,
            )
            for one in changes
        },
    )
    meters = register_meters(meters=[one.meter for one in changes])
    installations = hang_meters(
        hangings=[
            Hanging(
                meter_id=meter_id,
                connection_id=one.connection_id,
                installed_on=one.changed_on,
                initial_value_m3=Decimal(0),
            )
            for meter_id, one in zip(meters, changes, strict=True)
        ]
    )
    refresh_search_texts(account_ids=[one.account_id for one in changes])
    return installations
