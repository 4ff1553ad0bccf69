"""Which days and which sector the dashboard looks at, chosen in its address."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import urlencode

from caudal.domain.registry.models import Sector
from caudal.kernel.periods import add_months

MONTHS_SHOWN = 12


class Span(StrEnum):
    """How far back the figures reach; the value stands in the address."""

    YEAR = "12-meses"
    MONTH = "mes"


SPAN_LABELS = {Span.MONTH: "Este mes", Span.YEAR: "12 meses"}


class Window(NamedTuple):
    """Some days, both ends included."""

    first_day: date
    last_day: date

    def back(self, months: int) -> "Window":
        """The same days some months before."""
        return Window(add_months(self.first_day, -months), add_months(self.last_day, -months))


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person asked to see; the running month counts up to today."""

    span: Span
    sector: Sector | None
    today: date

    @property
    def months(self) -> list[Window]:
        """The twelve months of the chart, the running one last."""
        first = self.today.replace(day=1)
        starts = [add_months(first, -back) for back in reversed(range(MONTHS_SHOWN))]
        ends = [*starts[1:], add_months(first, 1)]
        return [
            Window(start, date.fromordinal(end.toordinal() - 1))
            for start, end in zip(starts, ends, strict=True)
        ]

    @property
    def window(self) -> Window:
        """The days that the figures add up."""
        first = self.months[0 if self.span is Span.YEAR else -1].first_day
        return Window(first, self.today)

    @property
    def before(self) -> Window:
        """The days they are compared with: the year before, or the month before up to this day."""
        return self.window.back(MONTHS_SHOWN if self.span is Span.YEAR else 1)

    @property
    def sector_id(self) -> int | None:
        """Key of the sector, None for all of them."""
        return self.sector.pk if self.sector else None

    def query(self, *, span: Span | None = None, sector_id: int | None = -1) -> str:
        """The address of this choice, or of one that differs in the span or in the sector."""
        sector = self.sector_id if sector_id == -1 else sector_id
        asked = {"periodo": (span or self.span).value}
        return "?" + urlencode(asked | ({"sector": str(sector)} if sector else {}))


def choice_of(*, periodo: str, sector: str, sectors: Sequence[Sector], today: date) -> Choice:
    """What the address asks; what it does not know it takes as twelve months of all sectors."""
    known = {str(each.pk): each for each in sectors}
    span = Span(periodo) if periodo in set(Span) else Span.YEAR
    return Choice(span=span, sector=known.get(sector), today=today)
