"""What each account uses in each month, what its dial shows, and what spoils the reading."""

from dataclasses import dataclass

import numpy as np

from caudal.engines.demo_town.calendar import MONTHS
from caudal.engines.demo_town.chance import Flags, Int64, Stream, choose, generator, happens
from caudal.engines.demo_town.layout import TownRoute
from caudal.engines.demo_town.town import Town

NO_CHANGE = -1
_DIGITS = 5
_FIRST_UNREAD_MONTH = 3  # before, there is nothing to estimate from
_MONTHS_UNREAD_IN_A_ROW = 2


@dataclass(frozen=True, slots=True)
class RouteWater:
    """The accounts of a route by their position (rows) and months (columns); whole m³.

    ``changed_at`` is the month in which the meter was changed, half way.
    """

    used_m3: Int64
    start_m3: Int64
    digits: int
    changed_at: Int64
    is_vacant: Flags
    is_leaking: Flags
    is_unread: Flags
    is_mistyped: Flags
    unread_remark: Int64

    def dial(self, month: int) -> Int64:
        """What each dial shows when it is read; of the new meter from its month on."""
        shown = self.start_m3 + self.used_m3[:, : month + 1].sum(axis=1)
        is_new = (self.changed_at != NO_CHANGE) & (self.changed_at <= month)
        dial: Int64 = np.where(is_new, shown - self._until_change(), shown) % 10**self.digits
        return dial

    def removed_dial(self) -> Int64:
        """What the removed meters showed at last."""
        dial: Int64 = self._until_change() % 10**self.digits
        return dial

    def _until_change(self) -> Int64:
        months = np.arange(MONTHS)
        changed = self.changed_at[:, None]
        before = np.where(months < changed, self.used_m3, 0).sum(axis=1)
        half = np.where(months == changed, self.used_m3 // 2, 0).sum(axis=1)
        total: Int64 = self.start_m3 + before + half
        return total


def water_of(*, town: Town, route: TownRoute) -> RouteWater:
    """Draw the water of a route."""
    rng = generator(town.seed, Stream.WATER, route.place)
    dirt, count = town.plan.dirt, route.count
    used = _used(rng, town, route)
    is_vacant = happens(rng, count, per_mille=dirt.vacant_per_mille)
    used[is_vacant] = 0
    most = used.max(axis=1)
    often = np.ones(MONTHS, dtype=np.int64)
    often[-1] = dirt.newest_month_times
    leaking = rng.integers(0, 1000, (count, MONTHS)) < dirt.leaking_per_mille * often
    leaking &= ~is_vacant[:, None]
    used = np.where(leaking, used * rng.integers(4, 8, (count, MONTHS)) + 25, used)
    start = rng.integers(150, 9000, count)
    rolls = happens(rng, count, per_mille=dirt.rollover_per_mille) & ~is_vacant
    start = np.where(rolls, 10**_DIGITS - used[:, : rng.integers(4, MONTHS)].sum(axis=1) - 3, start)
    changes = happens(rng, count, per_mille=dirt.changed_meter_per_mille) & ~rolls & ~is_vacant
    changed_at = np.where(changes, rng.integers(2, MONTHS - 1, count), NO_CHANGE)
    unread = _unread(rng, dirt.unread_per_mille * often, changed_at) & ~rolls[:, None]
    # An estimate is never more than what was used: no reading after it seems to have gone back.
    used = np.where(unread, most[:, None], used)
    water = RouteWater(
        used_m3=used,
        start_m3=start,
        digits=_DIGITS,
        changed_at=changed_at,
        is_vacant=is_vacant,
        is_leaking=leaking,
        is_unread=unread,
        is_mistyped=rng.integers(0, 1000, (count, MONTHS)) < dirt.mistyped_per_mille * often,
        unread_remark=rng.integers(0, len(dirt.unread_remarks), (count, MONTHS)),
    )
    _write_showcase(town, route, water)
    return water


def _used(rng: np.random.Generator, town: Town, route: TownRoute) -> Int64:
    """The account's own level, times the season, times the mood of the month."""
    uses = town.use[route.first : route.first + route.count]
    level = np.zeros(route.count, dtype=np.int64)
    for index, use in enumerate(town.plan.uses):
        members = np.flatnonzero(uses == index)
        level[members] = choose(rng, len(members), use.monthly_m3)
    season = [
        town.plan.season_percent[town.calendar.month(month).start.month - 1]
        for month in range(MONTHS)
    ]
    mood = rng.integers(78, 123, (route.count, MONTHS))
    used: Int64 = (level[:, None] * np.array(season) * mood + 5_000) // 10_000
    return used


def _unread(rng: np.random.Generator, per_mille: Int64, changed_at: Int64) -> Flags:
    unread: Flags = rng.integers(0, 1000, (len(changed_at), MONTHS)) < per_mille
    unread[:, :_FIRST_UNREAD_MONTH] = False
    months = np.arange(MONTHS)
    unread[(months == changed_at[:, None]) | (months == changed_at[:, None] - 1)] = False
    for month in range(_FIRST_UNREAD_MONTH + _MONTHS_UNREAD_IN_A_ROW, MONTHS):
        before = unread[:, month - _MONTHS_UNREAD_IN_A_ROW : month]
        unread[:, month] &= ~before.all(axis=1)
    return unread


def _write_showcase(town: Town, route: TownRoute, water: RouteWater) -> None:
    row = town.showcase - route.first
    if not 0 <= row < route.count:
        return
    written = town.plan.showcase
    water.used_m3[row] = written.monthly_m3
    water.start_m3[row] = written.last_reading_m3 - sum(written.monthly_m3)
    water.changed_at[row] = NO_CHANGE
    water.is_vacant[row] = False
    for flags in (water.is_leaking, water.is_unread, water.is_mistyped):
        flags[row] = False
    water.is_unread[row, list(written.unread_months)] = True
    water.unread_remark[row] = 0
