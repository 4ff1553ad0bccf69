"""The books after an act."""

from caudal.domain.payments.invariants import INVARIANTS as PAYMENT_INVARIANTS
from caudal.domain.platform.verification import check
from caudal.domain.receivables.invariants import INVARIANTS as RECEIVABLES_INVARIANTS
from caudal.usecases.verify_books import verify_books


def assert_books_hold() -> None:
    """Every invariant of receivables and payments holds."""
    verdicts = check([*RECEIVABLES_INVARIANTS, *PAYMENT_INVARIANTS])
    assert [verdict for verdict in verdicts if not verdict.holds] == []


def assert_every_promise_holds() -> None:
    """``caudal verify`` is clean, but for the text to search by, which factories do not write."""
    broken = {verdict.name: verdict.broken for verdict in verify_books() if not verdict.holds}
    broken.pop("accounts-are-found-by-what-they-are", None)
    assert broken == {}
