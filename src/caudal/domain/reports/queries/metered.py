"""Micromedición: how many of the active accounts are billed by a meter."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q

from caudal.domain.registry.models import ServiceAccount


@dataclass(frozen=True, slots=True)
class MeteredShare:
    """Active accounts, and those of them with metered service."""

    active: int
    metered: int

    @property
    def share(self) -> Decimal | None:
        """Metered ÷ active; None while no account is active."""
        return Decimal(self.metered) / self.active if self.active else None


def metered_share(*, sector_id: int | None = None) -> MeteredShare:
    """Counted now; the register keeps no past of it."""
    accounts = ServiceAccount.objects.filter(status=ServiceAccount.Status.ACTIVE)
    if sector_id is not None:
        accounts = accounts.filter(route__sector_id=sector_id)
    counted = accounts.aggregate(active=Count("pk"), metered=Count("pk", filter=Q(is_metered=True)))
    return MeteredShare(**counted)
