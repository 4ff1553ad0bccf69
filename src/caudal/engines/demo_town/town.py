"""The town as columns: one row per account, by its place in the walk through all routes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isqrt

import numpy as np
from numpy.typing import NDArray

from caudal.engines.demo_town.calendar import TownCalendar
from caudal.engines.demo_town.chance import Flags, Int64, Stream, exact_shares, generator, happens
from caudal.engines.demo_town.description import PayerKind, TownLists, TownPlan
from caudal.engines.demo_town.layout import KnownRoute, TownRoute, lay_out

NEVER_PAYS = -1
ALWAYS_PAYS = 99
_FEWEST_PAYING_DAYS = 6
_ACCOUNTS_PER_PAYING_DAY = 30
_STRIDE = 7919  # A prime: neighbours get numbers far apart.


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """Who is what in a town; small numbers, so that a million accounts fit in some megabytes.

    ``last_paid`` is the month whose bills an account paid last, ``owes_since`` how many months ago
    its oldest debt fell due (0: no old debt), ``newest_billed`` the last month billed per cycle
    and ``newest_due`` the last one that fell due before today.
    """

    plan: TownPlan
    lists: TownLists
    calendar: TownCalendar
    seed: int
    routes: tuple[TownRoute, ...]
    use: NDArray[np.int8]
    payer: NDArray[np.int8]
    last_paid: NDArray[np.int8]
    owes_since: NDArray[np.int16]
    is_metered: Flags
    is_suspended: Flags
    is_closed: Flags
    newest_billed: Mapping[str, int]
    newest_due: Mapping[str, int]
    showcase: int
    number_modulus: int

    @property
    def count(self) -> int:
        """How many accounts there are."""
        return len(self.use)

    def paying_days(self, month: int) -> Sequence[date]:
        """The days on which people pay after the bills of a month; few in a small town."""
        at_most = max(_FEWEST_PAYING_DAYS, self.count // _ACCOUNTS_PER_PAYING_DAY)
        return self.calendar.paying_days(month, at_most=at_most)

    def number(self, place: int) -> str:
        """The account's number: those of neighbours lie far apart, and none repeats."""
        first = int(self.plan.showcase.number)
        return f"{first + (place - self.showcase) * _STRIDE % self.number_modulus:07d}"

    def cycle_codes(self) -> list[str]:
        """The cycles that have routes, in their order."""
        return sorted({route.cycle for route in self.routes})


def found_town(
    *,
    plan: TownPlan,
    lists: TownLists,
    known_routes: Sequence[KnownRoute],
    seed: int,
    connections: int,
    today: date,
    newest_billed: Mapping[str, int],
    newest_due: Mapping[str, int],
) -> Town:
    """Decide what every account is; shares are met exactly over the whole town.

    :raises TownSizeRefused: below 100 or above 1,000,000 connections
    """
    routes = lay_out(plan=plan, known=known_routes, connections=connections)
    showcase = _place_of_showcase(plan, routes)
    rng = generator(seed, Stream.TOWN)
    use = exact_shares(rng, connections, [one.per_mille for one in plan.uses])
    payer = exact_shares(rng, connections, [one.per_mille for one in plan.payers])
    kinds = [one.kind for one in plan.payers]
    _swap_in(use, showcase, [one.code for one in plan.uses].index(plan.showcase.use))
    _swap_in(payer, showcase, kinds.index(PayerKind.BEHIND))
    unmetered = np.array([one.unmetered_per_mille for one in plan.uses])[use]
    is_metered = rng.integers(0, 1000, connections) >= unmetered
    is_metered[showcase] = True
    suspended = np.array([one.suspended_per_mille for one in plan.payers])[payer]
    is_suspended = rng.integers(0, 1000, connections) < suspended
    is_punctual = payer == kinds.index(PayerKind.PUNCTUAL)
    is_closed = is_punctual & happens(rng, connections, per_mille=plan.closed_per_mille)
    last_paid, owes_since = _arrears(plan, routes, payer, newest_due, rng)
    last_paid[showcase] = plan.showcase.last_paid_month
    return Town(
        plan=plan,
        lists=lists,
        calendar=TownCalendar(today),
        seed=seed,
        routes=routes,
        use=use.astype(np.int8),
        payer=payer.astype(np.int8),
        last_paid=last_paid.astype(np.int8),
        owes_since=owes_since.astype(np.int16),
        is_metered=is_metered,
        is_suspended=is_suspended,
        is_closed=is_closed,
        newest_billed=newest_billed,
        newest_due=newest_due,
        showcase=showcase,
        number_modulus=next_prime(connections + _STRIDE),
    )


def _place_of_showcase(plan: TownPlan, routes: Sequence[TownRoute]) -> int:
    route = next(route for route in routes if route.code == plan.showcase.route)
    positions = range(route.count)
    nearest = min(positions, key=lambda at: abs(route.sequence(at) - plan.showcase.sequence))
    return route.first + nearest


def _swap_in(column: Int64, place: int, wanted: int) -> None:
    """Let a place have a value by changing with another one, so that the shares stay met."""
    other = int(np.flatnonzero(column == wanted)[0])
    column[place], column[other] = column[other], column[place]


def _arrears(
    plan: TownPlan,
    routes: Sequence[TownRoute],
    payer: Int64,
    newest_due: Mapping[str, int],
    rng: np.random.Generator,
) -> tuple[Int64, Int64]:
    last_paid = np.full(len(payer), ALWAYS_PAYS, dtype=np.int64)
    owes_since = np.zeros(len(payer), dtype=np.int64)
    due = np.zeros(len(payer), dtype=np.int64)
    for route in routes:
        due[route.first : route.first + route.count] = newest_due[route.cycle]
    for index, group in enumerate(plan.payers):
        members = np.flatnonzero(payer == index)
        months = exact_shares(rng, len(members), [1] * len(group.months))
        since = np.array(group.months, dtype=np.int64)[months]
        if group.kind is PayerKind.BEHIND:
            last_paid[members] = due[members] - since
        elif group.kind is PayerKind.OLD_DEBT:
            last_paid[members], owes_since[members] = NEVER_PAYS, since
    return last_paid, owes_since


def next_prime(number: int) -> int:
    """The first prime from a number on."""
    while any(number % factor == 0 for factor in range(2, isqrt(number) + 1)):
        number += 1
    return number
