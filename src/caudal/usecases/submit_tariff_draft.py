"""Send a finished draft of a tariff to be signed."""

from datetime import datetime

from django.db import transaction

from caudal.adapters.packs.proposals import propose
from caudal.domain.platform.models import ConfigurationChange, User
from caudal.domain.tariffs.models import TariffVersion
from caudal.domain.tariffs.operations.drafts import hand_in, lock_open_draft
from caudal.domain.tariffs.queries.concepts import unknown_concepts
from caudal.domain.tariffs.queries.drafts import document_of
from caudal.engines.rating import DraftReview, dump_tariff, dump_tariff_yaml, review_draft
from caudal.kernel.errors import Refusal


class DraftNotReady(Refusal):
    """The draft has errors, no golden cases, or cases that do not agree."""

    def __init__(self, review: DraftReview) -> None:
        if review.errors:
            reason = f"Tiene {len(review.errors)} errores por corregir."
        elif review.mismatches:
            reason = "Sus casos de prueba no dan lo esperado."
        else:
            reason = "No tiene casos de prueba: agregue al menos uno con un importe de la ley."
        super().__init__(f"El borrador no se puede enviar a firma. {reason}")


class ConceptsUnknown(Refusal):
    """The draft charges something that the catalogue of concepts does not have."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(
            f"El catálogo no tiene estos conceptos: {', '.join(names)}. Use los del catálogo, o"
            " pida que se agreguen antes de enviar la tarifa."
        )


@transaction.atomic
def submit_tariff_draft(
    *, draft_id: int, revision: int, reason: str, acting_user: User, at: datetime
) -> ConfigurationChange:
    """Turn a draft into a proposed version, which somebody who wrote nothing in it must sign.

    Its golden cases are run on both carriers once more; its papers go with the version.

    :raises FunctionMissing: if the person may not propose tariffs
    :raises DraftClosed: if it was handed in or discarded
    :raises DraftChangedMeanwhile: if somebody saved it since the person saw it
    :raises DraftNotReady: if it has errors, no golden cases, or cases that do not agree
    :raises ConceptsUnknown: if it charges concepts that the catalogue does not have
    :raises Refusal: if its code or its dates are taken by another version
    """
    draft = lock_open_draft(draft_id=draft_id, revision=revision)
    review = review_draft(document_of(draft=draft))
    if not review.is_ready:
        raise DraftNotReady(review)
    if unknown := unknown_concepts(definition=review.definition):
        raise ConceptsUnknown(unknown)
    change = propose(
        kind=ConfigurationChange.Kind.TARIFF_VERSION,
        facts={
            "tariff": draft.tariff.code,
            "document": dump_tariff_yaml(dump_tariff(review.definition)),
        },
        reason=reason,
        proposed_by=acting_user,
        at=at,
    )
    proposed = TariffVersion.objects.exclude(state=TariffVersion.State.REJECTED)
    version = proposed.get(digest=change.after["digest"])
    hand_in(draft=draft, version=version, submitted_by=acting_user, at=at)
    return change
