"""What an account's bill would be for volumes that are not decided yet. Nothing is written."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from caudal.domain.billing.operations.calculation import columns_of
from caudal.domain.billing.operations.rating_inputs import inputs_of
from caudal.domain.billing.queries.population import PopulationScope, population_of_account
from caudal.domain.registry.models import BillingPeriod
from caudal.domain.tariffs.queries.programs import ProgramBook
from caudal.kernel.money import from_centavos


def totals_of_volumes(
    *, account_id: int, period: BillingPeriod, issue_date: date, volumes_m3: Sequence[Decimal]
) -> list[Decimal | None]:
    """The total of the period's bill for each volume, by the account's tariff in force; None where
    no tariff can rate it.
    """
    unknown: list[Decimal | None] = [None] * len(volumes_m3)
    scope = PopulationScope.of_period(period, issue_date=issue_date)
    row = population_of_account(scope=scope, account_id=account_id)
    if row is None or not volumes_m3:
        return unknown
    book = ProgramBook([row.tariff_id])
    key = book.find(
        tariff_id=row.tariff_id,
        read_on=row.read_on or period.during.upper,
        issued_on=issue_date,
    )
    if key is None:
        return unknown
    program = book.program(key)
    inputs = [
        inputs_of(row=row._replace(volume_m3=one), specs=program.inputs) for one in volumes_m3
    ]
    rated = program.rate_many(
        columns_of(inputs=inputs, names=[spec.name for spec in program.inputs])
    )
    return [
        None if index in rated.errors else from_centavos(int(total))
        for index, total in enumerate(rated.total)
    ]
