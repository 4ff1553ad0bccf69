"""The catalogues that accounts refer to, small enough to be held whole."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from caudal.domain.registry.models import Colonia, Route, Sector
from caudal.domain.tariffs.models import Tariff, UseClass
from caudal.kernel.search_keys import search_key

_folded = lru_cache(maxsize=16_384)(search_key)  # Colonias are few and named in every row.


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a catalogue."""

    id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class RouteEntry:
    """A route and where it lies."""

    id: int
    code: str
    sector_code: str


@dataclass(frozen=True, slots=True)
class ColoniaKey:
    """What tells one colonia from another: its name, however it is written, and postal code."""

    name: str
    postal_code: str

    @classmethod
    def of(cls, name: str, postal_code: str) -> "ColoniaKey":
        """The key of a colonia as somebody wrote it."""
        return cls(_folded(name), postal_code)


@dataclass(frozen=True, slots=True)
class ColoniaEntry:
    """A colonia as the register writes it."""

    id: int
    name: str
    postal_code: str


@dataclass(slots=True)
class RegisterCatalogue:
    """Uses, tariffs, sectors and routes by code; colonias by name and postal code."""

    uses: dict[str, Entry]
    tariffs: dict[str, Entry]
    sectors: dict[str, Entry]
    routes: dict[str, RouteEntry]
    colonias: dict[ColoniaKey, ColoniaEntry]
    _by_name: dict[str, list[ColoniaEntry]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for key, colonia in self.colonias.items():
            self._by_name.setdefault(key.name, []).append(colonia)

    def learn_colonias(self, entries: Iterable[ColoniaEntry]) -> None:
        """Know from now on colonias that were just created."""
        for entry in entries:
            key = ColoniaKey.of(entry.name, entry.postal_code)
            self.colonias[key] = entry
            self._by_name.setdefault(key.name, []).append(entry)

    def find_colonia(self, *, name: str, postal_code: str) -> ColoniaEntry | None:
        """The colonia that a name and a postal code mean.

        Without postal code it is the one without one, or the only one of that name.
        """
        key = ColoniaKey.of(name, postal_code)
        found = self.colonias.get(key)
        if found is not None or postal_code:
            return found
        namesakes = self._by_name.get(key.name, [])
        return namesakes[0] if len(namesakes) == 1 else None


def read_catalogue() -> RegisterCatalogue:
    """All that may be referred to: inactive uses and routes too, since accounts may have them."""
    return RegisterCatalogue(
        uses={code: Entry(key, code, name) for key, code, name in _rows(UseClass)},
        tariffs={code: Entry(key, code, name) for key, code, name in _rows(Tariff)},
        sectors={code: Entry(key, code, name) for key, code, name in _rows(Sector)},
        routes={
            code: RouteEntry(key, code, sector)
            for key, code, sector in Route.objects.values_list("id", "code", "sector__code")
        },
        colonias={
            ColoniaKey.of(name, postal_code): ColoniaEntry(key, name, postal_code)
            for key, name, postal_code in Colonia.objects.order_by("-id").values_list(
                "id", "name", "postal_code"
            )
        },
    )


def _rows(model: type[UseClass | Tariff | Sector]) -> list[tuple[int, str, str]]:
    return list(model.objects.values_list("id", "code", "name"))
