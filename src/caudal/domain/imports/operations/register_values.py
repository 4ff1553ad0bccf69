"""What a row of the padrón says by itself, before anything is looked up."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from caudal.domain.imports.planning import FileColumns, say
from caudal.domain.registry.models import Customer, ServiceAccount
from caudal.domain.registry.queries.account_facts import AccountFacts
from caudal.engines.layouts.convert import Converted
from caudal.engines.layouts.rows import CellError, ErrorCode

POSITION = Decimal("0.000001")
"""A place on a map, not money: six decimals are 11 cm."""

COMPANY_RFC_LENGTH = 12
_CLOSED = ServiceAccount.Status.CLOSED.value
_NAMES = ("holder_name", "first_surname", "second_surname")
_PLAIN = (
    "contract_number", "holder_kind", "rfc", "curp", "email", "phone", "street",
    "exterior_number", "interior_number", "between_streets", "cadastral_key", "route_sequence",
    "status", "is_metered", "has_sewer", "has_sanitation", "dwelling_units", "assigned_m3",
    "opened_on", "closed_on", "wants_printed_bill",
)  # fmt: skip


def values_of(
    *, row: Converted, facts: AccountFacts | None, columns: FileColumns, errors: list[CellError]
) -> dict[str, Any]:
    """The facts that the row gives; an empty cell gives none.

    ``facts`` is what the register says of the account, if it is there. What contradicts itself is
    added to ``errors``.
    """
    values: dict[str, Any] = {
        name: row.values[name] for name in _PLAIN if row.values[name] is not None
    }
    values["holder_name"] = " ".join(filter(None, (say(row.values[name]) for name in _NAMES)))
    if row.values["diameter_mm"] is not None:
        values["diameter_mm"] = int(say(row.values["diameter_mm"]))
    if facts is None:
        values.setdefault("holder_kind", _kind_by_rfc(values.get("rfc", "")))
    values |= _position(row, columns, errors)
    return values | _closing(row, facts, values, columns, errors)


def _kind_by_rfc(rfc: str) -> str:
    kind = Customer.Kind.COMPANY if len(rfc) == COMPANY_RFC_LENGTH else Customer.Kind.PERSON
    return kind.value


def _position(row: Converted, columns: FileColumns, errors: list[CellError]) -> dict[str, Any]:
    latitude, longitude = row.values["latitude"], row.values["longitude"]
    if latitude is None and longitude is None:
        return {}
    if isinstance(latitude, Decimal) and isinstance(longitude, Decimal):
        return {
            "latitude": latitude.quantize(POSITION),
            "longitude": longitude.quantize(POSITION),
        }
    missing = "latitude" if latitude is None else "longitude"
    reason = "Escriba latitud y longitud, o ninguna de las dos."
    errors.append(columns.error(row, missing, ErrorCode.INCONSISTENT, reason))
    return {}


def _closing(
    row: Converted,
    facts: AccountFacts | None,
    values: Mapping[str, Any],
    columns: FileColumns,
    errors: list[CellError],
) -> dict[str, Any]:
    """A closed account has its date, and only a closed one has it."""
    status = values.get("status", facts.status if facts else ServiceAccount.Status.ACTIVE.value)
    closed_on = values.get("closed_on", facts.closed_on if facts else None)
    if status == _CLOSED and closed_on is None:
        reason = "La cuenta está de baja: escriba su fecha de baja."
        errors.append(columns.error(row, "closed_on", ErrorCode.INCONSISTENT, reason))
    elif status != _CLOSED and "closed_on" in values:
        reason = "Tiene fecha de baja pero su estado no es baja. Corrija uno de los dos."
        errors.append(columns.error(row, "closed_on", ErrorCode.INCONSISTENT, reason))
    return {"closed_on": closed_on if status == _CLOSED else None}
