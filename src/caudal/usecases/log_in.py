"""Enter and leave the system."""

from datetime import datetime

from django.db import transaction

from caudal.domain.platform.models import User
from caudal.domain.platform.operations import audit, people


@transaction.atomic
def log_in(
    *, user: User, session_key: str, address: str | None, sessions_per_user: int, at: datetime
) -> None:
    """Begin a session; the oldest ones of the same person past the limit end."""
    people.begin_session(
        user=user, session_key=session_key, address=address, at=at, limit=sessions_per_user
    )
    audit.record(action="platform.session.started", subject=user, acting_user=user, at=at)


@transaction.atomic
def end_other_sessions(*, user: User, session_key: str, at: datetime) -> None:
    """End every session of a person but the one he is in."""
    people.end_all_sessions(user=user, at=at, keeping=session_key)
    audit.record(action="platform.session.others_ended", subject=user, acting_user=user, at=at)


@transaction.atomic
def log_out(*, user: User, session_key: str, at: datetime) -> None:
    """End a session."""
    people.end_sessions(session_keys=[session_key], at=at)
    audit.record(action="platform.session.ended", subject=user, acting_user=user, at=at)
