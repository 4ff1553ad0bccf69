"""Ask the database whether every promise still holds."""

from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, nullcontext

from django.db import connection, transaction

from caudal.domain.billing.invariants import INVARIANTS as BILLING
from caudal.domain.imports.invariants import INVARIANTS as IMPORTS
from caudal.domain.metering.invariants import INVARIANTS as METERING
from caudal.domain.payments.invariants import INVARIANTS as PAYMENTS
from caudal.domain.platform.invariants import INVARIANTS as PLATFORM
from caudal.domain.platform.verification import Invariant, Verdict, check
from caudal.domain.receivables.invariants import INVARIANTS as RECEIVABLES
from caudal.domain.registry.invariants import INVARIANTS as REGISTRY
from caudal.domain.reports.invariants import INVARIANTS as REPORTS
from caudal.kernel.errors import Refusal

INVARIANTS: tuple[Invariant, ...] = (
    *PLATFORM,
    *REGISTRY,
    *METERING,
    *RECEIVABLES,
    *BILLING,
    *PAYMENTS,
    *IMPORTS,
    *REPORTS,
)
"""Every promise of every package, lowest package first (a house test looks for those left out)."""


class UnknownInvariant(Refusal):
    """No promise has that name."""

    def __init__(self, name: str) -> None:
        known = ", ".join(invariant.name for invariant in INVARIANTS)
        super().__init__(f"No hay ninguna verificación «{name}». Las que hay son: {known}.")


def verify_books(*, only: Collection[str] = ()) -> Iterator[Verdict]:
    """Check every invariant, or those named, in one snapshot of the database; one verdict at a
    time.

    The snapshot lets cashiers and runs go on meanwhile without being seen half way.

    :raises UnknownInvariant: before anything is checked
    """
    known = {invariant.name for invariant in INVARIANTS}
    for name in only:
        if name not in known:
            raise UnknownInvariant(name)
    wanted = [invariant for invariant in INVARIANTS if not only or invariant.name in only]
    return _verdicts(wanted)


def _verdicts(wanted: Collection[Invariant]) -> Iterator[Verdict]:
    is_inside = connection.in_atomic_block
    scope: AbstractContextManager[object] = nullcontext() if is_inside else transaction.atomic()
    with scope:
        if not is_inside:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield from check(wanted)
