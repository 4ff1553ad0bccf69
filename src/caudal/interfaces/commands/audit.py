"""``caudal audit``."""

import json
from typing import TYPE_CHECKING

import click

from caudal.interfaces.commands.runtime import connect_as, explained

if TYPE_CHECKING:
    from caudal.domain.platform.models import AuditBlock


@click.group()
def audit() -> None:
    """Sella la bitácora y muestra su sello, que se guarda fuera de esta máquina."""


@audit.command()
@explained
def seal() -> None:
    """Sella los asientos con más de una hora que aún no cubre ningún bloque."""
    connect_as("caudal_app")
    from caudal.interfaces.clock import now
    from caudal.usecases.seal_audit_log import seal_audit_log

    block = seal_audit_log(at=now())
    if block is None:
        click.echo("No hay asientos nuevos por sellar.")
        return
    click.echo(f"Sellados {block.entry_count:,} asientos, hasta el {block.last_entry_id}.")
    click.echo(block.digest)


@audit.command()
@click.option("--json", "as_json", is_flag=True, help="Como objeto JSON.")
@explained
def digest(*, as_json: bool) -> None:
    """Muestra el último sello.

    Guárdelo fuera: si «caudal verify» pasa y este sello sigue en la cadena, nada anterior cambió.
    """
    connect_as("caudal_app")
    from caudal.domain.platform.queries.audit import last_block

    block = last_block()
    if block is None:
        message = "La bitácora aún no se ha sellado; use «caudal audit seal»."
        raise click.ClickException(message)
    click.echo(json.dumps(_as_json(block)) if as_json else block.digest)


def _as_json(block: "AuditBlock") -> dict[str, object]:
    return {
        "digest": block.digest,
        "last_entry_id": block.last_entry_id,
        "sealed_at": block.sealed_at.isoformat(),
    }
