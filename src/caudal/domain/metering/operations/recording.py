"""Take readings in: written for ever, reviewed at once, and turned into what their period bills."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from caudal.domain.metering.models import Reading, RoutePeriod
from caudal.domain.metering.operations.reading_batches import TakenReading, record_readings
from caudal.domain.metering.operations.reading_checks import GivenReading
from caudal.domain.metering.operations.route_periods import refresh_route_periods
from caudal.domain.metering.operations.volumes import VolumeOf, write_volumes
from caudal.domain.metering.queries.before_reading import BeforeReading
from caudal.domain.metering.queries.reviewing import ReviewInput, review_readings
from caudal.domain.platform.models import User
from caudal.domain.platform.operations import audit
from caudal.domain.platform.operations.bulk_audit import BulkEntry, record_many
from caudal.domain.registry.models import BillingPeriod
from caudal.engines.reading_review.rules import ReviewRules


@dataclass(frozen=True, slots=True)
class CheckedReading:
    """A reading that was found possible, with what was known when it was."""

    before: BeforeReading
    given: GivenReading

    @property
    def takes_place_of(self) -> int | None:
        """The reading of the period that this one corrects."""
        return self.before.kept_id


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingContext:
    """Into which locked routes of which period, by which rules, and who does it."""

    period: BillingPeriod
    route_periods: Mapping[int, RoutePeriod]
    rules: ReviewRules
    acting_user: User | None
    at: datetime
    reason: str = ""


def record_checked(*, readings: Sequence[CheckedReading], context: RecordingContext) -> list[int]:
    """Write readings and the volumes that follow; returns the keys of the readings in order.

    The caller locked the routes before it looked at what surrounds each reading, so nothing moved
    since. One entry per route tells the trail how many came in; each correction has its own.
    """
    if not readings:
        return []
    period = context.period
    keys = record_readings(
        readings=[_taken(one, period) for one in readings],
        acting_user=context.acting_user,
        at=context.at,
    )
    volumes = review_readings(
        readings=[ReviewInput(one.before, one.given.value_m3) for one in readings],
        period=period,
        rules=context.rules,
    )
    write_volumes(
        period=period,
        volumes=[
            VolumeOf(one.before, volume, key)
            for one, volume, key in zip(readings, volumes, keys, strict=True)
        ],
        at=context.at,
    )
    refresh_route_periods(period=period, route_ids=context.route_periods)
    _tell_corrections(readings, keys, context)
    _tell_first_ones(readings, context)
    return keys


def record_unread(*, accounts: Sequence[BeforeReading], context: RecordingContext) -> None:
    """Nobody read these accounts: they get what the rules say of a missing reading."""
    period = context.period
    volumes = review_readings(
        readings=[ReviewInput(before, None) for before in accounts],
        period=period,
        rules=context.rules,
    )
    write_volumes(
        period=period,
        volumes=[
            VolumeOf(before, volume, None) for before, volume in zip(accounts, volumes, strict=True)
        ],
        at=context.at,
    )
    refresh_route_periods(period=period, route_ids=context.route_periods)
    counts = Counter(before.route_id for before in accounts)
    for route_id, count in sorted(counts.items()):
        audit.record(
            action="metering.route_period.closed",
            subject=context.route_periods[route_id],
            acting_user=context.acting_user,
            at=context.at,
            after={"unread": count},
        )


def _taken(one: CheckedReading, period: BillingPeriod) -> TakenReading:
    given = one.given
    return TakenReading(
        account_id=given.account_id,
        installation_id=one.before.installation_id,
        period_id=period.pk,
        read_on=given.read_on,
        value_m3=given.value_m3,
        remark_id=given.remark_id,
        meter_reader=given.meter_reader,
        corrects=one.takes_place_of,
        source=given.source,
    )


def _tell_corrections(
    readings: Sequence[CheckedReading], keys: Sequence[int], context: RecordingContext
) -> None:
    record_many(
        action="metering.reading.corrected",
        subject_kind=Reading._meta.label_lower,
        entries=[
            BulkEntry(
                subject_id=key,
                account_id=one.given.account_id,
                before={"read_on": one.before.kept_read_on, "value_m3": one.before.kept_m3},
                after={"read_on": one.given.read_on, "value_m3": one.given.value_m3},
            )
            for one, key in zip(readings, keys, strict=True)
            if one.takes_place_of is not None
        ],
        acting_user=context.acting_user,
        at=context.at,
        reason=context.reason,
    )


def _tell_first_ones(readings: Sequence[CheckedReading], context: RecordingContext) -> None:
    first = [one for one in readings if one.takes_place_of is None]
    alone = first[0].given if len(readings) == len(first) == 1 else None
    counts = Counter(one.before.route_id for one in first)
    for route_id, count in sorted(counts.items()):
        audit.record(
            action="metering.readings.recorded",
            subject=context.route_periods[route_id],
            acting_user=context.acting_user,
            at=context.at,
            reason=context.reason,
            account_id=alone.account_id if alone else None,
            after={"readings": count} if alone is None else {"value_m3": alone.value_m3},
        )
