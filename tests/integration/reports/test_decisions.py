"""What waits for a decision, and that deciding takes it off the list."""

from datetime import date

import pytest
from tests.factories.critica import make_critica
from tests.factories.payments import make_session
from tests.factories.platform import AT, make_user
from tests.factories.runs import make_town

from caudal.domain.metering.models import Consumption
from caudal.domain.platform.models import ConfigurationChange
from caudal.domain.reports.queries.decisions import (
    SHOWN_OF_EACH,
    closings_to_explain,
    proposals_to_sign,
    readings_to_review,
    runs_to_approve,
)
from caudal.usecases.approve_billing_run import approve_billing_run
from caudal.usecases.close_cash_session import close_cash_session

pytestmark = pytest.mark.django_db

SEPTEMBER, TODAY = date(2026, 9, 1), date(2026, 11, 17)


def close(*, hundreds: int) -> None:
    """A session that opened with $1,500 closes with so many hundred-peso notes."""
    session = make_session()
    close_cash_session(
        cash_session_id=session.pk,
        denominations={"100": hundreds},
        explanation="Se contó dos veces",
        acting_user=session.cashier,
        at=AT,
    )


def propose(title: str) -> ConfigurationChange:
    return ConfigurationChange.objects.create(
        kind=ConfigurationChange.Kind.MONEY_PARAMETER,
        title=title,
        after={"value": "117.31"},
        reason="Diario Oficial",
        proposed_by=make_user(),
        proposed_at=AT,
    )


def test_a_run_in_review_waits_until_somebody_approves_it() -> None:
    town = make_town(accounts=6)
    town.read(SEPTEMBER)
    assert runs_to_approve() == []
    run = town.calculated(SEPTEMBER)

    [waiting] = runs_to_approve()
    assert (waiting.run_id, waiting.code, waiting.cycle) == (run.pk, run.code, "Ciclo 04")
    assert waiting.since == run.calculated_at

    approve_billing_run(run_id=run.pk, acting_user=town.manager, at=AT)
    assert runs_to_approve() == []


def test_readings_wait_by_period() -> None:
    critica = make_critica()
    pending = Consumption.objects.filter(state=Consumption.State.PENDING)
    [found] = readings_to_review()
    assert found.count == pending.count() > 0
    assert (found.period_id, found.cycle) == (critica.period.pk, "Ciclo 04")

    pending.update(state=Consumption.State.HELD)
    assert readings_to_review() == []


def test_closings_come_by_the_size_of_their_difference() -> None:
    for hundreds in (15, 16, 12):
        close(hundreds=hundreds)
    found = closings_to_explain(since=TODAY)
    assert [str(each.over_short) for each in found] == ["-300.00", "100.00"]
    assert closings_to_explain(since=date(2026, 11, 18)) == []


def test_only_the_first_of_each_kind_are_shown() -> None:
    for number in range(SHOWN_OF_EACH + 1):
        propose(f"UMA {2026 + number}")
    assert [each.title for each in proposals_to_sign()] == ["UMA 2026", "UMA 2027", "UMA 2028"]
    assert proposals_to_sign()[0].kind == "Parámetro"
