"""The figures of a choice, asked once for the page and for its Excel."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from caudal.domain.reports.queries.channels import ChannelTotal, channel_totals
from caudal.domain.reports.queries.ledger_days import (
    LedgerDay,
    LedgerTotals,
    ledger_days,
    total_between,
)
from caudal.domain.reports.queries.metered import MeteredShare, metered_share
from caudal.domain.reports.queries.overdue import OverdueSector, overdue_by_sector
from caudal.interfaces.staff.tablero.choice import Choice, Window


@dataclass(frozen=True)
class Board:
    """Everything that is printed, still as numbers."""

    choice: Choice
    days: list[LedgerDay]
    channels: list[ChannelTotal]
    overdue: list[OverdueSector]
    metered: MeteredShare

    @cached_property
    def now(self) -> LedgerTotals:
        """What the figures add up."""
        return self._total(self.choice.window)

    @cached_property
    def before(self) -> LedgerTotals:
        """What they are compared with."""
        return self._total(self.choice.before)

    @cached_property
    def months(self) -> list[tuple[date, LedgerTotals]]:
        """The twelve months of the chart by their first day."""
        return [(month.first_day, self._total(month)) for month in self.choice.months]

    def _total(self, window: Window) -> LedgerTotals:
        return total_between(days=self.days, first_day=window.first_day, last_day=window.last_day)


def board_of(choice: Choice) -> Board:
    """Ask the ledger, in five statements whatever the size of the utility."""
    sector_id, window = choice.sector_id, choice.window
    first_day = min(choice.before.first_day, choice.months[0].first_day)
    return Board(
        choice=choice,
        days=ledger_days(first_day=first_day, last_day=choice.today, sector_id=sector_id),
        channels=channel_totals(
            first_day=window.first_day, last_day=window.last_day, sector_id=sector_id
        ),
        overdue=overdue_by_sector(on_date=choice.today, sector_id=sector_id),
        metered=metered_share(sector_id=sector_id),
    )
