"""``caudal setup``."""

import json
from pathlib import Path

import click

from caudal.interfaces.commands.runtime import connect_as, explained


@click.command()
@click.argument("pack", metavar="[PAQUETE.yaml]", required=False)
@click.option(
    "--export",
    "export_to",
    metavar="ARCHIVO",
    help="Escribir el organismo de esta base como paquete («-» es la pantalla) y terminar.",
)
@click.option("--dry-run", is_flag=True, help="Solo decir qué cambiaría.")
@click.option("--json", "as_json", is_flag=True, help="Responder en JSON.")
@explained
def setup(*, pack: str | None, export_to: str | None, dry_run: bool, as_json: bool) -> None:
    """Crea un organismo operador completo desde un paquete, o pone al día el que ya existe.

    PAQUETE es la ruta de un archivo YAML o el nombre de uno de los que trae Caudal (san-telmo,
    valle-bajo). Cargarlo dos veces no cambia nada. Lo que mueve dinero solo entra la primera vez:
    después se propone y se firma en pantalla.
    """
    if (pack is None) == (export_to is None):
        raise click.UsageError(
            "Escriba un paquete por cargar, o --export y el archivo por escribir."
        )
    connect_as("caudal_app")
    if pack is None:
        _export(str(export_to))
    else:
        _set_up(pack, dry_run=dry_run, as_json=as_json)


def _export(target: str) -> None:
    from caudal.usecases.export_utility import export_utility

    text = export_utility()
    if target == "-":
        click.echo(text, nl=False)
    else:
        Path(target).write_text(text, encoding="utf-8")
        click.echo(f"Organismo escrito en {target}.")


def _set_up(name: str, *, dry_run: bool, as_json: bool) -> None:
    from caudal.adapters.packs import locate_pack, read_pack
    from caudal.interfaces.clock import now
    from caudal.usecases.set_up_utility import set_up_utility

    done = set_up_utility(
        pack=read_pack(path=locate_pack(name=name)), acting_user=None, at=now(), dry_run=dry_run
    )
    sentences = [found.sentence for found in done.comparison.differences]
    if as_json:
        answer = {
            "is_new": done.is_new,
            "dry_run": dry_run,
            "changes": sentences,
            "only_in_database": done.comparison.only_in_database,
        }
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    _tell(sentences, is_new=done.is_new, dry_run=dry_run)
    for label in done.comparison.only_in_database:
        click.echo(f"Solo en la base: {label} (un paquete no quita nada)")


def _tell(sentences: list[str], *, is_new: bool, dry_run: bool) -> None:
    if not sentences:
        click.echo("La base ya está como dice el paquete: nada cambió.")
        return
    if not is_new:
        click.echo("\n".join(sentences))
    verb = "Se cambiarían" if dry_run else "Se guardaron"
    click.echo(f"{verb} {len(sentences)} datos{' de un organismo nuevo' if is_new else ''}.")
