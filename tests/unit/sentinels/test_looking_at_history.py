"""Accounts that are rated alike get one answer, unless their own history may decide."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from caudal.engines.sentinels import SentinelLimits, looks_at_history, suspicion

LIMITS = SentinelLimits(
    times_average=Decimal(5),
    from_amount=Decimal(1000),
    highest_amounts={"casa": Decimal(9000)},
    zero_above_m3=Decimal(8),
)
amounts = st.decimals(0, 20_000, places=2)
volumes = st.sampled_from([Decimal(0), Decimal(1), Decimal(100), Decimal("100.001"), Decimal(300)])


@given(
    amounts,
    volumes,
    st.booleans(),
    st.lists(st.tuples(amounts | st.none(), volumes | st.none()), min_size=2, max_size=4),
)
def test_where_history_cannot_decide_one_answer_holds_for_all(
    total: Decimal,
    volume: Decimal,
    is_metered: bool,  # noqa: FBT001 - drawn by hypothesis
    averages: list[tuple[Decimal | None, Decimal | None]],
) -> None:
    answers = {
        suspicion(
            total=total,
            use_class="casa",
            average_total=average_total,
            volume_m3=volume,
            average_m3=average_m3,
            ceiling_m3=Decimal(100),
            is_metered=is_metered,
            limits=LIMITS,
        )
        for average_total, average_m3 in averages
    }
    assert len(answers) == 1 or looks_at_history(
        total=total, volume_m3=volume, is_metered=is_metered, limits=LIMITS
    )


def looks(total: str, volume: str, *, is_metered: bool) -> bool:
    return looks_at_history(
        total=Decimal(total), volume_m3=Decimal(volume), is_metered=is_metered, limits=LIMITS
    )


def test_a_metered_zero_and_a_large_bill_look_at_history() -> None:
    assert looks("118", "0", is_metered=True)
    assert not looks("118", "0", is_metered=False)
    assert looks("1000", "9", is_metered=False)
    assert not looks("999.99", "9", is_metered=True)
