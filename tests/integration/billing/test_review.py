"""What a reviewer sees of a run."""

from datetime import date
from decimal import Decimal

import pytest
from tests.factories.runs import Town, make_town

from caudal.domain.billing.models import RunAccount
from caudal.domain.billing.operations.issuing import pending_stretches
from caudal.domain.billing.queries import run_review
from caudal.domain.billing.queries.explanations import Explainer, recheck

pytestmark = pytest.mark.django_db

AUGUST, SEPTEMBER, OCTOBER = date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1)


@pytest.fixture
def town() -> Town:
    return make_town(accounts=12, suspended=2)


def test_the_calculation_is_what_each_account_alone_would_give(town: Town) -> None:
    town.read(OCTOBER, {2: "10", 3: "10.001", 4: "0", 5: "1234.567"})
    run = town.calculated(OCTOBER)
    explainer, rated = Explainer(), 0
    for staged in RunAccount.objects.filter(run=run).exclude(tariff_version=None):
        assert staged.tariff_version_id is not None
        assert staged.rated_on is not None
        bill = explainer.explain(
            version_id=staged.tariff_version_id, rated_on=staged.rated_on, inputs=staged.inputs
        )
        assert (staged.total, staged.tax) == (bill.total, sum(line.tax for line in bill.lines))
        rated += 1
    assert rated == 10


def test_a_staged_total_that_the_tariff_does_not_give_is_found(town: Town) -> None:
    town.read(OCTOBER)
    run = town.calculated(OCTOBER)
    assert recheck(run=run, sample=50).different == ()
    assert recheck(run=run, sample=50).count == 10
    wrong = RunAccount.objects.filter(run=run, outcome="billed").order_by("position")[3]
    RunAccount.objects.filter(pk=wrong.pk).update(total=wrong.total + Decimal("0.01"))
    assert recheck(run=run, sample=50).different == (wrong.account_id,)


def test_a_sample_is_spread_over_the_walk(town: Town) -> None:
    town.read(OCTOBER)
    run = town.calculated(OCTOBER)
    assert recheck(run=run, sample=4).count == 4


def test_uses_are_compared_with_the_two_periods_before(town: Town) -> None:
    for month, volume in ((AUGUST, "10"), (SEPTEMBER, "15"), (OCTOBER, "20")):
        town.read(month, dict.fromkeys(range(12), volume))
        if month != OCTOBER:
            town.issued(month)
    run = town.calculated(OCTOBER)

    home, shop = sorted(run_review.totals_by_use(run=run), key=lambda use: -use.bills)

    assert (home.use, home.bills, home.volume_m3) == ("Doméstico medio", 8, Decimal(160))
    assert home.volumes_before == (Decimal(120), Decimal(80))
    assert home.totals_before == (8 * Decimal("259.74"), 8 * Decimal("166.47"))
    assert (shop.bills, shop.volumes_before) == (2, (Decimal(30), Decimal(20)))
    assert run_review.periods_before(run=run) == ["Septiembre 2026", "Agosto 2026"]


def test_each_bill_stands_at_its_distance_from_the_average(town: Town) -> None:
    town.read(SEPTEMBER, dict.fromkeys(range(12), "10"))
    town.issued(SEPTEMBER)
    town.read(OCTOBER, dict.fromkeys(range(12), "10") | {1: "15"})

    counts = run_review.spread_against_average(run=town.calculated(OCTOBER))

    assert sum(counts) == 10
    assert counts[run_review.SPREAD_LABELS.index("0 %")] == 9
    assert counts[run_review.SPREAD_LABELS.index("+60 %")] == 1  # 259.74 against 166.47


def test_accounts_set_aside_are_counted_by_reason(town: Town) -> None:
    town.read(OCTOBER, {0: None, 1: None})
    run = town.calculated(OCTOBER)
    counts = {(each.outcome, each.reason): each.count for each in run_review.set_aside(run=run)}
    assert counts == {("held", "no_reading"): 2, ("excluded", "suspended"): 2}


def test_a_period_is_looked_at_before_its_run(town: Town) -> None:
    town.read(OCTOBER, {0: None})
    found = run_review.preparation_of(period=town.period(OCTOBER))
    assert (found.active, found.suspended) == (12, 2)
    # Whoever is not billed is not missed: only the account without a reading will be held.
    assert (found.metered, found.with_volume, found.under_review) == (10, 9, 0)


@pytest.mark.parametrize("positions", [1, 5, 12, 100])
def test_stretches_cover_every_position_once_after_those_already_issued(
    town: Town, positions: int
) -> None:
    town.read(OCTOBER)
    run = town.calculated(OCTOBER)
    for first, last in ((2, 3), (7, 7)):
        run.chunks.create(
            first_position=first,
            last_position=last,
            bill_count=0,
            total=0,
            issued_at=run.prepared_at,
        )

    stretches = pending_stretches(run=run, positions=positions)

    covered = [place for first, last in stretches for place in range(first, last + 1)]
    assert [place for place in covered if place < 12] == [0, 1, 4, 5, 6, 8, 9, 10, 11]
    assert all(last - first < positions for first, last in stretches)
