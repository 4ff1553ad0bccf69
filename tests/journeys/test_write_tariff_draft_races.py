"""Two people who save the same draft at the same moment."""

from datetime import datetime
from functools import partial

from tests.concurrency import raised, together
from tests.factories.platform import make_user
from tests.factories.registry import make_tariff

from caudal.domain.platform.functions import Function
from caudal.domain.tariffs.operations.drafts import DraftChangedMeanwhile
from caudal.domain.tariffs.queries.drafts import document_of
from caudal.engines.rating.drafting import SetHead
from caudal.usecases.edit_tariff_draft import edit_tariff_draft
from caudal.usecases.start_tariff_draft import start_tariff_draft


def test_one_is_kept_and_the_other_is_told(committed_database: str, at: datetime) -> None:
    people = [make_user(functions=[Function.PROPOSE_TARIFFS]) for _ in range(3)]
    draft = start_tariff_draft(tariff_id=make_tariff().pk, acting_user=people[0], at=at)
    save = partial(edit_tariff_draft, draft_id=draft.pk, revision=1, at=at)
    results = together(
        [partial(save, edit=SetHead({"clave": each.username}), acting_user=each) for each in people]
    )
    refused = raised(results)
    assert len(refused) == 2
    assert all(isinstance(each, DraftChangedMeanwhile) for each in refused)
    draft.refresh_from_db()
    kept = next(user for user, result in zip(people, results, strict=True) if result not in refused)
    assert (draft.revision, document_of(draft=draft)["clave"]) == (2, kept.username)
