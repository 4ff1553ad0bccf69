"""Finding documents by the folio printed on them."""

from decimal import Decimal

import pytest
from tests.factories.payments import make_payment, make_session
from tests.factories.registry import make_account

from caudal.domain.receivables.queries.folios import find_by_folio
from caudal.usecases.take_payment import PaymentTaken

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken() -> PaymentTaken:
    return make_payment(account=make_account(), session=make_session(), amount="10.00")


def test_a_folio_is_found_in_any_case_and_without_its_zeros(taken: PaymentTaken) -> None:
    prefix, number = taken.folio.rsplit("-", maxsplit=1)
    for typed in (
        taken.folio,
        taken.folio.lower(),
        f" {prefix}- {number} ",
        f"{prefix}-{int(number)}",
    ):
        (found,) = find_by_folio(folio=typed)
        assert (found.folio, found.kind_label, found.amount) == (
            taken.folio,
            "Pago",
            Decimal("-10.00"),
        )


@pytest.mark.parametrize("typed", ["", "   ", "ontiveros", "C99-000001", "000001", "-1", "C01-x1"])
def test_what_is_no_folio_finds_nothing(taken: PaymentTaken, typed: str) -> None:
    assert find_by_folio(folio=typed) == []


def test_a_number_longer_than_any_folio_is_no_error(taken: PaymentTaken) -> None:
    prefix = taken.folio.rsplit("-", maxsplit=1)[0]
    assert find_by_folio(folio=f"{prefix}-{'9' * 40}") == []
