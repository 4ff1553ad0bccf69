"""Attach the law, gazette or minutes that a tariff comes from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Final

from django.db import transaction

from caudal.domain.platform.models import ConfigurationChange, StoredFile, User
from caudal.domain.platform.operations import configuration, files
from caudal.domain.tariffs.models import TariffVersion
from caudal.domain.tariffs.operations.drafts import lock_open_draft
from caudal.domain.tariffs.operations.papers import attach_to_draft, attach_to_version
from caudal.kernel.errors import Refusal

LARGEST_BYTES: Final = 25_000_000
_STARTS: Final = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}


class PaperRefused(Refusal):
    """The file is no scanned paper, or weighs too much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenPaper:
    """A file as it arrives: its name is only a label."""

    name: str
    size_bytes: int
    chunks: Iterable[bytes]


@transaction.atomic
def attach_paper_to_draft(
    *, draft_id: int, paper: GivenPaper, acting_user: User, at: datetime
) -> None:
    """Keep a paper beside a draft; when the draft becomes a version it goes with it.

    :raises FunctionMissing: if the person may not propose tariffs
    :raises DraftClosed: if the draft was handed in or discarded
    :raises PaperRefused: if it is not a PDF or an image, or weighs too much
    """
    _refuse_unless_proposer(acting_user)
    draft = lock_open_draft(draft_id=draft_id)
    file = _keep(paper, acting_user, at)
    attach_to_draft(draft=draft, file=file, attached_by=acting_user, at=at)


@transaction.atomic
def attach_paper_to_version(
    *, version_id: int, paper: GivenPaper, acting_user: User, at: datetime
) -> None:
    """Keep a paper beside a version, such as the gazette that printed it later. It stays there.

    :raises FunctionMissing: if the person may not propose tariffs
    :raises PaperRefused: if it is not a PDF or an image, or weighs too much
    """
    _refuse_unless_proposer(acting_user)
    version = TariffVersion.objects.get(pk=version_id)
    file = _keep(paper, acting_user, at)
    attach_to_version(version=version, file=file, attached_by=acting_user, at=at)


def _refuse_unless_proposer(user: User) -> None:
    configuration.refuse_unless_proposer(kind=ConfigurationChange.Kind.TARIFF_VERSION, user=user)


def _keep(paper: GivenPaper, user: User, at: datetime) -> StoredFile:
    if paper.size_bytes > LARGEST_BYTES:
        raise PaperRefused(f"El archivo pesa más de {LARGEST_BYTES // 1_000_000} MB. Redúzcalo.")
    chunks = iter(paper.chunks)
    first = next(chunks, b"")
    media_type = next((kind for start, kind in _STARTS.items() if first.startswith(start)), None)
    if media_type is None:
        raise PaperRefused("El archivo no es un PDF ni una imagen PNG o JPEG. Escanéelo así.")
    return files.store(
        chunks=chain((first,), chunks),
        name=paper.name,
        media_type=media_type,
        stored_by=user,
        at=at,
    )
