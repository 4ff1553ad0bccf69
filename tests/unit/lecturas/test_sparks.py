"""The twelve bars: the past in grey, the period under review in the colour of its finding."""

from hypothesis import given
from hypothesis import strategies as st

from caudal.engines.reading_review.estimate import Basis
from caudal.interfaces.staff.lecturas.sparks import BARS, HEIGHT, Spark, spark

M3 = 1_000


def drawn(
    *volumes: int, now: int | None, basis: Basis = Basis.MEASURED, tone: str = "bad"
) -> Spark:
    return spark(
        litres=[volume * M3 for volume in volumes],
        basis=[int(basis)] * len(volumes),
        now_litres=None if now is None else now * M3,
        tone=tone,
    )


def heights(found: Spark) -> list[int]:
    return [bar.height for bar in found.bars]


def test_a_spike_is_cut_at_twice_and_a_fifth_of_the_median() -> None:
    """Median 10, so the ceiling is 22: a past bar of 10 keeps ten of the twenty-two pixels."""
    assert heights(drawn(10, 10, 10, now=500)) == [10, 10, 10, HEIGHT]


def test_without_a_spike_the_largest_fills_the_picture() -> None:
    assert heights(drawn(10, 20, now=11)) == [11, 22, 12]


def test_an_even_number_of_periods_takes_the_mean_of_both_in_the_middle() -> None:
    """Median 15, ceiling 33: 500 is cut, 10 is 6 pixels and 20 is 13."""
    assert heights(drawn(10, 20, now=500)) == [6, 13, HEIGHT]


def test_what_is_under_review_stands_last_and_young_accounts_leave_the_left_free() -> None:
    found = drawn(10, now=10, tone="attention")
    assert [(bar.x, bar.tone) for bar in found.bars] == [(70, "past"), (77, "attention")]


def test_only_eleven_periods_stand_before_it() -> None:
    found = drawn(*range(1, 13), now=1)
    assert len(found.bars) == BARS
    assert found.bars[0].x == 0


def test_what_no_meter_measured_is_told_apart() -> None:
    assert drawn(10, now=10, basis=Basis.AVERAGE).bars[0].tone == "estimated"


def test_a_dial_that_went_back_leaves_a_line() -> None:
    assert heights(drawn(10, now=-35))[-1] == 1


def test_the_words_say_the_same() -> None:
    assert drawn(12, 13, now=58).label == "Consumos anteriores en m³: 12 13; ahora 58"
    assert drawn(now=None).label == "Consumos anteriores en m³: ninguno; sin lectura"


@given(
    volumes=st.lists(st.integers(0, 10**9), max_size=12),
    now=st.one_of(st.none(), st.integers(-(10**9), 10**9)),
)
def test_every_bar_fits_its_picture(volumes: list[int], now: int | None) -> None:
    found = drawn(*volumes, now=now)
    assert 1 <= len(found.bars) <= BARS
    for bar in found.bars:
        assert 1 <= bar.height <= HEIGHT
        assert bar.y + bar.height == HEIGHT
        assert 0 <= bar.x <= 77
