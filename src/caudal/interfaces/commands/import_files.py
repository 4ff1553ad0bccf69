"""``caudal import``."""

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from caudal.engines.layouts.error_names import ERROR_NAMES
from caudal.engines.layouts.rows import ErrorCode
from caudal.interfaces.commands.runtime import connect_as, explained

if TYPE_CHECKING:
    from caudal.domain.imports.models import ImportBatch

KINDS = {
    "padron": "register",
    "medidores": "meters",
    "lecturas-iniciales": "opening_readings",
    "saldos": "opening_balances",
    "lecturas": "readings",
}
ERRORS_PRINTED = 10
_CHUNK = 1 << 20


class Bar:
    """Rows done, rate and time left, on the error stream and only for a person at a terminal."""

    def __init__(self, label: str, *, is_shown: bool) -> None:
        self._label = label
        self._is_shown = is_shown and sys.stderr.isatty()
        self._start = time.monotonic()

    def report(self, done: int, total: int, errors: int) -> None:
        """Draw it again in place."""
        if not self._is_shown:
            return
        seconds = max(time.monotonic() - self._start, 0.001)
        rate = done / seconds
        left = (total - done) / rate if rate else 0
        share = done * 100 // total if total else 100
        line = (
            f"\r{self._label} {'█' * (share // 5):░<20} {share:3d} %  {done:,} de {total:,}"
            f" · {rate:,.0f} filas/s · faltan {left:,.0f} s · {errors:,} con error "
        )
        click.echo(line, nl=done >= total, err=True)


