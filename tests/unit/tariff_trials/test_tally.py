"""Adding up who would pay more: whole numbers, whatever the slices."""

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from caudal.engines.tariff_trials import CHANGE_LIMITS, Tally

Row = tuple[int, int, int, str]

rows = st.lists(
    st.tuples(
        st.integers(0, 300_000),
        st.integers(1, 10**9),
        st.integers(1, 10**9),
        st.sampled_from(["casa", "comercio", "industria"]),
    ),
    max_size=60,
)


def tallied(found: Sequence[Row], *, slices: int = 1, kept: int = 3) -> Tally:
    tally = Tally(kept=kept)
    size = max(1, -(-len(found) // slices))
    for first in range(0, len(found), size):
        part = found[first : first + size]
        columns = [np.array(column, dtype=np.int64) for column in list(zip(*part, strict=True))[:3]]
        tally.add(
            account_ids=np.arange(first, first + len(part), dtype=np.int64),
            litres=columns[0],
            today=columns[1],
            then=columns[2],
            keys={"use": [row[3] for row in part]},
        )
    return tally


def share_place(today: int, then: int) -> int:
    """The bar of a bill, read off the limits one by one."""
    if then == today:
        return CHANGE_LIMITS.index(0) + 1
    below = [limit for limit in CHANGE_LIMITS if (then - today) * 100 >= limit * today]
    return len(below) + (then > today)


@given(rows)
def test_groups_bars_and_extremes(found: list[Row]) -> None:
    tally = tallied(found)
    rises = [then - today for _, today, then, _ in found]
    assert tally.whole.up == sum(rise > 0 for rise in rises)
    assert tally.whole.down == sum(rise < 0 for rise in rises)
    assert tally.whole.then - tally.whole.today == sum(rises)
    assert tally.whole.most_up == max([0, *rises])
    for use, group in tally.groups.get("use", {}).items():
        own = [row for row in found if row[3] == use]
        assert group.accounts == len(own)
        assert group.litres == sum(row[0] for row in own)
        assert group.today == sum(row[1] for row in own)
    bars = [share_place(today, then) for _, today, then, _ in found]
    assert tally.shares == [bars.count(place) for place in range(len(CHANGE_LIMITS) + 2)]
    assert [change.rise for change in tally.rises] == sorted(r for r in rises if r > 0)[::-1][:3]
    assert [change.rise for change in tally.falls] == sorted(r for r in rises if r < 0)[:3]


@given(rows, st.integers(1, 9))
def test_slices_do_not_matter(found: list[Row], slices: int) -> None:
    whole, parts = tallied(found), tallied(found, slices=slices)
    assert parts.whole == whole.whole
    assert {d: dict(g) for d, g in parts.groups.items()} == {
        d: dict(g) for d, g in whole.groups.items()
    }
    assert parts.shares == whole.shares
    assert [c.rise for c in parts.rises] == [c.rise for c in whole.rises]


def test_bands_end_at_their_bound() -> None:
    volumes = [0, 1, 10_000, 10_001, 20_000, 100_000, 100_001]
    tally = tallied([(litres, 1, 1, "casa") for litres in volumes])
    counts = {place: group.accounts for place, group in tally.groups["band"].items()}
    assert counts == {"0": 1, "1": 2, "2": 2, "5": 1, "6": 1}
