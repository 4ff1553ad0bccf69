"""From where an act came: set once by the interface, read by the audit log."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """The machine and the request (or job, or command) behind an act."""

    address: str | None = None
    request_id: str = ""


_ORIGIN: ContextVar[Origin | None] = ContextVar("caudal_origin", default=None)


def current_origin() -> Origin:
    """Where the act under way came from."""
    return _ORIGIN.get() or Origin()


@contextmanager
def origin(*, address: str | None, request_id: str) -> Iterator[None]:
    """Acts inside come from here."""
    token = _ORIGIN.set(Origin(address=address, request_id=request_id))
    try:
        yield
    finally:
        _ORIGIN.reset(token)
