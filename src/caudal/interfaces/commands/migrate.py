"""``caudal migrate``."""

import click

from caudal.interfaces.commands.runtime import connect_as, explained


@click.command()
@click.option(
    "--check", is_flag=True, help="Solo decir si hay migraciones pendientes (código 1 si las hay)."
)
@explained
def migrate(*, check: bool) -> None:
    """Pone la base al día: tablas, roles y privilegios. Se conecta como caudal_owner."""
    connect_as("caudal_owner")
    from caudal.usecases.migrate_database import migrate_database, pending_migrations

    if check:
        pending = pending_migrations()
        click.echo("\n".join(pending) or "Sin migraciones pendientes.")
        raise SystemExit(1 if pending else 0)
    migrate_database(report=click.echo)
