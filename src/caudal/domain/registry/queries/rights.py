"""Who is what in an account, since when, and which discounts it has."""

from dataclasses import dataclass
from datetime import date

from caudal.domain.registry.models import AccountDiscount, AccountRole


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """A person in a role; ``until`` is the first day without it, None while it lasts."""

    role: str
    label: str
    name: str
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class DiscountHeld:
    """A discount of an account; ``until`` is the first day without it."""

    discount_id: int
    programme: str
    since: date | None
    until: date | None
    proof: str


def roles_of(*, account_id: int) -> list[RoleHeld]:
    """Everybody who has or had a role in the account, the present ones first."""
    rows = AccountRole.objects.filter(account_id=account_id).select_related("customer")
    return [
        RoleHeld(
            role=row.role,
            label=row.get_role_display(),
            name=row.customer.name,
            since=row.valid_during.lower,
            until=row.valid_during.upper,
        )
        for row in rows.order_by("-valid_during", "role")
    ]


def discounts_of(*, account_id: int) -> list[DiscountHeld]:
    """The discounts of an account, the latest first."""
    rows = AccountDiscount.objects.filter(account_id=account_id).select_related("programme")
    return [
        DiscountHeld(
            discount_id=row.pk,
            programme=row.programme.name,
            since=row.valid_during.lower,
            until=row.valid_during.upper,
            proof=row.proof,
        )
        for row in rows.order_by("-valid_during", "pk")
    ]
