"""A version of a tariff that is published while a run of its period is under review."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from tests.factories.billing import TARIFF
from tests.factories.history import noon
from tests.factories.platform import make_user
from tests.factories.runs import Town, issue_day, make_town

from caudal.domain.billing.models import BillingRun
from caudal.domain.billing.operations.runs import RunTariffOutdated
from caudal.domain.billing.queries.run_tariffs import NewVersion, versions_published_since
from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import ConfigurationChange
from caudal.usecases.approve_billing_run import approve_billing_run
from caudal.usecases.calculate_billing_run import calculate_billing_run
from caudal.usecases.decide_configuration_change import decide_configuration_change
from caudal.usecases.propose_configuration_change import propose_configuration_change

pytestmark = pytest.mark.django_db

OCTOBER = date(2026, 10, 1)
LATER = noon(issue_day(OCTOBER)) + timedelta(hours=2)


@pytest.fixture
def town() -> Town:
    made = make_town(accounts=6, suspended=1)
    made.read(OCTOBER)
    return made


def publish(town: Town, *, since: str, at: datetime) -> None:
    """The next version of the town's tariff, by two people."""
    change = propose_configuration_change(
        kind=ConfigurationChange.Kind.TARIFF_VERSION,
        facts={
            "tariff": town.accounts[0].tariff.code,
            "document": TARIFF.format(code=f"AG-{since}", start=since),
        },
        reason="Acuerdo de cabildo",
        acting_user=make_user(functions=[Function.PROPOSE_TARIFFS]),
        at=at,
    )
    signer = make_user(functions=[Function.APPROVE_TARIFFS])
    decide_configuration_change(change_id=change.pk, signs=True, note="", acting_user=signer, at=at)


def test_the_run_says_so_and_is_not_approved_until_calculated_again(town: Town) -> None:
    run = town.calculated(OCTOBER)
    assert versions_published_since(run=run) == []
    publish(town, since="2026-10-15", at=LATER)
    assert versions_published_since(run=run) == [NewVersion("AG-2026-10-15", 5)]
    with pytest.raises(RunTariffOutdated, match="AG-2026-10-15"):
        approve_billing_run(run_id=run.pk, acting_user=town.manager, at=LATER)
    browser = Client()
    browser.force_login(town.manager)
    page = browser.get(f"/facturacion/corridas/{run.pk}/").content.decode()
    assert "Se publicó AG-2026-10-15, que rige para 5 cuentas: recalcule" in page

    again = LATER + timedelta(hours=1)
    run = calculate_billing_run(run_id=run.pk, acting_user=town.clerk, at=again)
    assert versions_published_since(run=run) == []
    approve_billing_run(run_id=run.pk, acting_user=town.manager, at=again)
    run.refresh_from_db()
    assert run.state == BillingRun.State.APPROVED


def test_a_version_for_later_days_leaves_the_run_alone(town: Town) -> None:
    run = town.calculated(OCTOBER)
    publish(town, since="2026-11-01", at=LATER)
    assert versions_published_since(run=run) == []
    approve_billing_run(run_id=run.pk, acting_user=town.manager, at=LATER)
