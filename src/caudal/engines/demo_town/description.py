"""The description of a town, as packs/demo/town.yaml writes it; shares are per thousand."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class PayerKind(StrEnum):
    """How an account pays its bills."""

    PUNCTUAL = "punctual"
    OVERPAYING = "overpaying"
    BEHIND = "behind"
    OLD_DEBT = "old_debt"


class HolderKind(StrEnum):
    """Who holds accounts of a use."""

    PERSON = "person"
    BUSINESS = "business"
    PUBLIC = "public"


class ChannelKind(StrEnum):
    """Whether a payment comes with a folio of an own desk."""

    DESK = "desk"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class UsePlan:
    """A use: how many have it, whether they are metered and what they use in a month.

    ``monthly_pesos`` is what an old debt of theirs was per month; bills come from the tariff.
    """

    code: str
    per_mille: int
    unmetered_per_mille: int
    monthly_m3: tuple[int, ...]
    monthly_pesos: int
    diameters_mm: tuple[int, ...]
    sewer_per_mille: int = 1000
    elderly_per_mille: int = 0
    holders: HolderKind = HolderKind.PERSON
    dwelling_units: tuple[int, ...] = (1,)


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerPlan:
    """A group of payers; ``months`` is how many months ago they stopped, or since when they owe."""

    kind: PayerKind
    per_mille: int
    months: tuple[int, ...] = (0,)
    suspended_per_mille: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelPlan:
    """A channel of the utility and the form in which money comes there."""

    code: str
    per_mille: int
    kind: ChannelKind
    tender: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DirtPlan:
    """What is wrong with readings: per account (vacant, rollover, changed meter) or per reading."""

    vacant_per_mille: int
    leaking_per_mille: int
    unread_per_mille: int
    mistyped_per_mille: int
    rollover_per_mille: int
    changed_meter_per_mille: int
    newest_month_times: int
    vacant_remark: str
    leaking_remark: str
    unread_remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacePlan:
    """Where the town lies, in millionths of a degree."""

    latitude_micro: int
    longitude_micro: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnfinishedPlan:
    """The cycles that stand in the middle of the newest month."""

    pending_cycle: str
    review_cycle: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPlan:
    """An operator; those with a desk take payments there. Only some are shown with passwords."""

    username: str
    name: str
    role: str
    branch: str
    desk: str = ""
    is_shown: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowcasePlan:
    """One account that is written out by hand, with a year more of readings than the others.

    Months count from the first one billed, which is 0.
    """

    number: str
    contract_number: str
    holder_name: str
    phone: str
    street: str
    exterior_number: str
    between_streets: str
    colonia: str
    use: str
    route: str
    sequence: int
    opened_on: date
    meter_serial: str
    meter_installed_on: date
    last_reading_m3: int
    earlier_m3: tuple[int, ...]
    monthly_m3: tuple[int, ...]
    unread_months: tuple[int, ...]
    last_paid_month: int
    last_paid_channel: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TownPlan:
    """Everything that is said of a town."""

    pack: str
    tariff: str
    accounts_per_route: int
    fewest_routes: int
    first_routes: tuple[str, ...]
    uses: tuple[UsePlan, ...]
    elderly_programme: str
    payers: tuple[PayerPlan, ...]
    skips_a_month_per_mille: int
    pays_in_part_per_mille: int
    pays_ahead_per_mille: int
    closed_per_mille: int
    old_debt_months_per_charge: int
    channels: tuple[ChannelPlan, ...]
    card_at_desk_per_mille: int
    float_amount: int
    accounts_per_desk: int
    dirt: DirtPlan
    season_percent: tuple[int, ...]
    unfinished: UnfinishedPlan
    changed_holder_per_mille: int
    note_per_mille: int
    place: PlacePlan
    readers: tuple[str, ...]
    meter_brands: tuple[str, ...]
    people: tuple[PersonPlan, ...]
    showcase: ShowcasePlan


@dataclass(frozen=True, slots=True)
class Words:
    """A list of words with their weights."""

    words: tuple[str, ...]
    weights: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ColoniaWords:
    """A colonia of a sector."""

    sector: str
    postal_code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TownLists:
    """The names of people, streets and shops."""

    women: Words
    men: Words
    surnames: Words
    streets: Words
    business_kinds: Words
    business_names: Words
    public_holders: Words
    notes: Words
    colonias: tuple[ColoniaWords, ...]
