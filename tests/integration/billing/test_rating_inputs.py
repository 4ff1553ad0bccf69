"""What an account answers to a tariff: the season of the period and the year before it."""

from datetime import date
from typing import Any

import pytest
from tests.factories.billing import make_consumption
from tests.factories.history import make_month
from tests.factories.registry import make_account
from tests.factories.tariffs import make_pack_version

from caudal.domain.billing.operations.rating_inputs import facts_of
from caudal.domain.billing.queries.population import PopulationScope, population_of_account
from caudal.domain.metering.models import Consumption
from caudal.domain.registry.models import ServiceAccount

pytestmark = pytest.mark.django_db
State = Consumption.State


def facts(account: ServiceAccount, month: date) -> dict[str, Any]:
    """The answers of an account for the period of a month."""
    period = make_month(account=account, start=month)
    scope = PopulationScope.of_period(period, issue_date=period.during.upper)
    row = population_of_account(scope=scope, account_id=account.pk)
    assert row
    return facts_of(row)


def used(account: ServiceAccount, month: date, volume_m3: str, **values: Any) -> None:
    make_consumption(
        account=account,
        period=make_month(account=account, start=month),
        volume_m3=volume_m3,
        **values,
    )


@pytest.fixture
def account() -> ServiceAccount:
    found: ServiceAccount = make_account()
    return found


@pytest.mark.parametrize(
    ("month", "mes", "bimestre"), [(1, 1, 1), (2, 2, 1), (3, 3, 2), (11, 11, 6), (12, 12, 6)]
)
def test_the_season_is_that_of_the_month_in_which_the_period_ends(
    account: ServiceAccount, month: int, mes: int, bimestre: int
) -> None:
    found = facts(account, date(2026, month, 1))

    assert (found["mes"], found["bimestre"]) == (mes, bimestre)


def test_the_year_before_is_what_was_billable_of_its_twelve_months(
    account: ServiceAccount,
) -> None:
    make_pack_version(pack="sierra-alta-2026")
    used(account, date(2025, 9, 1), "500")  # Thirteen months before.
    used(account, date(2025, 10, 1), "10.5")
    used(account, date(2026, 8, 1), "20", state=State.ACCEPTED)
    used(account, date(2026, 9, 1), "900", state=State.HELD)
    used(account, date(2026, 10, 1), "700")  # The period itself.

    found = facts(account, date(2026, 10, 1))

    assert (found["consumo_12"], found["meses_12"]) == ("30.500", 2)


def test_an_account_without_a_past_says_so(account: ServiceAccount) -> None:
    version = make_pack_version(pack="sierra-alta-2026")

    found = facts(account, date(2026, 10, 1))

    assert (found["consumo_12"], found["meses_12"]) == ("0", 0)
    assert version.pk


def test_the_past_is_not_read_when_no_tariff_asks_for_it(account: ServiceAccount) -> None:
    make_pack_version(pack="san-telmo-2026")
    used(account, date(2026, 9, 1), "20")

    found = facts(account, date(2026, 10, 1))

    assert "consumo_12" not in found
    assert "meses_12" not in found
