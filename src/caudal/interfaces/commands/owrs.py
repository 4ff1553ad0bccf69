"""``caudal owrs``: rates in the Open Water Rate Specification; no database."""

from pathlib import Path

import click

from caudal.adapters.owrs import (
    OwrsBiller,
    OwrsRefused,
    export_tariff,
    lint_file,
    read_class,
    read_file,
)
from caudal.engines.rating import Level, dump_tariff, dump_tariff_yaml
from caudal.interfaces.clock import now
from caudal.interfaces.commands.findings import show_findings
from caudal.interfaces.commands.json_lines import answer_lines
from caudal.interfaces.commands.runtime import explained
from caudal.interfaces.commands.tariff_packs import program_on, read_tariff

FILE = click.argument("file", metavar="ARCHIVO", type=click.Path(path_type=Path))


@click.group()
def owrs() -> None:
    """Lee, revisa y cobra tarifas escritas en Open Water Rate Specification (OWRS)."""


@owrs.command()
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="La carpeta desde la que se buscan los archivos; si falta, la actual.",
)
@explained
def bill(*, folder: Path) -> None:
    """Responde, en orden, a cada línea {file, class, inputs, usage} de la entrada estándar.

    Cada respuesta es {service, commodity, bill, parts}, con listas paralelas a usage de decimales
    exactos; null donde la clase no tiene ese campo; {error} donde no se puede cobrar.
    """
    biller = OwrsBiller(folder)
    answer_lines(lambda lines: [biller.answer(line) for line in lines])


@owrs.command("lint")
@FILE
@click.option("--json", "as_json", is_flag=True, help="Responder en JSON.")
@explained
def lint_command(*, file: Path, as_json: bool) -> None:
    """Revisa un archivo: errores y avisos. Termina con código 1 si hay errores."""
    findings = lint_file(read_file(path=file))
    show_findings(findings, as_json=as_json)
    if any(found.level is Level.ERROR for found in findings):
        raise SystemExit(1)


@owrs.command("import")
@FILE
@click.option("--class", "name", metavar="CLASE", help="La clase; si falta, se muestran todas.")
@explained
def import_command(*, file: Path, name: str | None) -> None:
    """Escribe una clase como paquete de tarifa, listo para «caudal tariffs»."""
    found = read_file(path=file)
    if name is None:
        click.echo("\n".join(found.classes))
        return
    if found.effective_on is None:
        raise OwrsRefused(f"{file.name}: sin «effective_date» no se sabe desde cuándo rige.")
    click.echo(dump_tariff_yaml(dump_tariff(read_class(found, name).definition)), nl=False)


@owrs.command("export")
@click.argument("pack", metavar="PAQUETE")
@click.option(
    "--classes",
    "class_input",
    metavar="ENTRADA",
    help="La entrada cuyas claves son las clases del archivo, como uso.",
)
@explained
def export_command(*, pack: str, class_input: str | None) -> None:
    """Escribe una tarifa como archivo OWRS; lo que el formato no dice se avisa o se rechaza."""
    definition = read_tariff(pack)
    day = program_on(definition, on_date=None, today=now().date()).on_date
    exported = export_tariff(definition, on_date=day, class_input=class_input)
    for loss in exported.losses:
        click.echo(click.style(f"Aviso: {loss}.", fg="yellow"), err=True)
    click.echo(dump_tariff_yaml(exported.document), nl=False)
