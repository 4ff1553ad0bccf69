"""Who pays after the bills of a month, when, where and how much of what is owed."""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from caudal.engines.demo_town.calendar import MONTHS, open_day
from caudal.engines.demo_town.chance import (
    Flags,
    Int64,
    Stream,
    choose,
    choose_weighted,
    generator,
    happens,
)
from caudal.engines.demo_town.description import ChannelKind, PayerKind
from caudal.engines.demo_town.town import Town
from caudal.kernel.money import from_centavos, to_centavos

_ROUND_CENTAVOS = 100_00
_EXTRA_PESOS = (0, 0, 0, 100, 200, 500, 1000)
_PART_PERCENT = 40
_SHOWCASE_DAY = 18


@dataclass(frozen=True, slots=True)
class PaymentWave:
    """Those who pay after the bills of a month, ascending by day and then by place.

    ``day`` and ``channel`` are places in the paying days of the calendar and in the plan's
    channels. Of what is owed they pay ``percent``; ``extra_pesos`` (−1: none) on top of the next
    round amount is paid in advance.
    """

    place: Int64
    day: Int64
    channel: Int64
    percent: Int64
    extra_pesos: Int64
    by_card: Flags


def wave_of(*, town: Town, month: int) -> PaymentWave:
    """Draw the payments that follow the bills of a month."""
    rng = generator(town.seed, Stream.PAYMENTS, month)
    plan, is_last = town.plan, month == MONTHS - 1
    kind = np.array([list(PayerKind).index(one.kind) for one in plan.payers])[town.payer]
    punctual, overpaying, behind = (
        kind == list(PayerKind).index(name)
        for name in (PayerKind.PUNCTUAL, PayerKind.OVERPAYING, PayerKind.BEHIND)
    )
    pays = (town.last_paid >= month) & ~town.is_closed
    skips = happens(rng, town.count, per_mille=plan.skips_a_month_per_mille)
    skips[town.showcase] = False
    if month >= MONTHS - 2:
        skips[:] = False
    pays &= ~skips
    if is_last:
        pays &= ~(_may_wait(town) & punctual & happens(rng, town.count, per_mille=500))
    in_part = behind & (town.last_paid + 2 <= month) & (month < MONTHS - 1)
    in_part &= happens(rng, town.count, per_mille=plan.pays_in_part_per_mille)
    in_part[town.showcase] = False
    ahead = punctual & happens(rng, town.count, per_mille=plan.pays_ahead_per_mille)
    ahead = (ahead & (month in range(1, 5))) | (overpaying & is_last)
    place = np.flatnonzero(pays | in_part)
    count = len(place)
    extra = np.where(ahead[place], choose(rng, count, _EXTRA_PESOS), -1)
    channel = choose_weighted(rng, count, [one.per_mille for one in plan.channels])
    is_showcase = place == town.showcase
    channel[is_showcase] = [one.code for one in plan.channels].index(
        plan.showcase.last_paid_channel
    )
    day = _days(rng, town, month, channel)
    day[is_showcase] = _day_of_showcase(town, month)
    by_card = happens(rng, count, per_mille=plan.card_at_desk_per_mille)
    order = np.lexsort((place, day))
    return PaymentWave(
        place=place[order],
        day=day[order],
        channel=channel[order],
        percent=np.where(in_part[place], _PART_PERCENT, 100)[order],
        extra_pesos=extra[order],
        by_card=by_card[order],
    )


def _may_wait(town: Town) -> Flags:
    """Accounts whose newest bill is not due yet."""
    waits = np.zeros(town.count, dtype=np.bool_)
    for route in town.routes:
        is_early = town.newest_billed[route.cycle] > town.newest_due[route.cycle]
        waits[route.first : route.first + route.count] = is_early
    return waits


def _day_of_showcase(town: Town, month: int) -> int:
    """The paying day nearest to the one in the middle of the month."""
    days = town.paying_days(month)
    return min(range(len(days)), key=lambda day: abs(days[day].day - _SHOWCASE_DAY))


def _days(rng: np.random.Generator, town: Town, month: int, channel: Int64) -> Int64:
    """Most pay shortly before the bill falls due; desks are closed on Sundays."""
    days = town.paying_days(month)
    weights = [12 if 11 <= day.day <= 20 else 3 for day in days]
    drawn = choose_weighted(rng, len(channel), weights)
    is_desk = np.array([one.kind is ChannelKind.DESK for one in town.plan.channels])[channel]
    opened = np.array([open_day(days, day) for day in range(len(days))], dtype=np.int64)
    return np.where(is_desk, opened[drawn], drawn)


def amount_to_pay(*, owed: Decimal, percent: int, extra_pesos: int) -> Decimal:
    """The pesos that somebody pays who owes so much; 0 when there is nothing to pay."""
    centavos = to_centavos(owed) * percent // 100
    if extra_pesos >= 0:
        centavos = (centavos // _ROUND_CENTAVOS + 1) * _ROUND_CENTAVOS + extra_pesos * 100
    return from_centavos(centavos)
