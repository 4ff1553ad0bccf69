"""Which concepts of a tariff the rest of the system knows."""

from caudal.domain.tariffs.models import ChargeConcept
from caudal.engines.rating import TariffDefinition


def unknown_concepts(*, definition: TariffDefinition) -> list[str]:
    """The concepts of a tariff that are not in the catalogue, so that no charge can carry them."""
    names = [concept.name for concept in definition.concepts]
    known = set(ChargeConcept.objects.filter(code__in=names).values_list("code", flat=True))
    return [name for name in names if name not in known]
