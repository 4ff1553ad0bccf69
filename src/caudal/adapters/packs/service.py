"""What is served, to whom, where and when: uses, concepts, tariffs, cycles, sectors, routes."""

from itertools import pairwise
from typing import Annotated, Any, Self

from pydantic import Field, field_validator, model_validator

from caudal.adapters.packs.words import Day, Entry, Exact, Flag, Key, Whole, choice, refused
from caudal.domain.registry.queries.calendar import periods_of_year

ConceptKind = Annotated[
    str,
    *choice(
        {
            "servicio": "service",
            "recargo": "surcharge",
            "saldo_inicial": "opening",
            "pago_cancelado": "reversal",
            "otro": "other",
        }
    ),
]


class UseEntry(Entry):
    """Uso."""

    code: Key
    name: str = Field(min_length=1, max_length=80)
    ceiling_m3: Exact | None = Field(default=None, gt=0, max_digits=14, decimal_places=3)
    is_active: Flag = True


class ConceptEntry(Entry):
    """Concepto, with its place in the legal order."""

    code: Key
    name: str = Field(min_length=1, max_length=80)
    kind: ConceptKind = "service"
    priority: Whole = Field(ge=0, le=32767)
    bears_surcharges: Flag = True


class TariffEntry(Entry):
    """Tarifa; each version is a whole document of the tariff model."""

    code: str = Field(min_length=1, max_length=40)
    name: str = Field(min_length=1, max_length=120)
    versions: tuple[dict[str, Any], ...] = Field(min_length=1)


class ProgrammeEntry(Entry):
    """Programa de descuento: the yes/no input of the tariff that it turns on."""

    code: Key
    name: str = Field(min_length=1, max_length=80)
    tariff_input: str = Field(min_length=1, max_length=40)


class PeriodEntry(Entry):
    """A period that is not as the calendar gives it. It ends the day before ``end``."""

    code: str = Field(min_length=1, max_length=20)
    name: str = Field(min_length=1, max_length=60)
    start: Day
    end: Day
    due_date: Day

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Self:
        if self.end <= self.start:
            raise refused("termina antes de empezar; corrija sus fechas")
        return self


class CycleEntry(Entry):
    """Ciclo, with the years whose periods are open."""

    code: str = Field(min_length=1, max_length=20)
    name: str = Field(min_length=1, max_length=80)
    branch: str
    months: Whole = Field(default=1)
    due_days: Whole = Field(ge=1, le=90)
    is_active: Flag = True
    years: tuple[Annotated[Whole, Field(ge=2000, le=2199)], ...] = ()
    periods: tuple[PeriodEntry, ...] = ()

    @field_validator("months")
    @classmethod
    def _divides_the_year(cls, value: int) -> int:
        if value not in (1, 2, 3, 4, 6, 12):
            raise refused("un ciclo es de 1, 2, 3, 4, 6 o 12 meses")
        return value

    @model_validator(mode="after")
    def _periods_apart(self) -> Self:
        ordered = sorted(self.open_periods(), key=lambda period: period.start)
        for one, other in pairwise(ordered):
            if other.start < one.end:
                raise refused(f"los periodos {one.code} y {other.code} se enciman")
        return self

    def open_periods(self) -> tuple[PeriodEntry, ...]:
        """Those of its years, by the calendar, and those written one by one, which go first."""
        written = {period.code: period for period in self.periods}
        by_calendar = {
            planned.code: PeriodEntry(
                code=planned.code,
                name=planned.name,
                start=planned.during.start,
                end=planned.during.end,
                due_date=planned.due_date,
            )
            for year in self.years
            for planned in periods_of_year(year=year, months=self.months, due_days=self.due_days)
        }
        return tuple({**by_calendar, **written}.values())


class SectorEntry(Entry):
    """Sector."""

    code: str = Field(min_length=1, max_length=10)
    name: str = Field(min_length=1, max_length=80)


class RouteEntry(Entry):
    """Ruta."""

    code: str = Field(min_length=1, max_length=20)
    name: str = Field(default="", max_length=80)
    sector: str
    cycle: str
    is_active: Flag = True


class RemarkEntry(Entry):
    """Anomalía that a reader may note."""

    code: str = Field(min_length=1, max_length=10)
    name: str = Field(min_length=1, max_length=80)
    prevents_reading: Flag = False
