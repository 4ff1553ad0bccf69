"""Write what a period would bill: new where it had nothing, in place where it had."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from caudal.domain.metering.models import Consumption
from caudal.domain.metering.operations.reading_batches import (
    ReviewedConsumption,
    record_consumptions,
)
from caudal.domain.metering.queries.before_reading import BeforeReading
from caudal.domain.metering.queries.reviewing import Volume
from caudal.domain.platform.bulk_update import update_rows
from caudal.domain.registry.models import BillingPeriod

COLUMNS = (
    "basis", "volume_m3", "average_m3", "previous_reading_id", "current_reading_id", "is_rollover",
    "finding", "finding_facts", "proposed_m3", "state", "decision", "decision_note",
    "decided_by_id", "decided_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class VolumeOf:
    """The volume of an account, and the reading that it comes from."""

    before: BeforeReading
    volume: Volume
    reading_id: int | None


def write_volumes(*, period: BillingPeriod, volumes: Sequence[VolumeOf], at: datetime) -> None:
    """Write volumes as the review left them: what had been decided before is decided anew."""
    record_consumptions(
        consumptions=[_new(one, period) for one in volumes if one.before.consumption_id is None],
        decided_by=None,
        at=at,
    )
    update_rows(
        model=Consumption,
        columns=COLUMNS,
        rows={
            one.before.consumption_id: undecided_values(one=one)
            for one in volumes
            if one.before.consumption_id is not None
        },
    )


def undecided_values(*, one: VolumeOf) -> list[Any]:
    """A volume as the columns of its row, with nobody's decision."""
    volume = one.volume
    return [
        volume.basis.value, volume.volume_m3, volume.average_m3, one.before.previous_id,
        one.reading_id, volume.is_rollover, volume.finding,
        None if volume.finding_facts is None else json.dumps(dict(volume.finding_facts)),
        volume.proposed_m3, volume.state.value, "", "", None, None,
    ]  # fmt: skip


def _new(one: VolumeOf, period: BillingPeriod) -> ReviewedConsumption:
    volume = one.volume
    return ReviewedConsumption(
        account_id=one.before.account_id,
        period_id=period.pk,
        basis=volume.basis,
        volume_m3=volume.volume_m3,
        average_m3=volume.average_m3,
        previous_reading_id=one.before.previous_id,
        current_reading_id=one.reading_id,
        is_rollover=volume.is_rollover,
        finding=volume.finding,
        finding_facts=volume.finding_facts,
        proposed_m3=volume.proposed_m3,
        state=volume.state,
    )
