"""Two amounts for each account, one by today's tariff and one by another, added up by group.

Amounts are whole centavos and volumes whole litres. Only accounts that both tariffs bill are
compared; the others are counted apart by whoever calls.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nlargest
from typing import Final

import numpy as np
from numpy.typing import NDArray

Int64 = NDArray[np.int64]

#: Upper bound of each band of volume, in m³; the last band has none.
BANDS_M3: Final = (0, 10, 20, 30, 50, 100)
#: Where the shares of change part, in percent; a bill that does not change has a place of its own.
CHANGE_LIMITS: Final = (-50, -20, -10, -5, 0, 5, 10, 20, 50)
_LITRES: Final = 1_000


@dataclass(frozen=True, slots=True)
class GroupChange:
    """The accounts of a group: what they pay today and what they would, in centavos."""

    accounts: int
    litres: int
    today: int
    then: int
    up: int
    """How many would pay more."""
    down: int
    """How many would pay less."""
    most_up: int
    """The largest rise of one account; 0 if nobody's bill rises."""

    def plus(self, other: "GroupChange") -> "GroupChange":
        """The two together."""
        return GroupChange(
            accounts=self.accounts + other.accounts,
            litres=self.litres + other.litres,
            today=self.today + other.today,
            then=self.then + other.then,
            up=self.up + other.up,
            down=self.down + other.down,
            most_up=max(self.most_up, other.most_up),
        )


NOBODY: Final = GroupChange(0, 0, 0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class AccountChange:
    """One account whose bill changes much."""

    account_id: int
    litres: int
    today: int
    then: int

    @property
    def rise(self) -> int:
        """What it would pay more; negative when less."""
        return self.then - self.today


@dataclass(slots=True)
class Tally:
    """Adds accounts up as they come, in memory that does not grow with their number."""

    kept: int = 20
    whole: GroupChange = NOBODY
    groups: dict[str, dict[str, GroupChange]] = field(default_factory=dict)
    shares: list[int] = field(default_factory=lambda: [0] * (len(CHANGE_LIMITS) + 2))
    rises: list[AccountChange] = field(default_factory=list)
    falls: list[AccountChange] = field(default_factory=list)

    def add(
        self,
        *,
        account_ids: Int64,
        litres: Int64,
        today: Int64,
        then: Int64,
        keys: Mapping[str, Sequence[str]],
    ) -> None:
        """Add accounts, given as columns; ``keys`` has a column of words by dimension."""
        if not len(account_ids):
            return
        columns = (litres, today, then)
        self.whole = self.whole.plus(_changed(*columns))
        for dimension, words in keys.items():
            self._add_groups(dimension, np.asarray(words, dtype=object), columns)
        self._add_groups("band", _band_words(litres), columns)
        for place, count in enumerate(_share_counts(today, then)):
            self.shares[place] += count
        self._keep_extremes(account_ids, columns)

    def _add_groups(
        self, dimension: str, words: NDArray[np.object_], columns: tuple[Int64, Int64, Int64]
    ) -> None:
        found = self.groups.setdefault(dimension, defaultdict(lambda: NOBODY))
        unique, places = np.unique(words.astype(str), return_inverse=True)
        order = np.argsort(places, kind="stable")
        ends = np.searchsorted(places[order], np.arange(len(unique)), side="right")
        for word, rows in zip(unique.tolist(), np.split(order, ends[:-1]), strict=True):
            found[word] = found[word].plus(_changed(*(column[rows] for column in columns)))

    def _keep_extremes(self, account_ids: Int64, columns: tuple[Int64, Int64, Int64]) -> None:
        litres, today, then = columns
        rises = then - today
        most = min(self.kept, len(rises))
        for rows, is_rise in (
            (np.argpartition(-rises, most - 1)[:most], True),
            (np.argpartition(rises, most - 1)[:most], False),
        ):
            found = [
                AccountChange(int(account_ids[r]), int(litres[r]), int(today[r]), int(then[r]))
                for r in rows.tolist()
                if (rises[r] > 0) == is_rise and rises[r] != 0
            ]
            if is_rise:
                self.rises = nlargest(self.kept, [*self.rises, *found], key=_by_rise)
            else:
                self.falls = nlargest(self.kept, [*self.falls, *found], key=_by_fall)


def _by_rise(change: AccountChange) -> tuple[int, int]:
    return change.rise, -change.account_id


def _by_fall(change: AccountChange) -> tuple[int, int]:
    return -change.rise, -change.account_id


def _changed(litres: Int64, today: Int64, then: Int64) -> GroupChange:
    rises = then - today
    return GroupChange(
        accounts=len(rises),
        litres=int(litres.sum()),
        today=int(today.sum()),
        then=int(then.sum()),
        up=int((rises > 0).sum()),
        down=int((rises < 0).sum()),
        most_up=max(int(rises.max()), 0),
    )


def _band_words(litres: Int64) -> NDArray[np.object_]:
    """The place of each volume among the bands, as a word that sorts."""
    bounds = np.array(BANDS_M3, dtype=np.int64) * _LITRES
    return np.searchsorted(bounds, litres, side="left").astype(str).astype(object)


def _share_counts(today: Int64, then: Int64) -> list[int]:
    """How many accounts change by each share: below each limit, the same, and above the last.

    In whole numbers: ``(then − today) / today < limit / 100``. The place of "the same" is its own,
    between those that fall and those that rise by less than the next limit.
    """
    hundredths, limits = (then - today) * 100, np.array(CHANGE_LIMITS, dtype=np.int64)
    places = (hundredths[:, None] >= today[:, None] * limits[None, :]).sum(axis=1)
    zero = CHANGE_LIMITS.index(0)
    places = np.where(then == today, zero + 1, places + (places > zero))
    return [int(count) for count in np.bincount(places, minlength=len(CHANGE_LIMITS) + 2)]
