"""Where each fact of an account is stored; those that name a catalogue are stored as its key."""

from caudal.domain.registry.queries.account_facts import AccountFacts
from caudal.domain.registry.queries.catalogue import RegisterCatalogue

#: Fact → column.
CUSTOMER = {
    "holder_name": "name",
    "holder_kind": "kind",
    "rfc": "rfc",
    "curp": "curp",
    "email": "email",
    "phone": "phone",
}
PREMISE = (
    "street",
    "exterior_number",
    "interior_number",
    "between_streets",
    "cadastral_key",
    "latitude",
    "longitude",
)
ACCOUNT = (
    "number",
    "contract_number",
    "route_sequence",
    "status",
    "is_metered",
    "has_sewer",
    "has_sanitation",
    "dwelling_units",
    "assigned_m3",
    "opened_on",
    "closed_on",
    "wants_printed_bill",
)
ACCOUNT_REFERENCES = ("use_class_id", "tariff_id", "route_id")


def references(*, facts: AccountFacts, catalogue: RegisterCatalogue) -> tuple[int, int, int]:
    """The keys of the account's use, tariff and route, in the order of ``ACCOUNT_REFERENCES``."""
    return (
        catalogue.uses[facts.use_code].id,
        catalogue.tariffs[facts.tariff_code].id,
        catalogue.routes[facts.route_code].id,
    )


def colonia_id(*, facts: AccountFacts, catalogue: RegisterCatalogue) -> int:
    """The key of the account's colonia, which must have been created before."""
    colonia = catalogue.find_colonia(name=facts.colonia, postal_code=facts.postal_code)
    if colonia is None:
        message = f"Colonia {facts.colonia!r} is not in the catalogue"
        raise LookupError(message)
    return colonia.id
