"""The accounts that a person had in front last, kept in the login."""

from django.contrib.sessions.backends.base import SessionBase

_RECENT = "recent_accounts"
MOST_RECENT = 10


def note_account(*, store: SessionBase, account_id: int) -> None:
    """Remember that an account was opened; the last one stands first."""
    seen = recent_accounts(store=store)
    if seen[:1] != [account_id]:
        others = [pk for pk in seen if pk != account_id]
        store[_RECENT] = [account_id, *others][:MOST_RECENT]


def recent_accounts(*, store: SessionBase) -> list[int]:
    """The accounts seen last, the newest first."""
    return list(store.get(_RECENT, []))
