"""Take a legal paper away from a draft of a tariff."""

from datetime import datetime

from django.db import transaction

from caudal.domain.platform.models import ConfigurationChange, User
from caudal.domain.platform.operations import configuration
from caudal.domain.tariffs.models import DraftPaper
from caudal.domain.tariffs.operations.drafts import lock_open_draft
from caudal.domain.tariffs.operations.papers import detach_from_draft


@transaction.atomic
def detach_tariff_paper(*, paper_id: int, acting_user: User, at: datetime) -> None:
    """Remove a paper that was attached by mistake, with a trace in the log.

    :raises FunctionMissing: if the person may not propose tariffs
    :raises DraftClosed: if its draft was handed in or discarded
    """
    kind = ConfigurationChange.Kind.TARIFF_VERSION
    configuration.refuse_unless_proposer(kind=kind, user=acting_user)
    paper = DraftPaper.objects.select_related("draft", "file").get(pk=paper_id)
    lock_open_draft(draft_id=paper.draft_id)
    detach_from_draft(paper=paper, detached_by=acting_user, at=at)
