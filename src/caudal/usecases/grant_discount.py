"""Give an account the right to a discount, and end it."""

from datetime import date, datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from caudal.domain.platform.models import User
from caudal.domain.platform.operations import audit
from caudal.domain.registry.models import AccountDiscount, DiscountProgramme, ServiceAccount
from caudal.kernel.errors import Refusal


class DiscountOverlaps(Refusal):
    """The account has that discount on some of those days."""

    def __init__(self, programme: str, since: date) -> None:
        super().__init__(
            f"La cuenta ya tiene «{programme}» desde el {since:%d/%m/%Y}. Termínelo primero o elija"
            " fechas que no se encimen."
        )


class DiscountDatesRefused(Refusal):
    """It would end before it begins."""

    def __init__(self, since: date) -> None:
        super().__init__(
            f"El descuento debe terminar después del {since:%d/%m/%Y}, el día en que empieza."
        )


class DiscountOver(Refusal):
    """It has ended already."""

    def __init__(self, until: date) -> None:
        super().__init__(f"El descuento ya terminó el {until:%d/%m/%Y}. Recargue la página.")


@transaction.atomic
def grant_discount(
    *,
    account_id: int,
    programme: DiscountProgramme,
    since: date,
    until: date | None,
    proof: str,
    acting_user: User,
    at: datetime,
) -> AccountDiscount:
    """Grant a discount from a day on; ``until`` is the first day without it, None for no end.

    Bills already issued do not change.

    :raises DiscountDatesRefused: if ``until`` is not after ``since``
    :raises DiscountOverlaps: if the account has it on some of those days
    """
    if until is not None and until <= since:
        raise DiscountDatesRefused(since)
    ServiceAccount.objects.select_for_update(no_key=True).get(pk=account_id)
    days = DateRange(since, until)
    same = AccountDiscount.objects.filter(account_id=account_id, programme=programme)
    if other := same.filter(valid_during__overlap=days).first():
        raise DiscountOverlaps(programme.name, other.valid_during.lower or since)
    granted = AccountDiscount.objects.create(
        account_id=account_id, programme=programme, valid_during=days, proof=proof.strip()
    )
    audit.record(
        action="registry.discount.granted",
        subject=granted,
        acting_user=acting_user,
        at=at,
        account_id=account_id,
        after={
            "programme": programme.name,
            "since": since,
            "until": until,
            "proof": granted.proof,
        },
    )
    return granted


@transaction.atomic
def end_discount(
    *, discount_id: int, on_date: date, reason: str, acting_user: User, at: datetime
) -> None:
    """End a discount: ``on_date`` is the first day without it. Bills already issued do not change.

    :raises DiscountDatesRefused: if it would end before it begins
    :raises DiscountOver: if it had ended before that day
    """
    granted = (
        AccountDiscount.objects.select_for_update(no_key=True, of=("self",))
        .select_related("programme")
        .get(pk=discount_id)
    )
    since, until = granted.valid_during.lower, granted.valid_during.upper
    if until is not None and until <= on_date:
        raise DiscountOver(until)
    if since is not None and on_date <= since:
        raise DiscountDatesRefused(since)
    granted.valid_during = DateRange(since, on_date)
    granted.save(update_fields=["valid_during"])
    audit.record(
        action="registry.discount.ended",
        subject=granted,
        acting_user=acting_user,
        at=at,
        account_id=granted.account_id,
        reason=reason.strip(),
        before={"programme": granted.programme.name, "until": until},
        after={"programme": granted.programme.name, "until": on_date},
    )
