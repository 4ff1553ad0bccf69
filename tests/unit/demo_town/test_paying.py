"""Who pays after the bills of a month."""

from decimal import Decimal

import numpy as np
import pytest
from tests.unit.demo_town.towns import town_of

from caudal.engines.demo_town.calendar import MONTHS
from caudal.engines.demo_town.description import ChannelKind, PayerKind
from caudal.engines.demo_town.paying import amount_to_pay, wave_of

TOWN = town_of(3_000)
WAVES = [wave_of(town=TOWN, month=month) for month in range(MONTHS)]
KINDS = np.array([one.kind for one in TOWN.plan.payers], dtype=object)[TOWN.payer]


def payers(month: int) -> set[int]:
    return set(WAVES[month].place.tolist())


def test_nobody_pays_twice_after_the_same_bills() -> None:
    for month in range(MONTHS):
        assert len(payers(month)) == len(WAVES[month].place)


def test_old_debtors_and_closed_accounts_never_pay() -> None:
    silent = set(np.flatnonzero((KINDS == PayerKind.OLD_DEBT) | TOWN.is_closed).tolist())

    for month in range(MONTHS):
        assert payers(month).isdisjoint(silent)


def test_who_stopped_paying_pays_at_most_a_part_afterwards() -> None:
    for month, wave in enumerate(WAVES):
        stopped = (KINDS[wave.place] == PayerKind.BEHIND) & (TOWN.last_paid[wave.place] < month)
        assert np.all(wave.percent[stopped] < 100)
    last = WAVES[-1]
    assert not np.any(
        (KINDS[last.place] == PayerKind.BEHIND) & (TOWN.last_paid[last.place] < MONTHS - 1)
    )


def test_the_punctual_catch_up_before_the_story_ends() -> None:
    punctual = set(np.flatnonzero((KINDS == PayerKind.PUNCTUAL) & ~TOWN.is_closed).tolist())

    assert punctual <= payers(MONTHS - 2)
    assert not punctual <= payers(3)


def test_bills_that_are_not_due_yet_wait_at_half_of_the_punctual() -> None:
    """On 17 November those of October fall due on the 20th, where they are out."""
    waiting = set(range(TOWN.count)) - payers(MONTHS - 1)
    cycle = np.empty(TOWN.count, dtype=object)
    for route in TOWN.routes:
        cycle[route.first : route.first + route.count] = route.cycle
    punctual = (KINDS == PayerKind.PUNCTUAL) & ~TOWN.is_closed
    billed = punctual & np.isin(cycle, ["03", "04"])
    assert 0.4 < len(waiting & set(np.flatnonzero(billed).tolist())) / billed.sum() < 0.6


def test_who_overpays_does_so_at_the_end() -> None:
    wave = WAVES[-1]
    overpaying = np.flatnonzero(KINDS == PayerKind.OVERPAYING)

    rows = np.isin(wave.place, overpaying)
    assert rows.sum() == len(overpaying)
    assert np.all(wave.extra_pesos[rows] >= 0)


def test_desks_take_no_money_on_sundays_and_all_channels_take_some() -> None:
    channels = TOWN.plan.channels
    for month, wave in enumerate(WAVES):
        days = TOWN.paying_days(month)
        for day, channel in zip(wave.day.tolist(), wave.channel.tolist(), strict=True):
            if channels[channel].kind is ChannelKind.DESK:
                assert days[day].weekday() != 6
    assert set(WAVES[0].channel.tolist()) == set(range(len(channels)))


def test_payments_come_in_the_order_of_their_days() -> None:
    for wave in WAVES:
        assert np.all(wave.day[1:] >= wave.day[:-1])


@pytest.mark.parametrize("month", range(MONTHS))
def test_the_showcase_pays_until_july_in_the_middle_of_the_month(month: int) -> None:
    wave = WAVES[month]
    rows = np.flatnonzero(wave.place == TOWN.showcase).tolist()

    assert len(rows) == (month <= TOWN.plan.showcase.last_paid_month)
    for row in rows:
        assert TOWN.paying_days(month)[int(wave.day[row])].day == 18
        assert TOWN.plan.channels[int(wave.channel[row])].code == "tienda"


@pytest.mark.parametrize(
    ("owed", "percent", "extra", "pays"),
    [
        ("326.31", 100, -1, "326.31"),
        ("326.31", 40, -1, "130.52"),
        ("326.31", 100, 0, "400.00"),
        ("400.00", 100, 0, "500.00"),
        ("326.31", 100, 500, "900.00"),
        ("0.00", 100, -1, "0.00"),
        ("0.00", 100, 200, "300.00"),
    ],
)
def test_amounts_are_exact(owed: str, percent: int, extra: int, pays: str) -> None:
    amount = amount_to_pay(owed=Decimal(owed), percent=percent, extra_pesos=extra)

    assert amount == Decimal(pays)
