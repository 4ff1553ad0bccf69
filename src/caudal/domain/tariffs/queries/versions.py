"""What a stored version of a tariff says."""

import hashlib
from functools import lru_cache

from caudal.domain.tariffs.models import TariffVersion
from caudal.engines.rating import TariffDefinition, load_tariff_yaml, parse_tariff


def definition_of(*, version: TariffVersion) -> TariffDefinition:
    """The definition that a version holds, ready to compile."""
    return _definition(version.document)


def digest_of(*, document: str) -> str:
    """The digest that identifies the text of a document."""
    return hashlib.sha256(document.encode()).hexdigest()


@lru_cache(maxsize=64)
def _definition(document: str) -> TariffDefinition:
    return parse_tariff(load_tariff_yaml(document))
