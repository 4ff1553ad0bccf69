"""Open routes."""

from collections.abc import Mapping
from datetime import datetime

from caudal.domain.platform.models import User
from caudal.domain.platform.operations import audit
from caudal.domain.registry.models import BillingCycle, Route, Sector
from caudal.domain.registry.queries.catalogue import RegisterCatalogue, RouteEntry


def open_routes(
    *,
    sectors: Mapping[str, str],
    cycle: BillingCycle,
    catalogue: RegisterCatalogue,
    acting_user: User | None,
    at: datetime,
    reason: str,
) -> None:
    """Open routes in a cycle: code → code of their sector. The catalogue learns them.

    Two loads at once may both miss one; whoever comes second finds it by its code.
    """
    for code, sector_code in sectors.items():
        sector = Sector.objects.get(code=sector_code)
        route, is_new = Route.objects.get_or_create(
            code=code, defaults={"sector": sector, "cycle": cycle}
        )
        catalogue.routes[code] = RouteEntry(route.pk, code, route.sector.code)
        if is_new:
            audit.record(
                action="registry.route.opened",
                subject=route,
                acting_user=acting_user,
                at=at,
                reason=reason,
                after={"code": code, "sector": sector_code, "cycle": cycle.code},
            )
