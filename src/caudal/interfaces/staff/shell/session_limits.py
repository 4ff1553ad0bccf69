"""End logins that sit idle, are too old, or were closed from elsewhere."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from caudal.domain.platform.models import User
from caudal.domain.platform.operations import people
from caudal.interfaces.clock import now

STARTED = "started_at"
LAST_SEEN = "last_seen_at"
TOUCH_EVERY_SECONDS = 60


class SessionLimitsMiddleware:
    """A login lives ``SESSION_COOKIE_AGE`` at most and ``SESSION_IDLE_SECONDS`` without a
    request.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Check the age of the login; note the activity at most once a minute."""
        if isinstance(request.user, User):
            at = now()
            if self._has_expired(request, at):
                self._expire(request, at)
            else:
                self._touch(request, at)
        return self.get_response(request)

    @staticmethod
    def _has_expired(request: HttpRequest, at: datetime) -> bool:
        seen = request.session.get(LAST_SEEN)
        started = request.session.get(STARTED)
        if seen is None or started is None:
            return False
        idle = (at - datetime.fromisoformat(seen)).total_seconds() > settings.SESSION_IDLE_SECONDS
        return (
            idle
            or (at - datetime.fromisoformat(started)).total_seconds() > settings.SESSION_COOKIE_AGE
        )

    @staticmethod
    def _expire(request: HttpRequest, at: datetime) -> None:
        people.end_sessions(session_keys=[request.session.session_key or ""], at=at)
        logout(request)
        messages.info(request, "Su sesión terminó por inactividad. Entre de nuevo para seguir.")

    @staticmethod
    def _touch(request: HttpRequest, at: datetime) -> None:
        seen = request.session.get(LAST_SEEN)
        if (
            seen is None
            or (at - datetime.fromisoformat(seen)).total_seconds() > TOUCH_EVERY_SECONDS
        ):
            request.session.setdefault(STARTED, at.isoformat())
            request.session[LAST_SEEN] = at.isoformat()
            people.touch_session(session_key=request.session.session_key or "", at=at)
