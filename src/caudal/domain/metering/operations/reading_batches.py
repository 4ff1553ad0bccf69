"""Write the readings of routes and what was decided about them, thousands at a time."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from caudal.domain.metering.models import Consumption, Reading
from caudal.domain.platform.bulk_load import (
    bulk_load_role,
    check_references,
    copy_rows,
    reserve_ids,
)
from caudal.domain.platform.models import User

_READING = (
    "id", "account_id", "installation_id", "period_id", "read_on", "value_m3", "remark_id",
    "source", "meter_reader", "supersedes_id", "recorded_by_id", "recorded_at",
)  # fmt: skip
_CONSUMPTION = (
    "id", "account_id", "period_id", "basis", "volume_m3", "average_m3", "previous_reading_id",
    "current_reading_id", "is_rollover", "finding", "finding_facts", "proposed_m3", "state",
    "decision", "decision_note", "decided_by_id", "decided_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenReading:
    """One look at one dial; without value it carries the remark that says why.

    ``corrects`` is the key of a reading that this one puts right.
    """

    account_id: int
    installation_id: int | None
    period_id: int | None
    read_on: date
    value_m3: Decimal | None
    remark_id: int | None = None
    meter_reader: str = ""
    corrects: int | None = None
    source: Reading.Source = Reading.Source.FILE


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedConsumption:
    """The volume of an account in a period, with what the review found and what was decided."""

    account_id: int
    period_id: int
    basis: Consumption.Basis
    volume_m3: Decimal
    average_m3: Decimal | None
    previous_reading_id: int | None
    current_reading_id: int | None
    is_rollover: bool
    finding: str
    finding_facts: Mapping[str, int] | None
    proposed_m3: Decimal | None
    state: Consumption.State
    decision: str = ""
    decision_note: str = ""


def record_readings(
    *, readings: Sequence[TakenReading], acting_user: User | None, at: datetime
) -> list[int]:
    """Write readings; returns their keys in order.

    :raises BrokenReference: if one refers to what does not exist; nothing is kept
    """
    if not readings:
        return []
    keys = reserve_ids(model=Reading, count=len(readings))
    user_id = acting_user.pk if acting_user else None
    with bulk_load_role():
        copy_rows(
            model=Reading,
            columns=_READING,
            rows=(
                (key, one.account_id, one.installation_id, one.period_id, one.read_on,
                 one.value_m3, one.remark_id, one.source.value, one.meter_reader, one.corrects,
                 user_id, at)
                for key, one in zip(keys, readings, strict=True)
            ),
        )  # fmt: skip
    check_references(model=Reading, first_id=keys[0], last_id=keys[-1])
    return keys


def record_consumptions(
    *, consumptions: Sequence[ReviewedConsumption], decided_by: User | None, at: datetime
) -> None:
    """Write volumes; those with a decision carry who took it and when.

    :raises BrokenReference: if one refers to what does not exist; nothing is kept
    """
    if not consumptions:
        return
    keys = reserve_ids(model=Consumption, count=len(consumptions))
    user_id = decided_by.pk if decided_by else None
    with bulk_load_role():
        copy_rows(
            model=Consumption,
            columns=_CONSUMPTION,
            rows=(
                (key, one.account_id, one.period_id, one.basis.value, one.volume_m3,
                 one.average_m3, one.previous_reading_id, one.current_reading_id, one.is_rollover,
                 one.finding, _json(one.finding_facts), one.proposed_m3, one.state.value,
                 one.decision, one.decision_note, user_id if one.decision else None,
                 at if one.decision else None)
                for key, one in zip(keys, consumptions, strict=True)
            ),
        )  # fmt: skip
    check_references(model=Consumption, first_id=keys[0], last_id=keys[-1])


def _json(facts: Mapping[str, int] | None) -> str | None:
    return None if facts is None else json.dumps(dict(facts))
