"""What a draft of a tariff says, and who wrote it."""

import json
from typing import Any

from django.db.models import QuerySet

from caudal.domain.platform.models import User
from caudal.domain.tariffs.models import DraftEditor, TariffDraft, TariffVersion


def document_of(*, draft: TariffDraft) -> dict[str, Any]:
    """The plain document of a draft, in the order in which it was written."""
    document: dict[str, Any] = json.loads(draft.document)
    return document


def open_drafts() -> QuerySet[TariffDraft]:
    """Drafts that are being written, with their tariff and who saved them last."""
    found = TariffDraft.objects.filter(state=TariffDraft.State.OPEN)
    return found.select_related("tariff", "edited_by", "started_by")


def editors_of_version(*, version: TariffVersion) -> list[User]:
    """Who wrote the draft that became a version; nobody if it came from a file."""
    authors = DraftEditor.objects.filter(draft__version=version).values("user")
    return list(User.objects.filter(pk__in=authors).order_by("pk"))


def wrote_version(*, version: TariffVersion, user: User) -> bool:
    """Whether the person wrote in the draft that became the version."""
    return DraftEditor.objects.filter(draft__version=version, user=user).exists()
