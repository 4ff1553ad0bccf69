"""Log in and out."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from caudal.domain.platform.models import User
from caudal.domain.platform.queries import people
from caudal.interfaces.clock import now
from caudal.interfaces.staff.forms import UNPROCESSABLE
from caudal.interfaces.staff.shell.place import zone_of
from caudal.interfaces.staff.shell.request_log import client_address
from caudal.interfaces.staff.shell.session_limits import LAST_SEEN, STARTED
from caudal.usecases.log_in import log_in, log_out


class LoginForm(AuthenticationForm):
    """Username and password; allows paste and password managers."""

    error_messages = {
        "invalid_login": "El usuario o la contraseña no coinciden. Vuelva a escribirlos.",
        "inactive": "Este usuario está dado de baja. Hable con quien administra el sistema.",
    }

    def __init__(self, request: HttpRequest | None = None, **kwargs: object) -> None:
        super().__init__(request, **kwargs)
        self.fields["username"].error_messages["required"] = "Escriba su usuario."
        self.fields["password"].error_messages["required"] = "Escriba su contraseña."

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
        """Note the login, keep to the limit of sessions per person and tell the last access."""
        response = super().form_valid(form)
        user = _person(self.request)
        at = now()
        self.request.session[STARTED] = self.request.session[LAST_SEEN] = at.isoformat()
        self.request.session.save()
        _tell_last_access(self.request, user)
        log_in(
            user=user,
            session_key=self.request.session.session_key or "",
            address=client_address(self.request),
            sessions_per_user=settings.SESSIONS_PER_USER,
            at=at,
        )
        return response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Say so with the status of a refused form."""
        response = super().form_invalid(form)
        response.status_code = UNPROCESSABLE
        return response


login_page = StaffLogin.as_view()


def logout_page(request: HttpRequest) -> HttpResponseBase:
    """Leave; only by POST."""
    if isinstance(request.user, User):
        log_out(user=request.user, session_key=request.session.session_key or "", at=now())
    logout(request)
    return redirect(str(settings.LOGOUT_REDIRECT_URL))


def _tell_last_access(request: HttpRequest, user: User) -> None:
    """So that a person notices a login that was not his own."""
    last = people.last_session(user=user)
    if last is None:
        return
    when = last.started_at.astimezone(zone_of(request, user))
    where = f", equipo {last.address}" if last.address else ""
    messages.info(
        request,
        f"Último acceso: {when:%d/%m/%Y %H:%M}{where}."
        " ¿No fue usted? Avise a quien administra el sistema.",
    )


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise TypeError(request.user)
    return request.user
