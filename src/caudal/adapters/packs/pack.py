"""A whole utility as one readable file."""

from typing import Literal

from pydantic import Field

from caudal.adapters.packs.money import (
    AllocationPolicyEntry,
    ParameterEntry,
    ReviewRulesEntry,
    SentinelsEntry,
    SurchargeRuleEntry,
)
from caudal.adapters.packs.organization import (
    BranchEntry,
    ChannelEntry,
    DeskEntry,
    MessageEntry,
    RoleEntry,
    SeriesEntry,
    UtilityEntry,
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


class UtilityPack(Entry):
    """What ``caudal setup`` reads and ``caudal setup --export`` writes."""

    format: Literal["1"]
    utility: UtilityEntry
    branches: tuple[BranchEntry, ...] = Field(min_length=1)
    series: tuple[SeriesEntry, ...]
    desks: tuple[DeskEntry, ...]
    channels: tuple[ChannelEntry, ...]
    messages: tuple[MessageEntry, ...] = ()
    roles: tuple[RoleEntry, ...] = Field(min_length=1)
    uses: tuple[UseEntry, ...] = Field(min_length=1)
    concepts: tuple[ConceptEntry, ...] = Field(min_length=1)
    tariffs: tuple[TariffEntry, ...]
    programmes: tuple[ProgrammeEntry, ...] = ()
    cycles: tuple[CycleEntry, ...] = Field(min_length=1)
    sectors: tuple[SectorEntry, ...] = Field(min_length=1)
    routes: tuple[RouteEntry, ...] = Field(min_length=1)
    remarks: tuple[RemarkEntry, ...] = ()
    parameters: tuple[ParameterEntry, ...] = ()
    allocation_policies: tuple[AllocationPolicyEntry, ...] = Field(min_length=1)
    surcharge_rules: tuple[SurchargeRuleEntry, ...] = ()
    review_rules: tuple[ReviewRulesEntry, ...] = ()
    sentinels: tuple[SentinelsEntry, ...] = ()
