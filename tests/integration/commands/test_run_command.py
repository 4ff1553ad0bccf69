"""``caudal run``, over the database of the test."""

import json
from collections.abc import Iterator
from datetime import date
from unittest.mock import patch

import pytest
from click.testing import CliRunner, Result
from tests.factories.runs import Town, make_town
from tests.factories.supplements import make_held_month

from caudal.domain.billing.models import BillingRun
from caudal.interfaces.commands.run import run

pytestmark = pytest.mark.django_db

OCTOBER = date(2026, 10, 1)


@pytest.fixture
def town() -> Town:
    town = make_town(accounts=4, suspended=1)
    town.read(OCTOBER)
    return town


@pytest.fixture(autouse=True)
def _already_connected() -> Iterator[None]:
    """The test has chosen the database."""
    with patch("caudal.interfaces.commands.run.connect_as"):
        yield


def caudal_run(*arguments: str) -> Result:
    return CliRunner().invoke(run, arguments)


def test_a_run_goes_from_prepared_to_issued(town: Town) -> None:
    clerk, manager = town.clerk.username, town.manager.username
    period = ("--cycle", "04", "--period", town.period(OCTOBER).code)
    prepared = caudal_run("prepare", *period, "--issue-date", "2026-11-06", "--as", clerk, "--json")
    code = json.loads(prepared.output)["run"]
    assert caudal_run("calculate", code, "--as", clerk).exit_code == 0
    assert caudal_run("approve", code.lower(), "--as", manager).exit_code == 0
    issued = json.loads(caudal_run("issue", code, "--as", manager, "--json").output)

    assert (issued["state"], issued["active"], issued["issued"]) == ("issued", 4, 3)
    assert "3 facturadas + 0 retenidas + 1 excluidas = 4 activas" in caudal_run("status").output
    assert json.loads(caudal_run("status", code, "--json").output) == issued


def test_the_held_accounts_of_a_period_get_a_complementary_run(town: Town) -> None:
    month = make_held_month(cycle_code="05")
    wanted = ("prepare", "--cycle", "05", "--period", "2026-10", "--as", month.clerk.username)
    day = ("--complementary", "--issue-date", "2026-11-17")
    prepared = json.loads(caudal_run(*wanted, *day, "--json").output)
    assert (prepared["run"], prepared["supplements"]) == ("F-2026-10-05-C1", "F-2026-10-05")
    assert prepared["due_date"] == "2026-12-01"
    assert json.loads(caudal_run("status", "F-2026-10-05", "--json").output)["supplements"] is None
    run = month.calculated(BillingRun.objects.get(code=prepared["run"]))
    said = "0 facturadas + 4 retenidas + 0 excluidas = 4 retenidas sin recibo"
    assert said in caudal_run("status", run.code).output
    again = caudal_run(*wanted, *day)
    assert again.exit_code == 1
    assert "Ya hay una corrida complementaria en curso" in again.output
    town.period(OCTOBER)
    nothing = ("prepare", "--cycle", "04", "--period", "2026-10", "--as", month.clerk.username)
    assert "Octubre 2026 no tiene corrida que complementar" in caudal_run(*nothing, *day).output
    assert "retenidas del periodo" in " ".join(caudal_run("prepare", "--help").output.split())


def test_nobody_acts_without_the_function(town: Town) -> None:
    run_code = town.calculated(OCTOBER).code
    refused = caudal_run("approve", run_code, "--as", town.clerk.username)
    assert refused.exit_code == 1
    assert "no puede «Aprobar y emitir corridas»" in refused.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("status", "F-1900-01-99"), "No hay una corrida «F-1900-01-99»"),
        (("prepare", "--cycle", "04", "--period", "1900-01", "--as", "x"), "no tiene el periodo"),
        (("issue", "F-1900-01-99", "--as", "x"), "No hay una corrida"),
    ],
)
def test_what_is_not_there_is_said(town: Town, arguments: tuple[str, ...], said: str) -> None:
    del town
    result = caudal_run(*arguments)
    assert result.exit_code == 1
    assert said in result.output
