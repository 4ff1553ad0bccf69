"""The tariffs that the product carries, read as the product reads them."""

from functools import cache
from pathlib import Path

from caudal.engines.rating import TariffDefinition, load_tariff_yaml, parse_tariff

PACKS = Path(__file__).parents[3] / "src" / "caudal" / "packs" / "tariffs"
PACK_NAMES = sorted(path.stem for path in PACKS.glob("*.yaml"))


@cache
def pack(name: str) -> TariffDefinition:
    """The checked definition of a pack."""
    return parse_tariff(load_tariff_yaml((PACKS / f"{name}.yaml").read_text(encoding="utf-8")))
