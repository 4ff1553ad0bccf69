"""Write in a draft of a tariff."""

from datetime import datetime

from django.db import transaction

from caudal.domain.platform.models import ConfigurationChange, User
from caudal.domain.platform.operations import configuration
from caudal.domain.tariffs.models import TariffDraft
from caudal.domain.tariffs.operations.drafts import lock_open_draft, save_document
from caudal.domain.tariffs.queries.drafts import document_of
from caudal.engines.rating.drafting import Edit, SetHead, edited


@transaction.atomic
def edit_tariff_draft(
    *, draft_id: int, revision: int, edit: Edit, acting_user: User, at: datetime
) -> TariffDraft:
    """Keep one change of the document, right or wrong; ``revision`` is the one that the person saw.

    :raises FunctionMissing: if the person may not propose tariffs
    :raises DraftClosed: if the draft was handed in or discarded
    :raises DraftChangedMeanwhile: if somebody saved it since
    :raises Refusal: if two items would have the same name, or the item is not there
    """
    kind = ConfigurationChange.Kind.TARIFF_VERSION
    configuration.refuse_unless_proposer(kind=kind, user=acting_user)
    draft = lock_open_draft(draft_id=draft_id, revision=revision)
    save_document(
        draft=draft,
        document=edited(document_of(draft=draft), edit),
        part="encabezado" if isinstance(edit, SetHead) else str(edit.section),
        edited_by=acting_user,
        at=at,
    )
    return draft
