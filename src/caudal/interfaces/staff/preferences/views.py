"""Preferences, own password, own sessions."""

from django.contrib import messages
from django.contrib.auth import HASH_SESSION_KEY
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from caudal.domain.platform.models import User
from caudal.domain.platform.operations.passwords import SamePassword, WeakPassword, WrongPassword
from caudal.domain.platform.queries import people
from caudal.interfaces.clock import now
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.forms import (
    UNPROCESSABLE,
    FieldsOfRefusals,
    answer_form,
    posted,
    refusals_on,
)
from caudal.interfaces.staff.people.presenters import session_rows
from caudal.interfaces.staff.preferences.forms import PasswordForm, PreferencesForm
from caudal.usecases.change_password import change_own_password
from caudal.usecases.change_preferences import change_preferences
from caudal.usecases.log_in import end_other_sessions

AT_FIELDS: FieldsOfRefusals = {
    WrongPassword: "current_password",
    SamePassword: "new_password",
    WeakPassword: "new_password",
}


def preferences(request: StaffRequest) -> HttpResponse:
    """Look and keys; the corner menu posts here too and wants no page back."""
    user = request.user
    form = PreferencesForm(
        posted(request), initial={"theme": user.theme, "keys_enabled": user.keys_enabled}
    )
    if form.is_valid():
        change_preferences(
            user=user,
            theme=User.Theme(form.cleaned_data["theme"]),
            keys_enabled=form.cleaned_data["keys_enabled"],
        )
        if request.htmx:
            return HttpResponse(status=204)
        messages.success(request, "Se guardaron sus preferencias.")
        return redirect("preferences")
    this = request.session.session_key or ""
    sessions = session_rows(people.open_sessions(user=user), this=this)
    context = {
        "page_title": "Preferencias",
        "sessions": sessions,
        "has_other_sessions": any(not session.is_this for session in sessions),
    }
    return answer_form(request, "preferences/preferences.html", form, context)


def change_password(request: StaffRequest) -> HttpResponse:
    """Replace one's own password; the only page open while somebody else knows it."""
    is_forced = request.user.must_change_password
    form = PasswordForm(posted(request))
    if form.is_valid():
        with refusals_on(form, fields=AT_FIELDS):
            change_own_password(
                user=request.user,
                current_password=form.cleaned_data["current_password"],
                new_password=form.cleaned_data["new_password"],
                session_key=request.session.session_key or "",
                at=now(),
            )
            # The session proves the password it was opened with: keep this one alive.
            request.session[HASH_SESSION_KEY] = request.user.get_session_auth_hash()
            messages.success(request, "Su contraseña cambió. Sus otras sesiones se cerraron.")
            return redirect("home" if is_forced else "preferences")
    context = {
        "page_title": "Cambiar contraseña",
        "is_forced": is_forced,
        "breadcrumbs": [
            {"label": "Preferencias", "url": reverse("preferences")},
            {"label": "Cambiar contraseña"},
        ],
    }
    if is_forced:
        status = UNPROCESSABLE if form.is_bound else 200
        return render(
            request, "preferences/first_password.html", {**context, "form": form}, status=status
        )
    return answer_form(request, "preferences/password.html", form, context)


def end_sessions(request: StaffRequest) -> HttpResponse:
    """Close every other session of the person."""
    end_other_sessions(user=request.user, session_key=request.session.session_key or "", at=now())
    messages.success(request, "Se cerraron sus otras sesiones.")
    return redirect("preferences")
