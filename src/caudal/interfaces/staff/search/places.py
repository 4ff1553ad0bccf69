"""Where an account opens for a person: its own page, or the desk for who only charges."""

from django.urls import reverse

from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import User


def account_url(*, account_id: int, number: str, user: User) -> str:
    """The address of an account."""
    if user.may(Function.VIEW_ACCOUNTS):
        return reverse("cuentas:account", args=[number])
    return reverse("caja:sale", args=[account_id])
