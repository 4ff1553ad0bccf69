"""Which table keeps each catalogue of a pack, and how its rows and entries turn into each other.

Entries name their fields like the columns, and a reference by the code of the other row: one
declaration reads and writes, so that what is exported is what is imported.
"""

from dataclasses import dataclass
from typing import Any, Final

from django.db import models

from caudal.adapters.packs.organization import (
    BranchEntry,
    ChannelEntry,
    DeskEntry,
    MessageEntry,
    SeriesEntry,
)
from caudal.adapters.packs.service import (
    ConceptEntry,
    CycleEntry,
    ProgrammeEntry,
    RemarkEntry,
    RouteEntry,
    SectorEntry,
    TariffEntry,
    UseEntry,
)
from caudal.adapters.packs.words import Entry
from caudal.domain.billing.models import BillMessage
from caudal.domain.metering.models import ReadingRemark
from caudal.domain.payments.models import CashDesk, CollectionChannel
from caudal.domain.platform.models import Branch, FolioSeries
from caudal.domain.registry.models import BillingCycle, DiscountProgramme, Route, Sector
from caudal.domain.tariffs.models import ChargeConcept, Tariff, UseClass


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A section of the pack and its table; rows are known by their code."""

    section: str
    model: type[models.Model]
    entry: type[Entry]

    @property
    def columns(self) -> tuple[str, ...]:
        """The fields that both have, but for the code."""
        of_table = {field.name for field in self.model._meta.concrete_fields}
        return tuple(
            name for name in self.entry.model_fields if name in of_table and name != "code"
        )

    @property
    def references(self) -> tuple[str, ...]:
        """Those of its columns that point at another catalogue."""
        return tuple(
            field.name
            for field in self.model._meta.concrete_fields
            if isinstance(field, models.ForeignKey) and field.name in self.columns
        )

    def values(self, entry: Entry) -> dict[str, Any]:
        """What a row of the table should hold to be as the entry says; references as rows."""
        values = {name: getattr(entry, name) for name in self.columns}
        for name in self.references:
            target = self.model._meta.get_field(name).related_model
            if isinstance(target, type):
                values[name] = models.QuerySet(target).get(code=values[name])
        return values

    def facts(self, row: models.Model) -> dict[str, Any]:
        """What the entry of a row says."""
        facts = {name: getattr(row, name) for name in ("code", *self.columns)}
        return {
            name: value.code if name in self.references else value for name, value in facts.items()
        }

    def rows(self) -> models.QuerySet[Any]:
        """All rows, by code."""
        return models.QuerySet(self.model).select_related(*self.references).order_by("code")


#: In the order in which they can be created.
CATALOGUES: Final = (
    Catalogue("branches", Branch, BranchEntry),
    Catalogue("series", FolioSeries, SeriesEntry),
    Catalogue("desks", CashDesk, DeskEntry),
    Catalogue("channels", CollectionChannel, ChannelEntry),
    Catalogue("messages", BillMessage, MessageEntry),
    Catalogue("uses", UseClass, UseEntry),
    Catalogue("concepts", ChargeConcept, ConceptEntry),
    Catalogue("tariffs", Tariff, TariffEntry),
    Catalogue("programmes", DiscountProgramme, ProgrammeEntry),
    Catalogue("cycles", BillingCycle, CycleEntry),
    Catalogue("sectors", Sector, SectorEntry),
    Catalogue("routes", Route, RouteEntry),
    Catalogue("remarks", ReadingRemark, RemarkEntry),
)
CATALOGUE_OF: Final = {catalogue.section: catalogue for catalogue in CATALOGUES}
