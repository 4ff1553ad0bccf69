"""Who may use each route: declared where the route is, refused when it is not.

A route is added with ``route(...)`` and says exactly one thing: it is ``public``, for anybody who
``logged_in``, or for those who hold a ``Function``. The middleware refuses any view without a rule,
so forgetting one closes the route instead of opening it; tests/house keeps the matrix of all routes
and roles.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import User

View = Callable[..., HttpResponseBase]
ACCESS_ATTRIBUTE = "caudal_access"
FIRST_STOP = "change_password"
"""The one page open to a person whose password somebody else knows."""


@dataclass(frozen=True, slots=True)
class AccessRule:
    """Who may use a route: anybody, anybody logged in, or holders of any of the functions."""

    is_public: bool = False
    functions: frozenset[Function] = frozenset()

    def allows(self, user: User) -> bool:
        """Whether a logged-in person may pass."""
        return self.is_public or not self.functions or bool(self.functions & user.functions)


PUBLIC = AccessRule(is_public=True)
LOGGED_IN = AccessRule()


def needs(*functions: Function) -> AccessRule:
    """For holders of any of the functions."""
    return AccessRule(functions=frozenset(functions))


def route(
    pattern: str, view: View, *, name: str, access: AccessRule, methods: str = "GET"
) -> URLPattern:
    """Add a route with its rule and its methods, such as ``methods="GET POST"``."""
    guarded = require_http_methods(
        [*methods.split(), "HEAD"] if "GET" in methods else methods.split()
    )(view)
    setattr(guarded, ACCESS_ATTRIBUTE, access)
    return path(pattern, guarded, name=name)


class StaffRequest(HttpRequest):
    """A request of a logged-in operator, as views behind a rule receive it."""

    user: User
    htmx: Any


class AccessMiddleware:
    """Apply the rule of the route before its view runs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing to do before the route is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Refuse, ask for the login or for a new password, or let the view run."""
        del args, kwargs
        rule: AccessRule | None = getattr(view, ACCESS_ATTRIBUTE, None)
        if rule is None:
            raise PermissionDenied(f"La ruta {request.path} no declara quién puede usarla")
        if rule.is_public:
            return None
        if not isinstance(request.user, User) or not request.user.is_active:
            return _ask_for_login(request)
        if request.user.must_change_password and _route_name(request) != FIRST_STOP:
            return _send(request, reverse(FIRST_STOP))
        if not rule.allows(request.user):
            raise PermissionDenied
        return None


def _route_name(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def _send(request: HttpRequest, url: str) -> HttpResponse:
    """Take the person to another page, also out of a fragment."""
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = url
        return response
    return redirect(url)


def _ask_for_login(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request"):
        # An htmx fragment cannot show the login: send the whole page there.
        response = HttpResponse(status=401)
        response["HX-Redirect"] = str(settings.LOGIN_URL)
        return response
    return redirect_to_login(request.get_full_path(), str(settings.LOGIN_URL))
