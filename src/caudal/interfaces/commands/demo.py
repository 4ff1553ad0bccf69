"""``caudal demo``."""

import json
import os
import sys
import time
from typing import TYPE_CHECKING

import click

from caudal.interfaces.commands.runtime import (
    connect_as,
    embedded_cluster,
    explained,
    migrate_in_another_process,
    uses_embedded_database,
)

if TYPE_CHECKING:
    from caudal.usecases.build_demo import DemoBuilt, DemoProgress

DEFAULT_CONNECTIONS = 3_000
DEFAULT_SEED = 2026
DEFAULT_PORT = 8000
_BAR = 24


@click.command()
@click.option(
    "--connections",
    type=int,
    help=f"Tomas del organismo, de 100 a 1,000,000.  [default: {DEFAULT_CONNECTIONS:,}]",
)
@click.option("--seed", type=int, help="La misma semilla y tamaño dan los mismos datos.")
@click.option("--serve", is_flag=True, help="Servirla al terminar, hasta Ctrl+C.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=DEFAULT_PORT,
    show_default=True,
    help="Puerto para --serve.",
)
@click.option("--new-passwords", is_flag=True, help="Cambiar la contraseña de los usuarios.")
@click.option("--json", "as_json", is_flag=True, help="Responder en JSON.")
@explained
def demo(
    *,
    connections: int | None,
    seed: int | None,
    serve: bool,
    port: int,
    new_passwords: bool,
    as_json: bool,
) -> None:
    """Crea un organismo de demostración: padrón, doce meses de lecturas, recibos y pagos.

    La segunda vez encuentra la base hecha y conserva sus datos; si se interrumpió, sigue donde iba.
    Nunca toca la base de un organismo real.
    """
    was_running = uses_embedded_database() and embedded_cluster().status().is_running
    connect_as("caudal_app")
    _bring_up_to_date()
    built = _build(connections, seed, is_quiet=as_json)
    password = _new_password(even_if_known=new_passwords)
    _answer(built, password=password, port=port, as_json=as_json, serve=serve)
    if serve:
        _serve(port, was_running=was_running)


def _build(connections: int | None, seed: int | None, *, is_quiet: bool) -> "DemoBuilt":
    from caudal.adapters.packs import locate_pack, read_pack
    from caudal.adapters.packs.demo_town import read_demo_town
    from caudal.domain.platform.queries.utility import the_utility
    from caudal.interfaces.clock import now, today
    from caudal.usecases.build_demo import build_demo, demo_status
    from caudal.usecases.set_up_utility import set_up_utility

    plan, lists = read_demo_town()
    status = demo_status()
    if status is None:
        pack = read_pack(path=locate_pack(name=plan.pack))
        set_up_utility(pack=pack, acting_user=None, at=now(), is_demo=True)
    bar = ProgressBar(is_quiet=is_quiet)
    return build_demo(
        plan=plan,
        lists=lists,
        connections=connections or (status.connections if status else DEFAULT_CONNECTIONS),
        seed=seed if seed is not None else (status.seed if status else DEFAULT_SEED),
        today=today(the_utility().time_zone),
        at=now(),
        report=bar.show,
    )


def _new_password(*, even_if_known: bool) -> str | None:
    """The password to tell, once: when nobody was told one yet, or when asked for."""
    from caudal.domain.platform.operations.passwords import provisional_password
    from caudal.interfaces.clock import now
    from caudal.usecases.build_demo import demo_lacks_passwords, renew_demo_passwords

    if not even_if_known and not demo_lacks_passwords():
        return None
    password = provisional_password()
    renew_demo_passwords(password=password, at=now())
    return password


def _answer(
    built: "DemoBuilt", *, password: str | None, port: int, as_json: bool, serve: bool
) -> None:
    from caudal.adapters.packs.demo_town import read_demo_town

    plan, _ = read_demo_town()
    shown = [person for person in plan.people if person.is_shown]
    address = f"http://127.0.0.1:{port}/"
    if as_json:
        answer = {
            "connections": built.connections,
            "seed": built.seed,
            "today": built.today.isoformat(),
            "bills": built.bills,
            "payments": built.payments,
            "address": address if serve else None,
            "users": [{"username": one.username, "role": one.role} for one in shown],
            "password": password,
        }
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    click.echo(
        f"Demostración de {built.connections:,} tomas: {built.bills:,} recibos y"
        f" {built.payments:,} pagos hasta el {built.today:%d/%m/%Y}."
    )
    for one in shown:
        click.echo(f"  {one.username:<15} {one.role}")
    if password:
        click.echo(f"Contraseña de todos: {password}  (no se vuelve a mostrar)")
    else:
        click.echo("La contraseña es la que se mostró al crearla; --new-passwords da otra.")
    click.echo(f"Abra {address}" if serve else "Sírvala con: caudal demo --serve")


def _bring_up_to_date() -> None:
    from caudal.usecases.migrate_database import pending_migrations

    if pending_migrations():
        migrate_in_another_process()


def _serve(port: int, *, was_running: bool) -> None:
    """Become ``caudal serve``: a web process has other settings than a command, from its start."""
    from django.db import connections

    connections.close_all()
    if uses_embedded_database() and not was_running:
        embedded_cluster().stop()  # The server starts it again, and so stops it at its end.
    sys.stdout.flush()
    command = [sys.executable, "-m", "caudal.interfaces.commands", "serve", "--port", str(port)]
    os.execv(sys.executable, command)  # noqa: S606 - nothing of it comes from outside


class ProgressBar:
    """Stage, part done, rate and time left; one line on a terminal, one per stage elsewhere."""

    def __init__(self, *, is_quiet: bool) -> None:
        self._is_quiet = is_quiet
        self._is_terminal = sys.stderr.isatty()
        self._began: tuple[float, int] | None = None
        self._stage = ""

    def show(self, progress: "DemoProgress") -> None:
        """Draw it again."""
        clock = time.monotonic()
        if self._began is None:
            self._began = (clock, progress.done)
        if self._is_quiet or (not self._is_terminal and progress.stage == self._stage):
            return
        self._stage = progress.stage
        start, already = self._began
        passed, done = clock - start, progress.done - already
        rate = done / passed if passed > 0 else 0.0
        left = (progress.total - progress.done) / rate if rate else 0.0
        part = progress.done / progress.total if progress.total else 1.0
        bar = "█" * int(_BAR * part) + "░" * (_BAR - int(_BAR * part))
        told = f"{bar} {part:4.0%}  {progress.stage:<28}"
        if rate and progress.done < progress.total:
            told += f" {rate:,.0f} cuentas/s · faltan {_in_words(left)}"
        stays = not self._is_terminal or progress.done == progress.total
        again = "\r\x1b[K" if self._is_terminal else ""
        click.echo(f"{again}{told}", err=True, nl=stays)


def _in_words(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"
