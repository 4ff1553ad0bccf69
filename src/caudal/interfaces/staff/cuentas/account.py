"""The account in front: found once per request by the number in its address."""

from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse

from caudal.domain.receivables.queries.standing import AccountStanding, account_standing
from caudal.domain.registry.queries.account_head import AccountHead, account_head
from caudal.interfaces.clock import now
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.search.recents import note_account


def account_or_404(number: str) -> AccountHead:
    """The account of an address; 404 when no account has that number."""
    # PostgreSQL has no text with a NUL to look for.
    head = None if "\0" in number else account_head(number=number, at=now())
    if head is None:
        raise Http404
    return head


@dataclass(frozen=True, slots=True)
class OpenAccount:
    """An account and how it stands today at its branch."""

    head: AccountHead
    standing: AccountStanding

    def url(self, name: str = "account", *args: object) -> str:
        """The address of one of its pages."""
        return reverse(f"cuentas:{name}", args=[self.head.number, *args])


def open_account(request: StaffRequest, number: str) -> OpenAccount:
    """Bring an account to the front; it stays among those that the person saw last."""
    head = account_or_404(number)
    note_account(store=request.session, account_id=head.account_id)
    standing = account_standing(account_id=head.account_id, on_date=head.on_date)
    return OpenAccount(head, standing)
