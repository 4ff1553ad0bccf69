"""Add colonias that addresses name."""

from collections.abc import Iterable

from caudal.domain.registry.models import Colonia
from caudal.domain.registry.queries.catalogue import ColoniaEntry, ColoniaKey, RegisterCatalogue


def ensure_colonias(
    *, wanted: Iterable[tuple[str, str]], catalogue: RegisterCatalogue
) -> list[ColoniaEntry]:
    """Create those of the (name, postal code) pairs that are missing; returns the new ones.

    The catalogue learns them. The first way in which a file writes a name is how it stays.
    """
    missing: dict[ColoniaKey, tuple[str, str]] = {}
    for name, postal_code in wanted:
        if catalogue.find_colonia(name=name, postal_code=postal_code) is None:
            missing.setdefault(ColoniaKey.of(name, postal_code), (name, postal_code))
    created = Colonia.objects.bulk_create(
        Colonia(name=name, postal_code=postal_code) for name, postal_code in missing.values()
    )
    entries = [ColoniaEntry(row.pk, row.name, row.postal_code) for row in created]
    catalogue.learn_colonias(entries)
    return entries
