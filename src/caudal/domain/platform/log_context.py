"""The ids that every log line of a request or job carries."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_CONTEXT: ContextVar[dict[str, object] | None] = ContextVar("caudal_log_context", default=None)


def current_log_context() -> dict[str, object]:
    """What is known of the work under way: ``request_id``, ``job_id``, ``user_id``."""
    return dict(_CONTEXT.get() or {})


@contextmanager
def log_context(**ids: object) -> Iterator[None]:
    """Add ids to every log line written inside."""
    token = _CONTEXT.set({**current_log_context(), **ids})
    try:
        yield
    finally:
        _CONTEXT.reset(token)
