"""Log in and out."""

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from caudal.domain.platform.models import User
from caudal.interfaces.clock import now
from caudal.interfaces.staff.shell.request_log import client_address
from caudal.interfaces.staff.shell.session_limits import LAST_SEEN, STARTED
from caudal.usecases.log_in import log_in, log_out


class LoginForm(AuthenticationForm):
    """Username and password; allows paste and password managers."""

    error_messages = {
        "invalid_login": "El usuario o la contraseña no coinciden. Vuelva a escribirlos.",
        "inactive": "Este usuario está dado de baja. Hable con quien administra el sistema.",
    }

    def clean(self) -> dict[str, object]:
        """Usernames are lower-case; people type them as they like."""
        if username := self.cleaned_data.get("username"):
            self.cleaned_data["username"] = username.strip().lower()
        return super().clean()


class StaffLogin(LoginView):
    """The login page."""

    form_class = LoginForm
    template_name = "registration/login.html"
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Note the login and keep to the limit of sessions per person."""
        response = super().form_valid(form)
        at = now()
        self.request.session[STARTED] = self.request.session[LAST_SEEN] = at.isoformat()
        self.request.session.save()
        log_in(
            user=_person(self.request),
            session_key=self.request.session.session_key or "",
            address=client_address(self.request),
            sessions_per_user=settings.SESSIONS_PER_USER,
            at=at,
        )
        return response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Say so with the status of a refused form."""
        response = super().form_invalid(form)
        response.status_code = 422
        return response


login_page = StaffLogin.as_view()


def logout_page(request: HttpRequest) -> HttpResponseBase:
    """Leave; only by POST."""
    from django.contrib.auth import logout

    if isinstance(request.user, User):
        log_out(user=request.user, session_key=request.session.session_key or "", at=now())
    logout(request)
    return redirect(str(settings.LOGOUT_REDIRECT_URL))


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise TypeError(request.user)
    return request.user
