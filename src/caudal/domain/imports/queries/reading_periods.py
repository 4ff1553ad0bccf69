"""The periods that a file of readings may be of."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef

from caudal.domain.billing.models import BillingRun
from caudal.domain.registry.models import BillingPeriod

_AS_FAR_BACK_AS = timedelta(days=400)
_CYCLES_NAMED = 3


@dataclass(frozen=True, slots=True)
class PeriodToRead:
    """A code, and what people call the periods that have it: ``Octubre 2026 · Ciclo 1, Ciclo
    2``.
    """

    code: str
    label: str


def periods_to_read(*, on_date: date) -> list[PeriodToRead]:
    """What began within thirteen months in an active cycle and may still take a reading, newest
    first. A code stands for the period of each cycle that has it.

    A period is over for readings when its run was signed and held nobody; which accounts of the
    others may be read is for the check to say (``billing.queries.reading_gates``).
    """
    billed_whole = BillingRun.objects.filter(
        period=OuterRef("pk"),
        supplements=None,
        state__in=BillingRun.SIGNED_STATES,
        held_count=0,
    )
    found = BillingPeriod.objects.filter(
        ~Exists(billed_whole),
        cycle__is_active=True,
        during__startswith__range=(on_date - _AS_FAR_BACK_AS, on_date),
    ).order_by("-during__startswith", "code", "cycle__code")
    rows = found.values_list("code", "name", "cycle__name")
    by_code: dict[str, list[tuple[str, str]]] = {}
    for code, name, cycle in rows:
        by_code.setdefault(code, []).append((name, cycle))
    return [PeriodToRead(code, _label(periods)) for code, periods in by_code.items()]


def _label(periods: list[tuple[str, str]]) -> str:
    names = ", ".join(dict.fromkeys(name for name, _ in periods))
    cycles = [cycle for _, cycle in periods]
    few = ", ".join(cycles) if len(cycles) <= _CYCLES_NAMED else f"{len(cycles)} ciclos"
    return f"{names} · {few}"
