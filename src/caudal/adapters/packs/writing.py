"""From a pack to its file, always in the same bytes."""

from typing import Any

from caudal.adapters.packs.pack import UtilityPack
from caudal.engines.rating import dump_tariff_yaml

HEADING = (
    "# Paquete de Caudal: un organismo operador completo. Cárguelo con «caudal setup ARCHIVO».\n"
)


def dump_pack(*, pack: UtilityPack) -> str:
    """The text of a pack; reading it again gives the same pack."""
    return HEADING + dump_tariff_yaml(document_of(pack))


def document_of(pack: UtilityPack) -> dict[str, Any]:
    """The plain document: text, lists and mappings, without what is as it would be anyway."""
    return pack.model_dump(mode="json", by_alias=True, exclude_defaults=True)
