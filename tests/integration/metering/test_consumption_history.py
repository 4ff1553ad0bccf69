"""Twelve months of consumption beside the year before."""

from datetime import date
from decimal import Decimal

import pytest
from tests.factories.history import make_month, make_volumes
from tests.factories.registry import make_account, make_cycle, make_period, make_route

from caudal.domain.metering.models import Consumption
from caudal.domain.metering.queries.consumption_history import (
    ConsumptionHistory,
    consumption_history,
)
from caudal.domain.registry.models import ServiceAccount

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 18)


@pytest.fixture
def account() -> ServiceAccount:
    return make_account()


def volumes(history: ConsumptionHistory) -> list[int | None]:
    return [None if p.volume_m3 is None else int(p.volume_m3) for p in history.points]


def previous(history: ConsumptionHistory) -> list[int | None]:
    return [None if p.previous_m3 is None else int(p.previous_m3) for p in history.points]


def test_the_year_of_the_reference_picture(account: ServiceAccount) -> None:
    make_volumes(
        account=account,
        first_month=date(2024, 11, 1),
        volumes="15 13 13 12 14 16 19 21 23 22 20 17 14 13 12 13 15e 15e 19 22 25 24 21 17",
    )
    history = consumption_history(account_id=account.pk, until=TODAY)

    assert volumes(history) == [14, 13, 12, 13, 15, 15, 19, 22, 25, 24, 21, 17]
    assert previous(history) == [15, 13, 13, 12, 14, 16, 19, 21, 23, 22, 20, 17]
    assert history.average_m3 == Decimal("17.5")
    assert [p.name for p in history.points if p.is_estimated] == ["Marzo 2026", "Abril 2026"]
    assert {p.basis_label for p in history.points} == {"Medido", "Estimado"}


def test_an_account_without_volumes_has_no_history(account: ServiceAccount) -> None:
    history = consumption_history(account_id=account.pk, until=TODAY)
    assert history.points == ()
    assert history.average_m3 is None
    assert not history.has_previous


def test_a_young_account_shows_the_months_that_it_has(account: ServiceAccount) -> None:
    make_volumes(account=account, first_month=date(2026, 8, 1), volumes="8 9 10")
    history = consumption_history(account_id=account.pk, until=TODAY)
    assert volumes(history) == [8, 9, 10]
    assert not history.has_previous
    assert history.average_m3 == Decimal("9.0")


def test_a_month_without_volume_stays_open_and_out_of_the_mean(account: ServiceAccount) -> None:
    make_volumes(account=account, first_month=date(2026, 7, 1), volumes="10 - 14 16")
    history = consumption_history(account_id=account.pk, until=TODAY)
    assert volumes(history) == [10, None, 14, 16]
    gap = history.points[1]
    assert (gap.during.start, gap.during.end) == (date(2026, 8, 1), date(2026, 9, 1))
    assert not gap.is_estimated
    assert history.average_m3 == Decimal("13.3")


def test_what_waits_in_the_review_is_no_consumption_yet(account: ServiceAccount) -> None:
    make_volumes(account=account, first_month=date(2026, 9, 1), volumes="10 11")
    Consumption.objects.filter(period__code="2026-10").update(state=Consumption.State.PENDING)
    assert volumes(consumption_history(account_id=account.pk, until=TODAY)) == [10]


def test_a_bill_sees_only_up_to_the_end_of_its_period(account: ServiceAccount) -> None:
    make_volumes(account=account, first_month=date(2026, 8, 1), volumes="8 9 10")
    history = consumption_history(account_id=account.pk, until=date(2026, 10, 1))
    assert volumes(history) == [8, 9]


def test_twelve_months_are_six_bimonths() -> None:
    cycle = make_cycle(months=2)
    account = make_account(route=make_route(cycle=cycle))
    for index, start in enumerate(
        [date(year, month, 1) for year in (2025, 2026) for month in (1, 3, 5, 7, 9)]
    ):
        end = date(start.year, start.month + 2, 1)
        Consumption.objects.create(
            account=account,
            period=make_period(cycle=cycle, start=start, end=end),
            basis=Consumption.Basis.FIXED,
            volume_m3=20 + index,
        )
    history = consumption_history(account_id=account.pk, until=TODAY)
    # November and December 2025 have none: the year of twelve months begins with that gap.
    assert volumes(history) == [25, 26, 27, 28, 29]
    assert previous(history) == [20, 21, 22, 23, 24]


def test_another_accounts_volumes_do_not_count(account: ServiceAccount) -> None:
    other = make_account(route=account.route)
    make_volumes(account=other, first_month=date(2026, 9, 1), volumes="99")
    make_month(account=account, start=date(2026, 9, 1))
    assert consumption_history(account_id=account.pk, until=TODAY).points == ()