@click.command("import")
@click.argument("kind", metavar="TIPO", type=click.Choice(list(KINDS)))
@click.argument(
    "path", metavar="ARCHIVO", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--mapping", metavar="NOMBRE", help="Acomodo de columnas guardado.")
@click.option("--save-mapping", metavar="NOMBRE", help="Guardar el acomodo de este archivo.")
@click.option("--load", "wants_load", is_flag=True, help="Cargar, si la revisión sale bien.")
@click.option("--only-good", is_flag=True, help="Con --load: cargar aunque haya filas con error.")
@click.option(
    "--create-routes",
    metavar="CICLO",
    help="Crear en este ciclo las rutas que falten (solo padrón).",
)
@click.option("--period", metavar="PERIODO", help="Periodo que se leyó, como 2026-10 (lecturas).")
@click.option(
    "--correct",
    "corrects",
    is_flag=True,
    help="Que una lectura distinta sustituya a la que el periodo ya tiene (lecturas).",
)
@click.option(
    "--errors",
    "errors_path",
    metavar="ARCHIVO",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Escribir las filas con error, con su motivo, para corregirlas.",
)
@click.option("--as-user", metavar="USUARIO", help="Operador que queda en la bitácora.")
@click.option("--json", "as_json", is_flag=True, help="Responder en JSON.")
@explained
def import_files(
    *,
    kind: str,
    path: Path,
    mapping: str | None,
    save_mapping: str | None,
    wants_load: bool,
    only_good: bool,
    create_routes: str | None,
    period: str | None,
    corrects: bool,
    errors_path: Path | None,
    as_user: str | None,
    as_json: bool,
) -> None:
    """Revisa un archivo de CSV o Excel y, solo con --load, lo carga.

    TIPO es padron, medidores, lecturas-iniciales, saldos o lecturas. Cargar dos veces el mismo
    archivo no cambia nada. Termina con código 1 si hay filas con error y no se pidió cargar las
    demás.
    """
    connect_as("caudal_app")
    options = {
        "create_routes": bool(create_routes),
        "cycle_code": create_routes or "",
        "period_code": period or "",
        "corrects_readings": corrects,
    }
    batch = _received(kind, path, mapping, options, as_user)
    if save_mapping:
        _save_mapping(batch, save_mapping, as_user)
    batch = _checked(batch, as_user, is_shown=not as_json)
    if errors_path and batch.errors_file:
        _copy_errors(batch, errors_path)
    if wants_load and (batch.new_count or batch.changed_count):
        batch = _loaded(batch, as_user, only_good=only_good, is_shown=not as_json)
    if as_json:
        click.echo(json.dumps(_answer(batch), ensure_ascii=False, indent=2))
    else:
        _tell(batch)
    if batch.error_count and not only_good:
        raise SystemExit(1)


def _operator(username: str | None) -> Any:
    from caudal.domain.platform.queries.operators import the_operator

    return the_operator(username=username) if username else None


def _received(
    kind: str, path: Path, mapping: str | None, options: dict[str, Any], as_user: str | None
) -> "ImportBatch":
    from caudal.domain.imports.models import ImportKind
    from caudal.domain.imports.planning import ImportOptions
    from caudal.domain.imports.queries.batches import mapping_named
    from caudal.interfaces.clock import now
    from caudal.usecases.receive_import_file import GivenFile, receive_import_file

    what = ImportKind(KINDS[kind])
    return receive_import_file(
        kind=what,
        file=GivenFile(name=path.name, size_bytes=path.stat().st_size, chunks=_chunks(path)),
        columns=mapping_named(kind=what, name=mapping).columns if mapping else None,
        options=ImportOptions.read(options).stored(),
        acting_user=_operator(as_user),
        at=now(),
    )


def _save_mapping(batch: "ImportBatch", name: str, as_user: str | None) -> None:
    from caudal.domain.imports.models import ImportKind
    from caudal.interfaces.clock import now
    from caudal.usecases.save_import_mapping import save_import_mapping

    save_import_mapping(
        kind=ImportKind(batch.kind),
        name=name,
        columns=batch.columns,
        acting_user=_operator(as_user),
        at=now(),
    )


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _checked(batch: "ImportBatch", as_user: str | None, *, is_shown: bool) -> "ImportBatch":
    from caudal.interfaces.clock import now
    from caudal.usecases.check_import import check_import

    return check_import(
        batch_id=batch.pk,
        report=Bar("Revisando", is_shown=is_shown).report,
        acting_user=_operator(as_user),
        at=now(),
    )


def _loaded(
    batch: "ImportBatch", as_user: str | None, *, only_good: bool, is_shown: bool
) -> "ImportBatch":
    from caudal.interfaces.clock import now
    from caudal.usecases.load_import import load_import

    return load_import(
        batch_id=batch.pk,
        report=Bar("Cargando ", is_shown=is_shown).report,
        acting_user=_operator(as_user),
        at=now(),
        only_good_rows=only_good,
    )


def _copy_errors(batch: "ImportBatch", target: Path) -> None:
    from caudal.domain.platform.operations.files import file_path

    if batch.errors_file is None:
        return
    try:
        target.write_bytes(file_path(sha256=batch.errors_file.sha256).read_bytes())
    except OSError as error:
        raise click.ClickException(f"No se puede escribir {target}: {error.strerror}.") from error


def _answer(batch: "ImportBatch") -> dict[str, Any]:
    return {
        "import": batch.pk,
        "state": batch.state,
        "rows": batch.row_count,
        "new": batch.new_count,
        "changed": batch.changed_count,
        "same": batch.same_count,
        "errors": batch.error_count,
        "created": batch.created_count,
        "updated": batch.updated_count,
        "first_errors": batch.errors_shown,
        "findings": batch.findings,
    }


def _tell(batch: "ImportBatch") -> None:
    click.echo(
        f"{batch.row_count:,} filas: {batch.new_count:,} nuevas, {batch.changed_count:,} con"
        f" cambios, {batch.same_count:,} iguales, {batch.error_count:,} con error."
    )
    for what, count in batch.findings.get("to_create", {}).items():
        click.echo(f"Se crean además: {count:,} {what}.")
    for kind in batch.findings.get("by_kind", []):
        name = ERROR_NAMES[ErrorCode(kind["code"])]
        click.echo(f"  {kind['count']:>7,}  «{kind['column']}»: {name}")
    for error in batch.errors_shown[:ERRORS_PRINTED]:
        click.echo(
            f"  fila {error['row']}, «{error['column']}» ({error['value']}): {error['reason']}"
        )
    if len(batch.errors_shown) > ERRORS_PRINTED:
        click.echo("  … la lista completa se escribe con --errors ARCHIVO")
    if batch.state == "loaded":
        click.echo(
            f"Cargado: {batch.created_count:,} dadas de alta, {batch.updated_count:,} corregidas."
        )
    elif batch.new_count or batch.changed_count:
        click.echo("No se cargó nada: repita con --load para cargar.")
    else:
        click.echo("No hay nada que cargar.")
