"""Begin to write a version of a tariff."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from caudal.domain.platform.models import ConfigurationChange, User
from caudal.domain.platform.operations import configuration
from caudal.domain.tariffs.models import Tariff, TariffDraft, TariffVersion
from caudal.domain.tariffs.operations.drafts import start_draft
from caudal.domain.tariffs.queries.versions import definition_of
from caudal.engines.rating import dump_tariff, load_tariff_yaml
from caudal.engines.rating.drafting import blank_document, checked_shape


@transaction.atomic
def start_tariff_draft(
    *,
    tariff_id: int,
    acting_user: User,
    at: datetime,
    copy_of: TariffVersion | None = None,
    text: str | None = None,
) -> TariffDraft:
    """Open a draft: a copy of a version, the YAML of a file, or blank when neither is given.

    A copy waits for a code of its own, unless nobody published the version. What the file says is
    kept even if it is not a tariff yet; its problems are shown one by one.

    :raises FunctionMissing: if the person may not propose tariffs
    :raises TariffTextError: if the text is not YAML that can be read
    :raises DocumentShapeRefused: if its sections cannot be edited
    """
    kind = ConfigurationChange.Kind.TARIFF_VERSION
    configuration.refuse_unless_proposer(kind=kind, user=acting_user)
    tariff = Tariff.objects.get(pk=tariff_id)
    return start_draft(
        tariff=tariff,
        document=_document(tariff, copy_of, text),
        copied_from=copy_of,
        started_by=acting_user,
        at=at,
    )


def _document(tariff: Tariff, copy_of: TariffVersion | None, text: str | None) -> Mapping[str, Any]:
    if text is not None:
        return checked_shape(load_tariff_yaml(text))
    if copy_of is not None:
        document = dump_tariff(definition_of(version=copy_of))
        is_free = copy_of.state == TariffVersion.State.REJECTED
        if not is_free:
            del document["clave"]
        return document
    return blank_document(name=tariff.name)
