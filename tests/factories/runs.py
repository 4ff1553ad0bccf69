"""Builders of a small town whose periods are billed one after another through the use cases."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tests.factories.billing import make_billing_rules, make_consumption
from tests.factories.history import make_month, noon
from tests.factories.platform import make_ready_role, make_user, make_utility
from tests.factories.registry import make_account, make_cycle, make_route, make_use_class

from caudal.domain.billing.models import BillingRun
from caudal.domain.platform.models import User
from caudal.domain.registry.models import BillingCycle, BillingPeriod, Route, ServiceAccount
from caudal.kernel.periods import add_months
from caudal.usecases.approve_billing_run import approve_billing_run
from caudal.usecases.calculate_billing_run import calculate_billing_run
from caudal.usecases.issue_billing_run import issue_billing_run
from caudal.usecases.prepare_billing_run import prepare_billing_run
from caudal.usecases.supplement_billing_run import supplement_billing_run

HOLDERS = (
    "Héctor Manuel Ruelas Soto",
    "Ana Sofía Leyva Encinas",
    "Guadalupe Inés Moroyoqui",
    "Ramón Ochoa Castillo",
    "Tortillería La Esperanza",
    "Condominio Las Gaviotas, A.C.",
)


@dataclass
class Town:
    """A cycle of two routes with its accounts, a clerk who prepares and a manager who signs."""

    cycle: BillingCycle
    routes: tuple[Route, ...]
    accounts: list[ServiceAccount]
    clerk: User
    manager: User

    def period(self, month: date) -> BillingPeriod:
        """The period of a month."""
        return make_month(account=self.accounts[0], start=month)

    def read(self, month: date, volumes: Mapping[int, str | None] | None = None) -> None:
        """Measure every active account; ``volumes`` says otherwise for some, None is no reading."""
        period, chosen = self.period(month), volumes or {}
        for index, account in enumerate(self.accounts):
            usual = str(8 + (index * 7 + month.month) % 23)
            volume = chosen.get(index, usual)
            if volume is not None and account.status == ServiceAccount.Status.ACTIVE:
                make_consumption(
                    account=account,
                    period=period,
                    volume_m3=volume,
                    previous=str(1000 + 40 * month.month),
                    read_on=add_months(month, 1) - timedelta(days=2),
                )

    def calculated(self, month: date) -> BillingRun:
        """A run of the month in review."""
        day = issue_day(month)
        run = prepare_billing_run(
            period_id=self.period(month).pk,
            issue_date=day,
            acting_user=self.clerk,
            at=noon(day),
        )
        return calculate_billing_run(run_id=run.pk, acting_user=self.clerk, at=noon(day))

    def approved(self, month: date) -> BillingRun:
        """A run of the month that may be issued."""
        run = self.calculated(month)
        at = noon(issue_day(month))
        return approve_billing_run(run_id=run.pk, acting_user=self.manager, at=at)

    def issued(self, month: date) -> BillingRun:
        """A run of the month with its bills."""
        run = self.approved(month)
        at = noon(issue_day(month))
        return issue_billing_run(run_id=run.pk, acting_user=self.manager, at=at)

    def supplemented(self, run: BillingRun, *, day: date) -> BillingRun:
        """A complementary run of an issued one, with its bills."""
        made = supplement_billing_run(
            run_id=run.pk, issue_date=day, acting_user=self.clerk, at=noon(day)
        )
        calculate_billing_run(run_id=made.pk, acting_user=self.clerk, at=noon(day))
        approve_billing_run(run_id=made.pk, acting_user=self.manager, at=noon(day))
        return issue_billing_run(run_id=made.pk, acting_user=self.manager, at=noon(day))


def issue_day(month: date) -> date:
    """The sixth of the month after."""
    return add_months(month, 1).replace(day=6)


def make_town(*, accounts: int = 24, suspended: int = 1) -> Town:
    """Mostly homes, every sixth a shop; the last ``suspended`` accounts are not billed."""
    make_utility()
    make_billing_rules()
    cycle = make_cycle(code="04", name="Ciclo 04")
    routes = tuple(make_route(cycle=cycle, code=code) for code in ("0411", "0412"))
    shop = make_use_class(code="comercial", name="Comercial")
    home = make_use_class()
    made = [
        make_account(
            route=routes[index * 2 // accounts],
            route_sequence=10 * (index + 1),
            holder=HOLDERS[index % len(HOLDERS)],
            use_class=home if index % 6 else shop,
            status="suspended" if index >= accounts - suspended else "active",
        )
        for index in range(accounts)
    ]
    return Town(
        cycle=cycle,
        routes=routes,
        accounts=made,
        clerk=make_user(full_name="Elena Valdez", roles=[make_ready_role(name="Facturación")]),
        manager=make_user(full_name="Mario Cervantes", roles=[make_ready_role(name="Gerencia")]),
    )
