"""``caudal setup``."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from caudal.interfaces.commands.passwords import asked_password
from caudal.interfaces.commands.runtime import connect_as, explained

if TYPE_CHECKING:
    from caudal.usecases.set_up_utility import Administrator, UtilitySetUp

PASSWORD_VARIABLE = "CAUDAL_ADMIN_PASSWORD"  # noqa: S105 - the name of a variable


@click.command()
@click.argument("pack", metavar="[PAQUETE.yaml]", required=False)
@click.option(
    "--export",
    "export_to",
    metavar="ARCHIVO",
    help="Escribir el organismo de esta base como paquete («-» es la pantalla) y terminar.",
)
@click.option("--dry-run", is_flag=True, help="Solo decir qué cambiaría.")
@click.option(
    "--admin-username",
    help="Dar de alta al primer operador; su contraseña se pide,"
    f" o se toma de {PASSWORD_VARIABLE}. Si ya hay operadores no hace nada.",
)
@click.option("--admin-name", default="Administración", help="Nombre del primer operador.")
@click.option("--admin-role", default="Administrador", help="Rol del primer operador.")
@click.option(
    "--propose-as",
    metavar="USUARIO",
    help="Dejar lo que mueve dinero como propuesta de este operador, para que otro la firme.",
)
@click.option("--json", "as_json", is_flag=True, help="Responder en JSON.")
@explained
def setup(
    *,
    pack: str | None,
    export_to: str | None,
    dry_run: bool,
    admin_username: str | None,
    admin_name: str,
    admin_role: str,
    propose_as: str | None,
    as_json: bool,
) -> None:
    """Crea un organismo operador completo desde un paquete, o pone al día el que ya existe.

    PAQUETE es la ruta de un archivo YAML o el nombre de uno de los que trae Caudal (san-telmo,
    valle-bajo). Cargarlo dos veces no cambia nada. Lo que mueve dinero solo entra la primera vez:
    después se propone y lo firma otra persona.
    """
    if (pack is None) == (export_to is None):
        raise click.UsageError(
            "Escriba un paquete por cargar, o --export y el archivo por escribir."
        )
    connect_as("caudal_app")
    if pack is None:
        _export(str(export_to))
        return
    administrator = None
    if admin_username and not dry_run:
        administrator = _administrator(admin_username, admin_name, admin_role)
    done = _set_up(pack, dry_run=dry_run, administrator=administrator, propose_as=propose_as)
    if as_json:
        click.echo(json.dumps(_answer(done, dry_run=dry_run), ensure_ascii=False, indent=2))
    else:
        _tell(done, dry_run=dry_run)


def _export(target: str) -> None:
    from caudal.usecases.export_utility import export_utility

    text = export_utility()
    if target == "-":
        click.echo(text, nl=False)
        return
    try:
        Path(target).write_text(text, encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"No se puede escribir {target}: {error.strerror}.") from error
    click.echo(f"Organismo escrito en {target}.")


def _administrator(username: str, full_name: str, role: str) -> "Administrator":
    from caudal.usecases.set_up_utility import Administrator

    password = asked_password(variable=PASSWORD_VARIABLE, prompt=f"Contraseña de {username}")
    return Administrator(username=username, full_name=full_name, password=password, role=role)


def _set_up(
    name: str, *, dry_run: bool, administrator: "Administrator | None", propose_as: str | None
) -> "UtilitySetUp":
    from caudal.adapters.packs import locate_pack, read_pack
    from caudal.domain.platform.queries.operators import the_operator
    from caudal.interfaces.clock import now
    from caudal.usecases.set_up_utility import set_up_utility

    return set_up_utility(
        pack=read_pack(path=locate_pack(name=name)),
        acting_user=None,
        at=now(),
        administrator=administrator,
        propose_as=the_operator(username=propose_as) if propose_as else None,
        dry_run=dry_run,
    )


def _answer(done: "UtilitySetUp", *, dry_run: bool) -> dict[str, object]:
    return {
        "is_new": done.is_new,
        "dry_run": dry_run,
        "changes": [
            {"what": found.label, "sentence": found.sentence, "guard": found.guard.name.lower()}
            for found in done.comparison.differences
        ],
        "waiting": [found.label for found in done.waiting],
        "only_in_database": list(done.comparison.only_in_database),
        "administrator": done.administrator.username if done.administrator else None,
    }


def _tell(done: "UtilitySetUp", *, dry_run: bool) -> None:
    differences = done.comparison.differences
    if not differences:
        click.echo("La base ya está como dice el paquete: nada cambió.")
    elif done.is_new:
        verb = "Se crearían" if dry_run else "Se crearon"
        click.echo(f"{verb} {len(differences)} datos de un organismo nuevo.")
    else:
        waiting = {found.label for found in done.waiting}
        for found in differences:
            click.echo(found.sentence + _NOTES[found.guard.name if dry_run else ""])
            if found.label in waiting:
                click.echo("  espera la firma de otra persona en Configuración › Por firmar")
    for label in done.comparison.only_in_database:
        click.echo(f"Solo en la base: {label} (un paquete no quita nada)")
    if done.administrator:
        click.echo(f"Operador {done.administrator.username} dado de alta.")


_NOTES = {
    "": "",
    "FREE": "",
    "TWO_SIGNATURES": "  [lleva dos firmas: use --propose-as]",
    "FIXED": "  [no se cambia: quítelo del paquete]",
}
