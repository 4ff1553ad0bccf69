"""What the steps of a demonstration share: the town, and the keys of what the pack created."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import numpy as np

from caudal.domain.metering.models import ReadingRemark
from caudal.domain.payments.models import CashDesk, CollectionChannel
from caudal.domain.platform.models import User
from caudal.domain.registry.models import BillingCycle, BillingPeriod, Route, ServiceAccount
from caudal.engines.demo_town.chance import Int64
from caudal.engines.demo_town.layout import TownRoute
from caudal.engines.demo_town.paying import PaymentWave, wave_of
from caudal.engines.demo_town.town import Town


@dataclass(slots=True)
class DemoContext:
    """A town and where it stands in the database."""

    town: Town
    zone: str
    cycles: Mapping[str, BillingCycle]
    periods: Mapping[tuple[str, date], BillingPeriod]
    route_ids: Mapping[str, int] = field(default_factory=dict)
    users: Mapping[str, User] = field(default_factory=dict)
    channels: Mapping[str, CollectionChannel] = field(default_factory=dict)
    remarks: Mapping[str, int] = field(default_factory=dict)
    desks: Mapping[int, Sequence[tuple[CashDesk, User]]] = field(default_factory=dict)
    _account_ids: Int64 | None = None
    _wave: tuple[int, PaymentWave] | None = None

    def moment(self, day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
        """An instant of a day, as the clock in the town shows it."""
        return datetime.combine(day, time(hour, minute, second), tzinfo=ZoneInfo(self.zone))

    def period(self, cycle: str, month: int) -> BillingPeriod:
        """The period of a cycle in a month of the calendar."""
        return self.periods[cycle, self.town.calendar.month(month).start]

    def cycle_place(self, cycle: str) -> int:
        """The place of a cycle among those of the town."""
        return self.town.cycle_codes().index(cycle)

    def route_place(self, route: TownRoute) -> int:
        """The place of a route among those of its cycle."""
        codes = sorted(one.code for one in self.town.routes if one.cycle == route.cycle)
        first = self.town.plan.showcase.route
        ordered = sorted(codes, key=lambda code: (code != first, code))
        return ordered.index(route.code)

    def is_unfinished(self, cycle: str, month: int) -> bool:
        """Whether the bills of a cycle and month are not issued in the story."""
        return month > self.town.newest_billed[cycle]

    def role(self, name: str) -> User:
        """The operator who plays a part, by username."""
        return self.users[name]

    def account_ids(self) -> Int64:
        """The key of each account by its place in the town; accounts are created in that order."""
        if self._account_ids is None:
            keys = ServiceAccount.objects.order_by("id").values_list("id", flat=True)
            self._account_ids = np.fromiter(keys, dtype=np.int64)
        return self._account_ids

    def wave(self, month: int) -> PaymentWave:
        """The payments after the bills of a month; the last one asked for is kept."""
        if self._wave is None or self._wave[0] != month:
            self._wave = (month, wave_of(town=self.town, month=month))
        return self._wave[1]

    def learn(self) -> None:
        """Read the keys of what earlier steps created."""
        self.route_ids = dict(Route.objects.values_list("code", "id"))
        self.users = {user.username: user for user in User.objects.select_related("branch")}
        self.channels = {channel.code: channel for channel in CollectionChannel.objects.all()}
        self.remarks = dict(ReadingRemark.objects.values_list("code", "id"))
        self.desks = self._desks()

    def _desks(self) -> dict[int, Sequence[tuple[CashDesk, User]]]:
        """Desks with their cashiers, per branch; a small town opens one in each."""
        desks = {desk.code: desk for desk in CashDesk.objects.select_related("branch")}
        by_branch: dict[int, list[tuple[CashDesk, User]]] = {}
        for person in self.town.plan.people:
            if person.desk and person.username in self.users:
                desk = desks[person.desk]
                by_branch.setdefault(desk.branch_id, []).append((desk, self.users[person.username]))
        wanted = -(-self.town.count // (self.town.plan.accounts_per_desk * max(len(by_branch), 1)))
        return {branch: tuple(open_[:wanted]) for branch, open_ in by_branch.items()}
