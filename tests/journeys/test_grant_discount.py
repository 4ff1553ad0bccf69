"""Granting and ending discounts."""

from datetime import date

import pytest
from tests.factories.platform import AT, make_user
from tests.factories.registry import make_account

from caudal.domain.platform.models import AuditEntry
from caudal.domain.registry.models import AccountDiscount, DiscountProgramme, ServiceAccount
from caudal.usecases.grant_discount import (
    DiscountDatesRefused,
    DiscountOver,
    DiscountOverlaps,
    end_discount,
    grant_discount,
)

pytestmark = pytest.mark.django_db

JANUARY, JULY = date(2026, 1, 1), date(2026, 7, 1)


@pytest.fixture
def account() -> ServiceAccount:
    return make_account()


@pytest.fixture
def elderly(db: None) -> DiscountProgramme:
    return DiscountProgramme.objects.create(
        code="am", name="Adulto mayor", tariff_input="adulto_mayor"
    )


def grant(
    account: ServiceAccount,
    programme: DiscountProgramme,
    since: date = JANUARY,
    until: date | None = None,
) -> AccountDiscount:
    return grant_discount(
        account_id=account.pk,
        programme=programme,
        since=since,
        until=until,
        proof=" INAPAM 123 ",
        acting_user=make_user(),
        at=AT,
    )


def end(discount: AccountDiscount, on_date: date) -> None:
    end_discount(
        discount_id=discount.pk,
        on_date=on_date,
        reason="Falleció la titular",
        acting_user=make_user(),
        at=AT,
    )
    discount.refresh_from_db()


def test_a_discount_is_granted_with_its_proof(
    account: ServiceAccount, elderly: DiscountProgramme
) -> None:
    granted = grant(account, elderly, until=JULY)
    assert (granted.valid_during.lower, granted.valid_during.upper) == (JANUARY, JULY)
    entry = AuditEntry.objects.get(action="registry.discount.granted")
    assert entry.after == {
        "programme": "Adulto mayor",
        "since": "2026-01-01",
        "until": "2026-07-01",
        "proof": "INAPAM 123",
    }


def test_the_same_discount_does_not_overlap_itself(
    account: ServiceAccount, elderly: DiscountProgramme
) -> None:
    grant(account, elderly, until=JULY)
    with pytest.raises(DiscountOverlaps, match="«Adulto mayor» desde el 01/01/2026"):
        grant(account, elderly, since=date(2026, 6, 30))
    grant(account, elderly, since=JULY)
    assert AccountDiscount.objects.count() == 2


def test_a_discount_lasts_at_least_a_day(
    account: ServiceAccount, elderly: DiscountProgramme
) -> None:
    with pytest.raises(DiscountDatesRefused):
        grant(account, elderly, since=JULY, until=JULY)
    granted = grant(account, elderly, since=JULY)
    with pytest.raises(DiscountDatesRefused):
        end(granted, JULY)


def test_a_discount_ends_once(account: ServiceAccount, elderly: DiscountProgramme) -> None:
    granted = grant(account, elderly)
    end(granted, JULY)
    assert granted.valid_during.upper == JULY
    entry = AuditEntry.objects.get(action="registry.discount.ended")
    assert entry.before == {"programme": "Adulto mayor", "until": None}
    assert entry.after == {"programme": "Adulto mayor", "until": "2026-07-01"}
    with pytest.raises(DiscountOver, match="01/07/2026"):
        end(granted, date(2026, 8, 1))
    end(granted, date(2026, 3, 1))
    assert granted.valid_during.upper == date(2026, 3, 1)
