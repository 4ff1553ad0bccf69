"""Which routes a town of some size has, and which accounts walk on each."""

from collections.abc import Sequence
from dataclasses import dataclass

from caudal.engines.demo_town.description import TownPlan
from caudal.kernel.errors import Refusal

SMALLEST_TOWN = 100
LARGEST_TOWN = 1_000_000


class TownSizeRefused(Refusal):
    """The town would be too small or too large."""

    def __init__(self, connections: int) -> None:
        super().__init__(
            f"Una demostración va de {SMALLEST_TOWN} a {LARGEST_TOWN:,} tomas, no {connections:,}."
            " Escriba otro número en --connections."
        )


@dataclass(frozen=True, slots=True)
class KnownRoute:
    """A route that the utility already has."""

    code: str
    sector: str
    cycle: str


@dataclass(frozen=True, slots=True)
class TownRoute:
    """A route of the town with the accounts ``first`` to ``first + count − 1``, as walked."""

    place: int
    code: str
    sector: str
    cycle: str
    first: int
    count: int
    is_new: bool

    @property
    def accounts(self) -> range:
        """Its accounts by their place in the town."""
        return range(self.first, self.first + self.count)

    def sequence(self, position: int) -> int:
        """The number in the walk of the account at a position of the route."""
        return 1 + position * max(1, 350 // self.count)


def lay_out(
    *, plan: TownPlan, known: Sequence[KnownRoute], connections: int
) -> tuple[TownRoute, ...]:
    """The routes of a town, spread over all sectors; more are opened when the known ones are few.

    :raises TownSizeRefused: below 100 or above 1,000,000 connections
    """
    if not SMALLEST_TOWN <= connections <= LARGEST_TOWN:
        raise TownSizeRefused(connections)
    count = max(plan.fewest_routes, -(-connections // plan.accounts_per_route))
    routes = _in_turns(plan, known)[:count]
    routes += [_more(known, number) for number in range(count - len(routes))]
    ends = [connections * (place + 1) // count for place in range(count)]
    existing = {route.code for route in known}
    return tuple(
        TownRoute(
            place=place,
            code=route.code,
            sector=route.sector,
            cycle=route.cycle,
            first=ends[place - 1] if place else 0,
            count=ends[place] - (ends[place - 1] if place else 0),
            is_new=route.code not in existing,
        )
        for place, route in enumerate(routes)
    )


def _in_turns(plan: TownPlan, known: Sequence[KnownRoute]) -> list[KnownRoute]:
    """The first routes of the plan, then one of each sector in turn."""
    number: dict[str, int] = {}
    turns = []
    for route in sorted(known, key=lambda route: route.code):
        turn = number.setdefault(route.sector, 0)
        number[route.sector] += 1
        order = plan.first_routes.index(route.code) if route.code in plan.first_routes else -1
        turns.append(((-1, order) if order >= 0 else (turn, 0), route.sector, route))
    return [route for _, _, route in sorted(turns, key=lambda item: item[:2])]


def _more(known: Sequence[KnownRoute], number: int) -> KnownRoute:
    """The next route beyond the known ones; codes keep the sector in front."""
    sectors = {route.sector: route.cycle for route in sorted(known, key=lambda route: route.code)}
    sector = sorted(sectors)[number % len(sectors)]
    return KnownRoute(f"{sector}-{number // len(sectors) + 1:03d}", sector, sectors[sector])
