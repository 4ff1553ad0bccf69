"""Builders of a month whose run was issued while some accounts were held."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tests.factories.billing import make_billing_rules
from tests.factories.history import noon
from tests.factories.metering import (
    AT,
    given,
    make_metered,
    make_read_route,
    october,
    october_of,
    record,
)
from tests.factories.platform import make_ready_role, make_user
from tests.factories.registry import make_cycle, make_use_class

from caudal.domain.billing.models import BillingRun, RunAccount, RunSentinels
from caudal.domain.billing.queries.supplements import held_without_bill
from caudal.domain.metering.queries.cases import Decision
from caudal.domain.platform.models import User
from caudal.domain.registry.models import BillingPeriod, ServiceAccount
from caudal.usecases.approve_billing_run import approve_billing_run
from caudal.usecases.calculate_billing_run import calculate_billing_run
from caudal.usecases.decide_readings import decide_readings
from caudal.usecases.issue_billing_run import issue_billing_run
from caudal.usecases.prepare_billing_run import prepare_billing_run
from caudal.usecases.supplement_billing_run import supplement_billing_run

ISSUE_DAY, LATE_DAY = date(2026, 11, 6), date(2026, 11, 17)
CEILING_M3 = 200


@dataclass
class HeldMonth:
    """October issued for two accounts; four were held, each for a reason, and one left out."""

    period: BillingPeriod
    clerk: User
    manager: User
    usual: list[ServiceAccount]
    unread: ServiceAccount
    doubtful: ServiceAccount
    """Its reading waits in the review."""
    excessive: ServiceAccount
    """A sentinel held it."""
    unpriced: ServiceAccount
    suspended: ServiceAccount

    @property
    def held(self) -> list[ServiceAccount]:
        """The four."""
        return [self.unread, self.doubtful, self.excessive, self.unpriced]

    @property
    def left(self) -> list[int]:
        """Who would be in a complementary run, in walking order."""
        return [each.account_id for each in held_without_bill(period_id=self.period.pk)]

    @property
    def principal(self) -> BillingRun:
        """The run of everybody."""
        return BillingRun.objects.get(period=self.period, supplements=None)

    def read(
        self, account: ServiceAccount, value: int, *, at_day: date = date(2026, 11, 9)
    ) -> None:
        """Capture a reading of October late."""
        record(given(account, value), period=self.period, user=self.clerk, at=noon(at_day))

    def decide(self, account: ServiceAccount, decision: Decision = Decision.ACCEPT) -> None:
        """Resolve late what was found about a reading."""
        decide_readings(
            period_id=self.period.pk,
            consumption_ids=[october_of(account).pk],
            decision=decision,
            acting_user=self.clerk,
            at=noon(date(2026, 11, 10)),
        )

    def price(self) -> None:
        """Give the account without a price a use that has one."""
        self.unpriced.use_class = make_use_class()
        self.unpriced.save(update_fields=["use_class"])

    def supplement(self, *, day: date = LATE_DAY) -> BillingRun:
        """A complementary run of the month."""
        return supplement_billing_run(
            run_id=self.principal.pk, issue_date=day, acting_user=self.clerk, at=noon(day)
        )

    def calculated(self, run: BillingRun, *, day: date = LATE_DAY) -> BillingRun:
        """A run in review."""
        return calculate_billing_run(run_id=run.pk, acting_user=self.clerk, at=noon(day))

    def issued(self, run: BillingRun, *, day: date = LATE_DAY) -> BillingRun:
        """A run with its bills."""
        self.calculated(run, day=day)
        approve_billing_run(run_id=run.pk, acting_user=self.manager, at=noon(day))
        return issue_billing_run(run_id=run.pk, acting_user=self.manager, at=noon(day))


def outcomes_of(run: BillingRun) -> dict[int, tuple[str, str]]:
    """What a run did with each of its accounts, in walking order."""
    rows = RunAccount.objects.filter(run=run).order_by("position")
    found = rows.values_list("account_id", "outcome", "reason")
    return {account_id: (outcome, reason) for account_id, outcome, reason in found}


def make_held_month(*, cycle_code: str = "04") -> HeldMonth:
    """October read, reviewed in part and issued."""
    cycle = make_cycle(code=cycle_code, name=f"Ciclo {cycle_code}")
    route = make_read_route(cycle=cycle, code=f"{cycle_code}19")
    if not RunSentinels.objects.exists():
        make_billing_rules()
    home = make_use_class()
    home.ceiling_m3 = Decimal(CEILING_M3)
    home.save(update_fields=["ceiling_m3"])
    period = october(route)
    usual = [make_metered(route=route) for _ in range(2)]
    unread, doubtful, excessive = (make_metered(route=route) for _ in range(3))
    unpriced = make_metered(
        route=route, use_class=make_use_class(code="mixto_rural", name="Mixto rural")
    )
    suspended = make_metered(route=route, status="suspended")
    month = HeldMonth(
        period=period,
        clerk=make_user(full_name="Elena Valdez", roles=[make_ready_role(name="Facturación")]),
        manager=make_user(full_name="Mario Cervantes", roles=[make_ready_role(name="Gerencia")]),
        usual=usual,
        unread=unread,
        doubtful=doubtful,
        excessive=excessive,
        unpriced=unpriced,
        suspended=suspended,
    )
    readings = [given(account, 530) for account in (*usual, unpriced)]
    readings += [given(account, 517 + CEILING_M3 + 100) for account in (doubtful, excessive)]
    record(*readings, period=period, user=month.clerk)
    decide_readings(
        period_id=period.pk,
        consumption_ids=[october_of(excessive).pk],
        decision=Decision.ACCEPT,
        acting_user=month.clerk,
        at=AT + timedelta(hours=1),
    )
    run = prepare_billing_run(
        period_id=period.pk,
        issue_date=ISSUE_DAY,
        acting_user=month.clerk,
        at=noon(ISSUE_DAY),
    )
    month.issued(run, day=ISSUE_DAY)
    return month
