"""In which utility and office a request is made, and so what time people read."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from caudal.domain.platform.models import User, Utility

_UTILITY = "_caudal_utility"


def utility_of(request: HttpRequest) -> Utility | None:
    """The utility, asked once per request; None before it is set up."""
    if not hasattr(request, _UTILITY):
        setattr(request, _UTILITY, Utility.objects.first())
    utility: Utility | None = getattr(request, _UTILITY)
    return utility


class LocalTimeMiddleware:
    """Show instants in the zone of the person's branch, or else of the utility.

    Only for reading: business dates are computed from the branch of the act itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activate the zone for the time of the request."""
        if not isinstance(request.user, User):
            return self.get_response(request)
        with timezone.override(zone_of(request, request.user)):
            return self.get_response(request)


def zone_of(request: HttpRequest, user: User) -> ZoneInfo:
    """The zone in which a person reads instants: of his branch, else of the utility."""
    if user.branch is not None:
        return ZoneInfo(user.branch.time_zone)
    utility = utility_of(request)
    return ZoneInfo(utility.time_zone if utility else settings.TIME_ZONE)
