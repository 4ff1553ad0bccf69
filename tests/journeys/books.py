"""The books after an act."""

from caudal.domain.payments.invariants import INVARIANTS as PAYMENT_INVARIANTS
from caudal.domain.platform.verification import check
from caudal.domain.receivables.invariants import INVARIANTS as RECEIVABLES_INVARIANTS


def assert_books_hold() -> None:
    """Every invariant of receivables and payments holds."""
    verdicts = check([*RECEIVABLES_INVARIANTS, *PAYMENT_INVARIANTS])
    assert [verdict for verdict in verdicts if not verdict.holds] == []
