"""``caudal verify``."""

import json
from typing import TYPE_CHECKING, Any

import click

from caudal.interfaces.commands.runtime import connect_as, explained

if TYPE_CHECKING:
    from caudal.domain.platform.verification import Verdict

ROWS_PRINTED = 10


@click.command()
@click.option(
    "--only", "names", multiple=True, metavar="NOMBRE", help="Solo esta verificación; se repite."
)
@click.option("--json", "as_json", is_flag=True, help="Un objeto JSON por renglón, para programas.")
@explained
def verify(*, names: tuple[str, ...], as_json: bool) -> None:
    """Comprueba que las cuentas cuadran: cada promesa por su nombre, con los renglones que la
    rompen.

    Termina con código 1 si alguna no se cumple.
    """
    connect_as("caudal_app")
    from caudal.usecases.verify_books import verify_books

    broken = 0
    for verdict in verify_books(only=names):
        broken += not verdict.holds
        if as_json:
            click.echo(json.dumps(_as_json(verdict), ensure_ascii=False, default=str))
        else:
            _print(verdict)
    if not as_json:
        click.echo("Todo cuadra." if not broken else f"No se cumplen: {broken}.")
    if broken:
        raise SystemExit(1)


def _as_json(verdict: "Verdict") -> dict[str, Any]:
    return {
        "name": verdict.name,
        "holds": verdict.holds,
        "broken": list(verdict.broken),
        "is_truncated": verdict.is_truncated,
    }


def _print(verdict: "Verdict") -> None:
    mark = click.style("OK  ", fg="green") if verdict.holds else click.style("ROTO", fg="red")
    click.echo(f"{mark} {verdict.name}: {verdict.promise}")
    for row in verdict.broken[:ROWS_PRINTED]:
        click.echo("       " + ", ".join(f"{name}={value}" for name, value in row.items()))
    if len(verdict.broken) > ROWS_PRINTED:
        more = "o más" if verdict.is_truncated else "en total"
        click.echo(f"       … {len(verdict.broken)} {more}; con --json se ven")
