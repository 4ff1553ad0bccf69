"""What a stored version of a tariff says."""

import hashlib
from functools import lru_cache

from caudal.domain.tariffs.models import TariffVersion
from caudal.engines.rating import TariffDefinition, load_tariff_yaml, parse_tariff


def definition_of(*, version: TariffVersion) -> TariffDefinition:
    """The definition that a version holds, ready to compile."""
    return _definition(version.document)


def is_input_asked(*, name: str) -> bool:
    """Whether the document of some version names an input, so that finding it out is worth it."""
    return TariffVersion.objects.filter(document__contains=name).exists()


def version_before(*, version: TariffVersion) -> TariffVersion | None:
    """The published version of the same tariff that this one follows; None for the first."""
    return (
        TariffVersion.objects.filter(
            tariff=version.tariff_id,
            state=TariffVersion.State.PUBLISHED,
            valid_during__startswith__lt=version.valid_during.lower,
        )
        .order_by("-valid_during")
        .first()
    )


def digest_of(*, document: str) -> str:
    """The digest that identifies the text of a document."""
    return hashlib.sha256(document.encode()).hexdigest()


@lru_cache(maxsize=64)
def _definition(document: str) -> TariffDefinition:
    return parse_tariff(load_tariff_yaml(document))
