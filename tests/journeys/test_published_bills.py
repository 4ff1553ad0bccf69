"""What real utilities published, to the centavo, on bills that a run has issued.

A tariff whose table was published in part is refused by every run: for those this shows the
refusal, and tests/unit/rating and tests/unit/commands show their examples on the calculator and the
command.
"""

from collections.abc import Mapping
from decimal import Decimal

import pytest
from django.db.models import Sum
from tests.factories.published_utility import FoundedUtility, bring_accounts
from tests.published import CARRIED, CERTAIN, Case, cases_of, needs_shared
from tests.unit.rating.packs import pack

from caudal.domain.billing.models import Bill, RunAccount
from caudal.domain.billing.operations.calculation import NO_TARIFF
from caudal.domain.billing.operations.runs import NothingToIssue
from caudal.domain.metering.models import Consumption
from caudal.domain.receivables.models import Charge
from caudal.domain.registry.models import BillingPeriod
from caudal.engines.rating.definition import Example
from caudal.usecases.verify_books import verify_books

pytestmark = [pytest.mark.django_db, *needs_shared]

WHOLE = (
    "cdmx-sin-medidor-2022",
    "cuautitlan-izcalli-2023",
    "la-piedad-2016",
    "la-piedad-contratos-2016",
    "merida-2026",
    "nicolas-romero-servicios-2016",
)
PARTIAL = (
    "aguascalientes-2026-01",
    "cajeme",
    "guanajuato-servicios-2026",
    "hermosillo-2011",
    "mazatlan-2014",
    "navolato-contratos",
    "nicolas-romero-2016",
    "tecate-2021",
    "tecate-2022",
    "tecate-2023",
    "tijuana-2025",
)


def published_cases(name: str) -> list[Case]:
    """The examples of the collection that a pack carries, the ambiguous ones aside."""
    cases = [case for utility in CARRIED for case in cases_of(utility)]
    return [case for case in cases if case.pack == name and case.kind in CERTAIN]


def examples_of(name: str) -> list[Example]:
    """The golden cases of a pack, the ambiguous ones aside: the collection's and those beside."""
    return [example for example in pack(name).examples if example.kind in CERTAIN]


def key_of(inputs: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Inputs whatever their order."""
    return tuple(sorted(inputs.items()))


def founded(name: str) -> FoundedUtility:
    return FoundedUtility.with_tariff(tariff=name, definition=pack(name))


def test_every_pack_with_published_examples_is_billed_or_refused() -> None:
    carried = {case.pack for utility in CARRIED for case in cases_of(utility)}
    assert carried == {*WHOLE, *PARTIAL}
    assert {name for name in carried if not pack(name).is_complete} == {*PARTIAL}


@pytest.mark.parametrize("name", WHOLE)
def test_an_issued_bill_charges_what_the_utility_published(name: str) -> None:
    utility = founded(name)
    published = {key_of(case.inputs): case.total for case in published_cases(name)}
    examples = {key_of(dict(example.inputs)): example for example in examples_of(name)}
    assert published.keys() <= examples.keys()
    accounts = bring_accounts(utility, [dict(inputs) for inputs in examples])

    run = utility.issued()

    assert not RunAccount.objects.filter(run=run).exclude(outcome="billed").values()
    assert run.issued_count == len(examples)
    for account, (inputs, example) in zip(accounts, examples.items(), strict=True):
        bill = Bill.objects.get(account=account)
        charges = Charge.objects.filter(movement=bill.movement)
        assert bill.total == published.get(inputs, example.total), inputs
        assert bill.total == bill.movement.amount == charges.aggregate(sum=Sum("amount"))["sum"]
        for expected in example.amounts:
            charge = charges.get(concept__code=expected.concept)
            assert getattr(charge, expected.field) == expected.amount, (inputs, expected)
    assert [verdict for verdict in verify_books() if not verdict.holds] == []


@pytest.mark.parametrize("name", PARTIAL)
def test_no_run_bills_by_a_table_that_is_known_in_part(name: str) -> None:
    utility = founded(name)
    cases = published_cases(name)
    bring_accounts(utility, [case.inputs for case in cases])

    run = utility.calculated()

    assert (run.billed_count, run.held_count, run.total) == (0, len(cases), Decimal(0))
    reasons = RunAccount.objects.filter(run=run).values_list("outcome", "reason")
    assert {*reasons} == {(RunAccount.Outcome.HELD, NO_TARIFF)}
    with pytest.raises(NothingToIssue):
        utility.approve(run)
    assert not Bill.objects.exists()


def test_a_run_knows_the_season_and_the_year_before() -> None:
    """A home with a mean above 15 m³ pays sewer, one with 15 m³ does not."""
    name = "sierra-alta-2026"
    utility = founded(name)
    inputs = {"consumo": "17", "uso": "domestico"}
    above, level = bring_accounts(utility, [inputs, inputs])
    past = BillingPeriod.objects.get(
        cycle=utility.period.cycle, during__endswith=utility.period.during.lower
    )
    for account, volume in ((above, "15.001"), (level, "15")):
        Consumption.objects.create(
            account=account, period=past, basis=Consumption.Basis.ASSIGNED, volume_m3=volume
        )

    utility.issued()

    totals = [Bill.objects.get(account=account).total for account in (above, level)]
    assert totals == [Decimal("328.91"), Decimal("211.03")]
