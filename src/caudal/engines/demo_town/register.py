"""Names, addresses and meters of the accounts of a route."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from caudal.engines.demo_town.chance import (
    Stream,
    choose,
    choose_weighted,
    generator,
    happens,
    words,
)
from caudal.engines.demo_town.description import HolderKind, TownLists
from caudal.engines.demo_town.layout import TownRoute
from caudal.engines.demo_town.town import Town
from caudal.kernel.search_keys import search_key

_HOUSES_PER_STREET = 22
_MICRO = 1_000_000
_METRES_9 = 85  # nine metres, in millionths of a degree
_FIRST_YEAR, _LAST_YEAR = 1985, 2023


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedAccount:
    """An account as the register will have it."""

    place: int
    number: str
    contract_number: str
    holder_name: str
    earlier_holder_name: str
    is_company: bool
    phone: str
    email: str
    street: str
    exterior_number: str
    between_streets: str
    colonia: str
    postal_code: str
    latitude: Decimal
    longitude: Decimal
    use_code: str
    sequence: int
    diameter_mm: int
    dwelling_units: int
    is_metered: bool
    has_sewer: bool
    is_suspended: bool
    is_closed: bool
    is_elderly: bool
    opened_on: date
    meter_serial: str
    meter_brand: str
    meter_installed_on: date
    note: str


def accounts_of(*, town: Town, route: TownRoute) -> list[PlannedAccount]:
    """The accounts of a route in walking order."""
    rng = generator(town.seed, Stream.ADDRESSES, route.place)
    homes, facts = _homes(rng, town, route), _facts(rng, town, route)
    accounts = [
        _account(town=town, route=route, position=position, home=home, facts=facts)
        for position, home in enumerate(homes)
    ]
    position = town.showcase - route.first
    if 0 <= position < route.count:
        accounts[position] = showcase_account(town, accounts[position])
    return accounts


def names_of_people(rng: np.random.Generator, lists: TownLists, count: int) -> list[str]:
    """Given name and both surnames."""
    women, men = words(rng, count, lists.women), words(rng, count, lists.men)
    first, second = words(rng, count, lists.surnames), words(rng, count, lists.surnames)
    is_woman = happens(rng, count, per_mille=520).tolist()
    return [
        f"{woman if female else man} {one} {other}"
        for woman, man, female, one, other in zip(women, men, is_woman, first, second, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Home:
    street: str
    exterior_number: str
    between_streets: str
    colonia: str
    postal_code: str
    latitude: Decimal
    longitude: Decimal


def _homes(rng: np.random.Generator, town: Town, route: TownRoute) -> list[_Home]:
    """Along one street after another; each street of a route lies in one colonia."""
    colonias = [one for one in town.lists.colonias if one.sector == route.sector]
    blocks = -(-route.count // _HOUSES_PER_STREET)
    streets = words(rng, blocks, town.lists.streets)
    across = words(rng, 2 * blocks, town.lists.streets)
    steps = rng.integers(1, 5, route.count).tolist()
    south = (route.place * 37 % 97 - 48) * 26 * _METRES_9 // 4
    east = (route.place * 61 % 89 - 44) * 26 * _METRES_9 // 4
    number, homes = 100, []
    for position in range(route.count):
        block, house = divmod(position, _HOUSES_PER_STREET)
        number = 100 + block * 7 if house == 0 else number + 2 * steps[position]
        colonia = colonias[block % len(colonias)]
        homes.append(
            _Home(
                street=streets[block],
                exterior_number=str(number),
                between_streets=f"{_bare(across[2 * block])} y {_bare(across[2 * block + 1])}",
                colonia=colonia.name,
                postal_code=colonia.postal_code,
                latitude=_degrees(town.plan.place.latitude_micro - south + block * 6 * _METRES_9),
                longitude=_degrees(town.plan.place.longitude_micro + east + house * 2 * _METRES_9),
            )
        )
    return homes


def _bare(street: str) -> str:
    return street.split(" ", 1)[1] if " " in street else street


def _degrees(micro: int) -> Decimal:
    return Decimal(micro).scaleb(-6)


@dataclass(frozen=True, slots=True)
class _Facts:
    people: Sequence[str]
    earlier_people: Sequence[str]
    institutions: Sequence[str]
    opened_on: Sequence[date]
    installed_after_days: Sequence[int]
    diameter: Sequence[int]
    units: Sequence[int]
    has_sewer: Sequence[bool]
    is_elderly: Sequence[bool]
    has_new_holder: Sequence[bool]
    phones: Sequence[int]
    has_email: Sequence[bool]
    notes: Sequence[str]
    brands: Sequence[str]


def _facts(rng: np.random.Generator, town: Town, route: TownRoute) -> _Facts:
    plan, count = town.plan, route.count
    years = rng.integers(_FIRST_YEAR, _LAST_YEAR + 1, count)
    days = rng.integers(0, 365, count)
    uses = [plan.uses[use] for use in town.use[route.first : route.first + count].tolist()]
    brands = choose_weighted(rng, count, [1] * len(plan.meter_brands)).tolist()
    notes = words(rng, count, town.lists.notes)
    has_note = happens(rng, count, per_mille=plan.note_per_mille).tolist()
    return _Facts(
        people=names_of_people(rng, town.lists, count),
        earlier_people=names_of_people(rng, town.lists, count),
        institutions=_institutions(rng, town.lists, [use.holders for use in uses]),
        opened_on=[
            date(year, 1, 1) + timedelta(days=day)
            for year, day in zip(years.tolist(), days.tolist(), strict=True)
        ],
        installed_after_days=rng.integers(0, 3650, count).tolist(),
        diameter=[int(choose(rng, 1, use.diameters_mm)[0]) for use in uses],
        units=[int(choose(rng, 1, use.dwelling_units)[0]) for use in uses],
        has_sewer=(rng.integers(0, 1000, count) < [use.sewer_per_mille for use in uses]).tolist(),
        is_elderly=(
            rng.integers(0, 1000, count) < [use.elderly_per_mille for use in uses]
        ).tolist(),
        has_new_holder=happens(rng, count, per_mille=plan.changed_holder_per_mille).tolist(),
        phones=rng.integers(0, 2_000_000, count).tolist(),
        has_email=happens(rng, count, per_mille=280).tolist(),
        notes=[note if wanted else "" for note, wanted in zip(notes, has_note, strict=True)],
        brands=[plan.meter_brands[place] for place in brands],
    )


def _institutions(
    rng: np.random.Generator, lists: TownLists, kinds: Sequence[HolderKind]
) -> list[str]:
    """Names of shops and public buildings; empty where a person holds the account."""
    count = len(kinds)
    shops = zip(
        words(rng, count, lists.business_kinds), words(rng, count, lists.business_names),
        strict=True,
    )  # fmt: skip
    named = zip(kinds, shops, words(rng, count, lists.public_holders), strict=True)
    return [
        {HolderKind.BUSINESS: f"{kind} {name}", HolderKind.PUBLIC: public}.get(holder, "")
        for holder, (kind, name), public in named
    ]


def _account(
    *, town: Town, route: TownRoute, position: int, home: _Home, facts: _Facts
) -> PlannedAccount:
    place = route.first + position
    institution, person = facts.institutions[position], facts.people[position]
    opened_on = facts.opened_on[position]
    phone = facts.phones[position]
    number = town.number(place)
    year = max(opened_on.year, 2008)
    latest = town.calendar.month(-2).start
    installed = min(opened_on + timedelta(days=facts.installed_after_days[position]), latest)
    has_new_holder = facts.has_new_holder[position] and not institution
    return PlannedAccount(
        place=place,
        number=number,
        contract_number=f"C-{opened_on.year}-{int(number) % 100_000:05d}",
        holder_name=institution or person,
        earlier_holder_name=facts.earlier_people[position] if has_new_holder else "",
        is_company=bool(institution),
        phone=f"622 {phone // 10_000 % 1000:03d} {phone % 10_000:04d}" if phone < 1_300_000 else "",
        email=_email(person) if facts.has_email[position] and not institution else "",
        street=home.street,
        exterior_number=home.exterior_number,
        between_streets=home.between_streets,
        colonia=home.colonia,
        postal_code=home.postal_code,
        latitude=home.latitude,
        longitude=home.longitude,
        use_code=town.plan.uses[int(town.use[place])].code,
        sequence=route.sequence(position),
        diameter_mm=facts.diameter[position],
        dwelling_units=facts.units[position],
        is_metered=bool(town.is_metered[place]),
        has_sewer=facts.has_sewer[position],
        is_suspended=bool(town.is_suspended[place]),
        is_closed=bool(town.is_closed[place]),
        is_elderly=facts.is_elderly[position] and not institution,
        opened_on=opened_on,
        meter_serial=f"{max(year, installed.year) % 100:02d}-{int(number):07d}",
        meter_brand=facts.brands[position],
        meter_installed_on=installed,
        note=facts.notes[position],
    )


def _email(person: str) -> str:
    given, *_, surname, _ = search_key(person).split()
    return f"{given}.{surname}@correo.example"


def showcase_account(town: Town, generated: PlannedAccount) -> PlannedAccount:
    """The account that is written out by hand, at the place of a generated one."""
    written = town.plan.showcase
    colonia = next(one for one in town.lists.colonias if one.name == written.colonia)
    return PlannedAccount(
        place=generated.place,
        number=written.number,
        contract_number=written.contract_number,
        holder_name=written.holder_name,
        earlier_holder_name="",
        is_company=False,
        phone=written.phone,
        email="",
        street=written.street,
        exterior_number=written.exterior_number,
        between_streets=written.between_streets,
        colonia=colonia.name,
        postal_code=colonia.postal_code,
        latitude=generated.latitude,
        longitude=generated.longitude,
        use_code=written.use,
        sequence=written.sequence,
        diameter_mm=13,
        dwelling_units=1,
        is_metered=True,
        has_sewer=True,
        is_suspended=False,
        is_closed=False,
        is_elderly=False,
        opened_on=written.opened_on,
        meter_serial=written.meter_serial,
        meter_brand=generated.meter_brand,
        meter_installed_on=written.meter_installed_on,
        note=written.note,
    )
