"""Attach the legal papers of drafts and versions."""

from datetime import datetime

from caudal.domain.platform.models import StoredFile, User
from caudal.domain.platform.operations import audit
from caudal.domain.tariffs.models import DraftPaper, TariffDraft, TariffVersion, VersionPaper


def attach_to_draft(
    *, draft: TariffDraft, file: StoredFile, attached_by: User, at: datetime
) -> DraftPaper:
    """Put a paper beside a draft that is being written."""
    paper = DraftPaper.objects.create(
        draft=draft, file=file, attached_by=attached_by, attached_at=at
    )
    _record(draft, file, attached_by, at)
    return paper


def attach_to_version(
    *, version: TariffVersion, file: StoredFile, attached_by: User, at: datetime
) -> VersionPaper:
    """Put a paper beside a version; it stays there."""
    paper = VersionPaper.objects.create(
        version=version, file=file, attached_by=attached_by, attached_at=at
    )
    _record(version, file, attached_by, at)
    return paper


def detach_from_draft(*, paper: DraftPaper, detached_by: User, at: datetime) -> None:
    """Take a paper away from a draft; the file itself stays in the store."""
    _record(paper.draft, paper.file, detached_by, at, is_there=False)
    paper.delete()


def _record(
    subject: TariffDraft | TariffVersion,
    file: StoredFile,
    user: User,
    at: datetime,
    *,
    is_there: bool = True,
) -> None:
    facts = {"name": file.name, "sha256": file.sha256}
    audit.record(
        action=f"tariffs.tariff_paper.{'attached' if is_there else 'detached'}",
        subject=subject,
        acting_user=user,
        at=at,
        before=None if is_there else facts,
        after=facts if is_there else None,
    )
