"""The text by which an account is found."""

from caudal.domain.registry.queries.account_facts import AccountFacts
from caudal.kernel.search_keys import search_key


def search_text_of(*, facts: AccountFacts, meter_serial: str = "") -> str:
    """Number, contract, holder, address, colonia and meter, without accents.

    The meter belongs to metering, which stands above: whoever knows it gives it.
    """
    parts = (
        facts.number,
        facts.contract_number,
        facts.holder_name,
        facts.street,
        facts.exterior_number,
        facts.interior_number,
        facts.colonia,
        meter_serial,
    )
    return search_key(" ".join(parts))
