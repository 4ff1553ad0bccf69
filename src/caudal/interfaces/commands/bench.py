"""``caudal bench``."""

import subprocess
import sys
from pathlib import Path

import click

import caudal

SOURCES = Path(caudal.__file__).resolve().parents[2]


class SourcesMissing(click.ClickException):
    """An installed package has nothing to measure with."""

    def __init__(self) -> None:
        super().__init__(
            "Las mediciones vienen con el código fuente, no con el paquete instalado."
            " Clone el repositorio y ejecute ahí: make bench"
        )


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def bench(*, options: tuple[str, ...]) -> None:
    """Mide en esta máquina lo que el producto promete; con --help, sus opciones.

    Usa una base de datos propia, aparte de la del organismo.
    """
    if not (SOURCES / "benchmarks" / "__main__.py").is_file():
        raise SourcesMissing
    command = [sys.executable, "-m", "benchmarks", *options]
    raise SystemExit(subprocess.run(command, cwd=SOURCES, check=False).returncode)  # noqa: S603
