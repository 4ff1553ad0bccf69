"""Write, hand in and discard drafts of versions of tariffs."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from caudal.domain.platform.models import User
from caudal.domain.platform.operations import audit
from caudal.domain.tariffs.models import DraftEditor, Tariff, TariffDraft, TariffVersion
from caudal.domain.tariffs.queries.drafts import editors_of_version
from caudal.kernel.errors import Refusal

State = TariffDraft.State


class DraftChangedMeanwhile(Refusal):
    """Somebody saved the draft after this person opened it."""

    def __init__(self, draft: TariffDraft) -> None:
        saved = f"{timezone.localtime(draft.edited_at):%d/%m/%Y a las %H:%M}"
        super().__init__(
            f"{draft.edited_by.full_name} guardó este borrador el {saved}, después de que usted"
            " abrió la página. No se guardó nada: copie lo que escribió y vuelva a abrirla."
        )


class DraftClosed(Refusal):
    """The draft was handed in or discarded."""

    def __init__(self, draft: TariffDraft) -> None:
        super().__init__(
            f"Este borrador ya no se edita: {draft.get_state_display().lower()} por"
            f" {draft.closed_by.full_name if draft.closed_by else 'otra persona'}."
            " Empiece otro a partir de una versión."
        )


class DiscardReasonMissing(Refusal):
    """A draft is not thrown away without saying why."""

    def __init__(self) -> None:
        super().__init__("Escriba por qué se descarta el borrador; queda en la bitácora.")


def start_draft(
    *,
    tariff: Tariff,
    document: Mapping[str, Any],
    copied_from: TariffVersion | None,
    started_by: User,
    at: datetime,
) -> TariffDraft:
    """Open a draft. Copied from a version that nobody signed, its authors come along with it."""
    draft = TariffDraft.objects.create(
        tariff=tariff,
        document=_text(document),
        copied_from=copied_from,
        started_by=started_by,
        started_at=at,
        edited_by=started_by,
        edited_at=at,
    )
    _add_editor(draft=draft, user=started_by, at=at)
    if copied_from is not None and copied_from.state != TariffVersion.State.PUBLISHED:
        for author in editors_of_version(version=copied_from):
            _add_editor(draft=draft, user=author, at=at)
    audit.record(
        action="tariffs.tariff_draft.started",
        subject=draft,
        acting_user=started_by,
        at=at,
        after={"tariff": tariff.code, "copied_from": copied_from.code if copied_from else None},
    )
    return draft


def lock_open_draft(*, draft_id: int, revision: int | None = None) -> TariffDraft:
    """Hold a draft that is being written until the end of the transaction.

    :raises DraftClosed: if it was handed in or discarded
    :raises DraftChangedMeanwhile: if it is not at the revision that the person saw
    """
    draft = TariffDraft.objects.select_for_update(no_key=True).get(pk=draft_id)
    if draft.state != State.OPEN:
        raise DraftClosed(draft)
    if revision is not None and draft.revision != revision:
        raise DraftChangedMeanwhile(draft)
    return draft


def save_document(
    *,
    draft: TariffDraft,
    document: Mapping[str, Any],
    part: str,
    edited_by: User,
    at: datetime,
) -> None:
    """Keep what a person wrote in a draft that ``lock_open_draft`` holds; ``part`` says where."""
    draft.document, draft.revision = _text(document), draft.revision + 1
    draft.edited_by, draft.edited_at = edited_by, at
    draft.save(update_fields=["document", "revision", "edited_by", "edited_at"])
    _add_editor(draft=draft, user=edited_by, at=at)
    audit.record(
        action="tariffs.tariff_draft.edited",
        subject=draft,
        acting_user=edited_by,
        at=at,
        after={"part": part, "revision": draft.revision},
    )


def hand_in(
    *, draft: TariffDraft, version: TariffVersion, submitted_by: User, at: datetime
) -> None:
    """Close a draft that became a version; its papers go with it."""
    _close(draft=draft, state=State.SUBMITTED, closed_by=submitted_by, at=at, version=version)
    for paper in draft.papers.all():
        version.papers.create(
            file_id=paper.file_id,
            attached_by_id=paper.attached_by_id,
            attached_at=paper.attached_at,
        )
    audit.record(
        action="tariffs.tariff_draft.submitted",
        subject=draft,
        acting_user=submitted_by,
        at=at,
        after={"version": version.code, "digest": version.digest},
    )


def discard_draft(*, draft: TariffDraft, reason: str, discarded_by: User, at: datetime) -> None:
    """Leave a draft without effect. It stays, closed, with who did it and why.

    :raises DiscardReasonMissing: if no reason is given
    """
    if not reason.strip():
        raise DiscardReasonMissing
    draft.discard_reason = reason.strip()
    _close(draft=draft, state=State.DISCARDED, closed_by=discarded_by, at=at, version=None)
    audit.record(
        action="tariffs.tariff_draft.discarded",
        subject=draft,
        acting_user=discarded_by,
        at=at,
        reason=draft.discard_reason,
        before={"revision": draft.revision},
    )


def _close(
    *,
    draft: TariffDraft,
    state: TariffDraft.State,
    closed_by: User,
    at: datetime,
    version: TariffVersion | None,
) -> None:
    draft.state, draft.closed_by, draft.closed_at, draft.version = state, closed_by, at, version
    draft.save(update_fields=["state", "closed_by", "closed_at", "version", "discard_reason"])


def _add_editor(*, draft: TariffDraft, user: User, at: datetime) -> None:
    DraftEditor.objects.get_or_create(draft=draft, user=user, defaults={"since": at})


def _text(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False)
