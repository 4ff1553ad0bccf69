"""``caudal run``: a billing run from the command line, as an operator who holds the function."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from caudal.interfaces.commands.runtime import connect_as, explained

if TYPE_CHECKING:
    from caudal.domain.billing.models import BillingRun
    from caudal.domain.platform.functions import Function
    from caudal.domain.platform.models import User

_as_user = click.option(
    "--as", "username", metavar="USUARIO", required=True, help="Operador que actúa."
)
_as_json = click.option("--json", "as_json", is_flag=True, help="Responder en JSON.")
_code = click.argument("code", metavar="CORRIDA")


@click.group("run")
def run() -> None:
    """Prepara, calcula, aprueba y emite una corrida de facturación."""


@run.command(
    help="Prepara la corrida de un ciclo y periodo, o una complementaria de las cuentas que la"
    " corrida emitida retuvo. Aún no calcula nada."
)
@click.option("--cycle", "cycle_code", metavar="CICLO", required=True, help="Clave del ciclo.")
@click.option("--period", "period_code", metavar="PERIODO", required=True, help="Como 2026-10.")
@click.option(
    "--issue-date",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    help="Fecha que llevan los recibos, como 2026-11-06; si no se da, la de hoy.",
)
@click.option(
    "--complementary",
    "is_complementary",
    is_flag=True,
    help="Complementaria: solo las cuentas retenidas del periodo que siguen sin recibo.",
)
@_as_user
@_as_json
@explained
def prepare(
    *,
    cycle_code: str,
    period_code: str,
    issue_date: datetime | None,
    is_complementary: bool,
    username: str,
    as_json: bool,
) -> None:
    """Open the run."""
    connect_as("caudal_app")
    from caudal.domain.billing.queries.runs import period_named, principal_run_of
    from caudal.domain.platform.functions import Function
    from caudal.interfaces.clock import now, today
    from caudal.usecases.prepare_billing_run import prepare_billing_run
    from caudal.usecases.supplement_billing_run import supplement_billing_run

    period = period_named(cycle_code=cycle_code, period_code=period_code)
    day = issue_date.date() if issue_date else today(period.cycle.branch.time_zone)
    user = _operator(username, Function.CALCULATE_BILLING_RUNS)
    if is_complementary:
        principal = principal_run_of(period=period)
        prepared = supplement_billing_run(
            run_id=principal.pk, issue_date=day, acting_user=user, at=now()
        )
    else:
        prepared = prepare_billing_run(
            period_id=period.pk, issue_date=day, acting_user=user, at=now()
        )
    _answer(prepared, f"Corrida {prepared.code} preparada.", as_json=as_json)


@run.command(help="Calcula una corrida; repetirlo la calcula de nuevo.")
@_code
@_as_user
@_as_json
@explained
def calculate(*, code: str, username: str, as_json: bool) -> None:
    """Rate every account of the cycle into staging."""
    connect_as("caudal_app")
    from caudal.domain.billing.queries.runs import account_count, run_named
    from caudal.domain.platform.functions import Function
    from caudal.interfaces.clock import now
    from caudal.usecases.calculate_billing_run import calculate_billing_run

    found = run_named(code=code)
    user = _operator(username, Function.CALCULATE_BILLING_RUNS)
    with _bar("Calculando", account_count(run=found)) as report:
        done = calculate_billing_run(run_id=found.pk, acting_user=user, at=now(), report=report)
    _answer(done, f"Corrida {done.code} calculada; falta revisarla y aprobarla.", as_json=as_json)


@run.command(help="Aprueba una corrida revisada: la firma quien no la preparó.")
@_code
@_as_user
@_as_json
@explained
def approve(*, code: str, username: str, as_json: bool) -> None:
    """Sign a reviewed run."""
    connect_as("caudal_app")
    from caudal.domain.billing.queries.runs import run_named
    from caudal.domain.platform.functions import Function
    from caudal.interfaces.clock import now
    from caudal.usecases.approve_billing_run import approve_billing_run

    user = _operator(username, Function.APPROVE_BILLING_RUNS)
    done = approve_billing_run(run_id=run_named(code=code).pk, acting_user=user, at=now())
    _answer(done, f"Corrida {done.code} aprobada.", as_json=as_json)


@run.command(help="Emite una corrida aprobada; si se interrumpe, repítalo y sigue donde iba.")
@_code
@_as_user
@_as_json
@explained
def issue(*, code: str, username: str, as_json: bool) -> None:
    """Issue what is left of an approved run."""
    connect_as("caudal_app")
    from caudal.domain.billing.queries.runs import run_named
    from caudal.domain.platform.functions import Function
    from caudal.interfaces.clock import now
    from caudal.usecases.issue_billing_run import issue_billing_run

    found = run_named(code=code)
    user = _operator(username, Function.APPROVE_BILLING_RUNS)
    with _bar("Emitiendo", found.active_count) as report:
        done = issue_billing_run(run_id=found.pk, acting_user=user, at=now(), report=report)
    _answer(done, f"Corrida {done.code} emitida.", as_json=as_json)


@run.command(help="Dice cómo va una corrida; sin nombre, las últimas diez.")
@click.argument("code", metavar="[CORRIDA]", required=False)
@_as_json
@explained
def status(*, code: str | None, as_json: bool) -> None:
    """The state and the counts."""
    connect_as("caudal_app")
    from caudal.domain.billing.queries.runs import last_runs, run_named

    runs = [run_named(code=code)] if code else last_runs(limit=10)
    if as_json:
        told = [_facts(each) for each in runs]
        click.echo(json.dumps(told[0] if code else told, ensure_ascii=False, indent=2))
        return
    if not runs:
        click.echo("Aún no hay corridas: prepare la primera con «caudal run prepare».")
    for each in runs:
        click.echo(_sentence(each))


def _operator(username: str, function: "Function") -> "User":
    from caudal.domain.platform.queries.operators import operator_who_may

    return operator_who_may(username=username, function=function)


@contextmanager
def _bar(label: str, total: int) -> Iterator[Callable[[int], None]]:
    """Accounts done, on the error stream and only for a person at a terminal."""
    if not sys.stderr.isatty():
        yield lambda _done: None
        return
    with click.progressbar(length=total, label=label, file=sys.stderr, show_pos=True) as bar:
        yield lambda done: bar.update(done - bar.pos)


def _answer(found: "BillingRun", sentence: str, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(_facts(found), ensure_ascii=False, indent=2))
        return
    click.echo(sentence)
    click.echo(_sentence(found))


def _facts(found: "BillingRun") -> dict[str, Any]:
    return {
        "run": found.code,
        "supplements": found.supplements.code if found.supplements else None,
        "state": found.state,
        "cycle": found.cycle.code,
        "period": found.period.code,
        "issue_date": found.issue_date.isoformat(),
        "due_date": found.due_date.isoformat(),
        "active": found.active_count,
        "billed": found.billed_count,
        "held": found.held_count,
        "excluded": found.excluded_count,
        "issued": found.issued_count,
        "total": str(found.total),
        "volume_m3": str(found.volume_m3),
    }


def _sentence(found: "BillingRun") -> str:
    whole = "retenidas sin recibo" if found.supplements_id else "activas"
    return (
        f"{found.code}  {found.get_state_display().lower()}:"
        f" {found.billed_count:,} facturadas + {found.held_count:,} retenidas"
        f" + {found.excluded_count:,} excluidas = {found.active_count:,} {whole};"
        f" ${found.total:,.2f}, {found.issued_count:,} recibos emitidos"
    )
