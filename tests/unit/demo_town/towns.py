"""Towns to look at: the shipped description, over a utility of four cycles and eight sectors."""

from datetime import date
from functools import cache

from caudal.adapters.packs.demo_town import read_demo_town
from caudal.engines.demo_town.calendar import MONTHS
from caudal.engines.demo_town.layout import KnownRoute
from caudal.engines.demo_town.town import Town, found_town

TODAY = date(2026, 11, 17)
CYCLES = ("01", "02", "03", "04")
NEWEST_BILLED = {"01": MONTHS - 2, "02": MONTHS - 2, "03": MONTHS - 1, "04": MONTHS - 1}
NEWEST_DUE = dict.fromkeys(CYCLES, MONTHS - 2)


def known_routes() -> list[KnownRoute]:
    """Twelve routes in each of eight sectors, and one more."""
    routes = [
        KnownRoute(f"{sector:02d}{number:02d}", f"{sector:02d}", CYCLES[(sector - 1) % 4])
        for sector in range(1, 9)
        for number in range(1, 13)
    ]
    return [*routes, KnownRoute("0431", "04", "04")]


@cache
def town_of(connections: int, *, seed: int = 7, today: date = TODAY) -> Town:
    """A town of the shipped description."""
    plan, lists = read_demo_town()
    return found_town(
        plan=plan,
        lists=lists,
        known_routes=known_routes(),
        seed=seed,
        connections=connections,
        today=today,
        newest_billed=NEWEST_BILLED,
        newest_due=NEWEST_DUE,
    )
