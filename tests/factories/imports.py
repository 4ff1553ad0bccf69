"""Builders of imports: files received, checked and loaded through the use cases."""

from collections.abc import Mapping

from tests.factories.platform import AT, make_utility

from caudal.domain.imports.models import ImportBatch, ImportKind
from caudal.domain.imports.planning import ImportOptions
from caudal.domain.platform.models import User
from caudal.usecases.check_import import check_import
from caudal.usecases.load_import import load_import
from caudal.usecases.receive_import_file import GivenFile, receive_import_file


def silent(done: int, total: int, errors: int) -> None:
    """Nobody listens to the progress."""
    del done, total, errors


def make_batch(
    *,
    content: bytes,
    kind: ImportKind = ImportKind.REGISTER,
    name: str = "padron.csv",
    columns: Mapping[str, str] | None = None,
    options: ImportOptions | None = None,
    acting_user: User | None = None,
) -> ImportBatch:
    """A received file."""
    return receive_import_file(
        kind=kind,
        file=GivenFile(name=name, size_bytes=len(content), chunks=[content]),
        columns=columns,
        options=options.stored() if options else None,
        acting_user=acting_user,
        at=AT,
    )


def checked(batch: ImportBatch) -> ImportBatch:
    """The batch after its check; the utility is made if there is none."""
    make_utility()
    return check_import(batch_id=batch.pk, report=silent, acting_user=None, at=AT)


def loaded(batch: ImportBatch, *, only_good_rows: bool = False) -> ImportBatch:
    """The batch after its load; the utility is made if there is none."""
    make_utility()
    load_import(
        batch_id=batch.pk,
        only_good_rows=only_good_rows,
        report=silent,
        acting_user=None,
        at=AT,
    )
    batch.refresh_from_db()
    return batch


def text_file(*lines: str, encoding: str = "utf-8") -> bytes:
    """A small CSV from its lines."""
    return "".join(f"{line}\r\n" for line in lines).encode(encoding)
