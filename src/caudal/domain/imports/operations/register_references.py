"""What the rows of a padrón refer to: uses, tariffs, sectors, routes and colonias."""

from dataclasses import dataclass, field
from typing import Any

from caudal.domain.imports.directory import Directory
from caudal.domain.imports.planning import FileColumns, ImportOptions, say
from caudal.domain.registry.queries.account_facts import AccountFacts
from caudal.domain.registry.queries.catalogue import ColoniaKey, RegisterCatalogue
from caudal.engines.layouts.convert import Converted
from caudal.engines.layouts.rows import CellError, ErrorCode
from caudal.kernel.search_keys import search_key


@dataclass(slots=True)
class Planned:
    """What a whole file would create beside its accounts."""

    routes: dict[str, str] = field(default_factory=dict)
    """Code of the route → code of its sector."""
    sector_of_route: dict[str, str] = field(default_factory=dict)
    """The same of every new route that was named, also by rows that stay out."""
    colonias: set[ColoniaKey] = field(default_factory=set)


class ReferenceResolver:
    """Turns the texts of a row into codes of the catalogues, or into errors with suggestions."""

    def __init__(
        self,
        *,
        catalogue: RegisterCatalogue,
        columns: FileColumns,
        options: ImportOptions,
        planned: Planned,
    ) -> None:
        self._catalogue = catalogue
        self._columns = columns
        self._options = options
        self._planned = planned
        self._uses = Directory({code: use.name for code, use in catalogue.uses.items()})
        self._tariffs = Directory({code: found.name for code, found in catalogue.tariffs.items()})
        self._sectors = Directory({code: found.name for code, found in catalogue.sectors.items()})
        self._routes = Directory(dict.fromkeys(catalogue.routes, ""))

    def resolve(
        self, row: Converted, facts: AccountFacts | None, errors: list[CellError]
    ) -> dict[str, Any]:
        """The codes that the row names. What cannot be found is added to ``errors``."""
        sector = self._sought(row, "sector_code", self._sectors, "el sector", errors)
        found = {
            "use_code": self._sought(row, "use_code", self._uses, "el uso", errors),
            "tariff_code": self._tariff(row, facts, errors),
            "route_code": self._route(row, sector, errors),
        }
        resolved: dict[str, Any] = {name: code for name, code in found.items() if code is not None}
        return {**resolved, **self._colonia(row, facts)}

    def _sought(
        self,
        row: Converted,
        name: str,
        directory: Directory,
        called: str,
        errors: list[CellError],
    ) -> str | None:
        text = say(row.values[name])
        if not text:
            return None
        code = directory.find(text)
        if code is None:
            hint = directory.suggestion(text) or " Délo de alta en Configuración antes de importar."
            reason = f"No existe {called} «{text}».{hint}"
            errors.append(self._columns.error(row, name, ErrorCode.UNKNOWN_REFERENCE, reason))
        return code

    def _tariff(
        self, row: Converted, facts: AccountFacts | None, errors: list[CellError]
    ) -> str | None:
        """A new account without tariff takes the only one that there is."""
        if row.values["tariff_code"] is not None or facts is not None:
            return self._sought(row, "tariff_code", self._tariffs, "la tarifa", errors)
        if len(self._catalogue.tariffs) == 1:
            return next(iter(self._catalogue.tariffs))
        reason = "Escriba la tarifa de la cuenta: el organismo tiene más de una."
        errors.append(self._columns.error(row, "tariff_code", ErrorCode.REQUIRED_MISSING, reason))
        return None

    def _route(self, row: Converted, sector: str | None, errors: list[CellError]) -> str | None:
        text = say(row.values["route_code"])
        route = self._catalogue.routes.get(text)
        if route is None and self._options.create_routes:
            return self._new_route(row, text, sector, errors)
        if route is None:
            hint = self._routes.suggestion(text) or (
                " Délo de alta en Configuración o marque «crear las rutas que falten»."
            )
            reason = f"No existe la ruta «{text}».{hint}"
            errors.append(
                self._columns.error(row, "route_code", ErrorCode.UNKNOWN_REFERENCE, reason)
            )
            return None
        if sector is not None and sector != route.sector_code:
            reason = f"La ruta {text} es del sector {route.sector_code}, no del {sector}."
            errors.append(
                self._columns.error(row, "sector_code", ErrorCode.CONTRADICTS_REGISTER, reason)
            )
        return text

    def _new_route(
        self, row: Converted, code: str, sector: str | None, errors: list[CellError]
    ) -> str | None:
        if row.values["sector_code"] is not None and sector is None:
            return None  # The unknown sector is already an error.
        sectors = self._catalogue.sectors
        wanted = sector or (next(iter(sectors)) if len(sectors) == 1 else None)
        if wanted is None:
            reason = f"Para crear la ruta {code} escriba su sector."
            code_of_error = ErrorCode.REQUIRED_MISSING
            errors.append(self._columns.error(row, "sector_code", code_of_error, reason))
            return None
        first = self._planned.sector_of_route.setdefault(code, wanted)
        if first != wanted:
            reason = f"La ruta {code} ya apareció en el sector {first}. Deje uno solo."
            errors.append(self._columns.error(row, "sector_code", ErrorCode.INCONSISTENT, reason))
        return code

    def _colonia(self, row: Converted, facts: AccountFacts | None) -> dict[str, Any]:
        """The colonia as the register writes it; one that is new stays as the file does."""
        name, postal_code = say(row.values["colonia"]), say(row.values["postal_code"])
        if facts and not postal_code and search_key(name) == search_key(facts.colonia):
            return {}
        found = self._catalogue.find_colonia(name=name, postal_code=postal_code)
        if found is not None:
            return {"colonia": found.name, "postal_code": found.postal_code}
        return {"colonia": name, "postal_code": postal_code}

    def note_new(self, facts: AccountFacts) -> None:
        """Remember what a good row needs and does not exist."""
        if facts.route_code not in self._catalogue.routes:
            self._planned.routes[facts.route_code] = self._planned.sector_of_route[facts.route_code]
        name, postal_code = facts.colonia, facts.postal_code
        if self._catalogue.find_colonia(name=name, postal_code=postal_code) is None:
            self._planned.colonias.add(ColoniaKey.of(name, postal_code))
