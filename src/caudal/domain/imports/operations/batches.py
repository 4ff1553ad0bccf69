"""The life of a batch: received, checked, loaded."""

from collections.abc import Mapping

from django.db import connection

from caudal.domain.imports.models import ImportBatch
from caudal.domain.imports.planning import ImportOptions
from caudal.domain.registry.models import BillingCycle
from caudal.kernel.errors import Refusal

ONLY_GOOD_ROWS = "only_good_rows"
_LOADABLE = (ImportBatch.State.CHECKED, ImportBatch.State.LOADING)
_CHECKABLE = (
    ImportBatch.State.RECEIVED,
    ImportBatch.State.CHECKED,
    ImportBatch.State.FAILED,
    # A check whose worker died; two at once are kept apart by the queue.
    ImportBatch.State.CHECKING,
)


class ImportNotFound(Refusal):
    """There is no such batch."""

    def __init__(self) -> None:
        super().__init__("Esa importación no existe. Búsquela en la lista de importaciones.")


class CycleMissing(Refusal):
    """New routes need a cycle that reads and bills them."""

    def __init__(self) -> None:
        super().__init__("Elija el ciclo de las rutas que se van a crear.")


class ImportNotChecked(Refusal):
    """Nothing is loaded that was not tried out before."""

    def __init__(self, state: str) -> None:
        super().__init__(
            f"La importación está en «{state}». Revise primero el archivo y después cárguelo."
        )


class ImportAlreadyLoaded(Refusal):
    """The batch is done."""

    def __init__(self) -> None:
        super().__init__(
            "Ese archivo ya se cargó. Para cargar otra versión, súbala como otra importación."
        )


class ImportHasErrors(Refusal):
    """Rows would stay out and nobody said that this is wanted."""

    def __init__(self, error_count: int) -> None:
        super().__init__(
            f"El archivo tiene {error_count:,} filas con error y no se cargó nada. Corríjalas y"
            " revíselo de nuevo, o pida cargar solo las filas buenas."
        )


class NothingToLoad(Refusal):
    """Every good row is already so in the register."""

    def __init__(self) -> None:
        super().__init__("No hay nada que cargar: las filas buenas ya están igual en el padrón.")


class ImportLoadedElsewhere(Refusal):
    """Another worker went on with the same batch."""

    def __init__(self) -> None:
        super().__init__("Otro proceso está cargando esta misma importación. Espere a que termine.")


def lock_batch(*, batch_id: int) -> ImportBatch:
    """The batch, held until the end of the transaction.

    :raises ImportNotFound: if there is none
    """
    batch = (
        ImportBatch.objects.select_for_update(no_key=True, of=("self",))
        .select_related("file")
        .filter(pk=batch_id)
        .first()
    )
    if batch is None:
        raise ImportNotFound
    return batch


def begin_check(*, batch: ImportBatch, columns: Mapping[str, str], options: ImportOptions) -> None:
    """Keep what was chosen and forget what an earlier check found.

    :raises ImportAlreadyLoaded: if it is loaded or being loaded
    :raises CycleMissing: if routes are to be created in no cycle
    """
    if batch.state not in _CHECKABLE:
        raise ImportAlreadyLoaded
    if options.create_routes and not BillingCycle.objects.filter(code=options.cycle_code).exists():
        raise CycleMissing
    batch.columns, batch.options = dict(columns), options.stored()
    batch.state = ImportBatch.State.CHECKING
    batch.message = ""
    batch.loaded_through_row = batch.created_count = batch.updated_count = 0
    batch.save()


def begin_load(*, batch: ImportBatch, only_good_rows: bool) -> None:
    """Decide that a checked batch is loaded; one that is being loaded goes on where it was.

    :raises ImportAlreadyLoaded: if it is done
    :raises ImportNotChecked: if nobody tried it out since its columns were chosen
    :raises ImportHasErrors: if rows would stay out and ``only_good_rows`` is False
    :raises NothingToLoad: if it would change nothing
    """
    if batch.state == ImportBatch.State.LOADED:
        raise ImportAlreadyLoaded
    is_interrupted = batch.state == ImportBatch.State.FAILED and batch.loaded_through_row > 0
    if batch.state not in _LOADABLE and not is_interrupted:
        raise ImportNotChecked(batch.get_state_display())
    if batch.error_count and not only_good_rows:
        raise ImportHasErrors(batch.error_count)
    if not batch.new_count + batch.changed_count:
        raise NothingToLoad
    batch.options = {**batch.options, ONLY_GOOD_ROWS: only_good_rows}
    batch.state = ImportBatch.State.LOADING
    batch.message = ""
    batch.save()


def advance(
    *, batch: ImportBatch, through_row: int, created_count: int, updated_count: int
) -> None:
    """Remember, in the transaction of the rows themselves, how far the load got.

    :raises ImportLoadedElsewhere: if somebody else advanced it meanwhile
    """
    moved = ImportBatch.objects.filter(
        pk=batch.pk,
        state=ImportBatch.State.LOADING,
        loaded_through_row=batch.loaded_through_row,
    ).update(
        loaded_through_row=through_row,
        created_count=batch.created_count + created_count,
        updated_count=batch.updated_count + updated_count,
    )
    if not moved:
        raise ImportLoadedElsewhere
    batch.loaded_through_row = through_row
    batch.created_count += created_count
    batch.updated_count += updated_count


def take_turn() -> None:
    """Wait until no other load writes, and hold the turn until the end of the transaction.

    Two files may name the same new account or meter: whoever comes second finds it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '15min'")
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('caudal.imports.load'))")
        cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
