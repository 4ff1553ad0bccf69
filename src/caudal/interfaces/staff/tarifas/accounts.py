"""What a real account would bring to the calculator: its last volume and its facts."""

from datetime import date
from typing import Any

from caudal.domain.billing.operations.rating_inputs import facts_of
from caudal.domain.billing.queries.population import PopulationScope, population_of_account
from caudal.domain.metering.models import Consumption
from caudal.domain.registry.models import ServiceAccount
from caudal.engines.rating import TariffDefinition
from caudal.kernel.errors import Refusal


class AccountNotUsable(Refusal):
    """There is no such account, it is closed, or nothing was ever read of it."""


def inputs_of_account(
    definition: TariffDefinition, *, number: str, on_date: date
) -> dict[str, str]:
    """The inputs of the tariff as the account answers them, with the volume of its last period.

    :raises AccountNotUsable: saying what to write instead
    """
    account = ServiceAccount.objects.filter(number=number).first()
    if account is None:
        raise AccountNotUsable(f"No hay cuenta {number}. Escriba el número completo, con su guion.")
    last = (
        Consumption.objects.filter(account=account)
        .select_related("period")
        .order_by("-period__during")
        .first()
    )
    if last is None:
        raise AccountNotUsable(f"La cuenta {number} no tiene consumos. Elija otra cuenta.")
    scope = PopulationScope.of_period(last.period, issue_date=on_date)
    row = population_of_account(scope=scope, account_id=account.pk)
    if row is None:
        raise AccountNotUsable(f"La cuenta {number} está dada de baja. Elija otra cuenta.")
    facts = facts_of(row)
    return {spec.name: _said(facts[spec.name]) for spec in definition.inputs if spec.name in facts}


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "si" if value else "no"
    text = str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text
