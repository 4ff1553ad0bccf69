"""Write the readings with which accounts begin."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from caudal.domain.metering.models import Reading
from caudal.domain.platform.bulk_load import (
    bulk_load_role,
    check_references,
    copy_rows,
    reserve_ids,
)
from caudal.domain.platform.models import User

_COLUMNS = (
    "id", "account_id", "installation_id", "read_on", "value_m3", "source", "meter_reader",
    "supersedes_id", "recorded_by_id", "recorded_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningReading:
    """One reading; ``supersedes_id`` when it corrects another opening reading of that day."""

    account_id: int
    installation_id: int
    read_on: date
    value_m3: Decimal
    meter_reader: str = ""
    supersedes_id: int | None = None


def record_opening_readings(
    *, readings: Sequence[OpeningReading], acting_user: User | None, at: datetime
) -> list[int]:
    """Write them, of no period; returns their keys in order.

    :raises BrokenReference: if an account or installation does not exist; nothing is kept
    """
    if not readings:
        return []
    keys = reserve_ids(model=Reading, count=len(readings))
    source = Reading.Source.OPENING.value
    user_id = acting_user.pk if acting_user else None
    with bulk_load_role():
        copy_rows(
            model=Reading,
            columns=_COLUMNS,
            rows=(
                (key, one.account_id, one.installation_id, one.read_on, one.value_m3, source,
                 one.meter_reader, one.supersedes_id, user_id, at)
                for key, one in zip(keys, readings, strict=True)
            ),
        )  # fmt: skip
    check_references(model=Reading, first_id=keys[0], last_id=keys[-1])
    return keys
