"""Close and open somebody's access, and give him another password."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from caudal.domain.platform.models import User
from caudal.domain.platform.operations.passwords import provisional_password
from caudal.interfaces.clock import now
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.forms import (
    Confirmation,
    ReasonForm,
    StaffForm,
    answer_confirmation,
    posted,
    refusals_on,
)
from caudal.interfaces.staff.people.operator_views import show_password
from caudal.usecases.change_operator import deactivate_operator, reactivate_operator
from caudal.usecases.change_password import reset_password


def deactivate(request: StaffRequest, user_id: int) -> HttpResponse:
    """Ask for the reason and close the access."""
    user = get_object_or_404(User, pk=user_id)
    form = ReasonForm(posted(request))
    if form.is_valid():
        with refusals_on(form):
            deactivate_operator(
                user=user,
                reason=form.cleaned_data["reason"],
                acting_user=request.user,
                at=now(),
            )
            messages.success(request, f"{user.full_name} ya no puede entrar.")
            return redirect("people:user", user_id)
    question = Confirmation(
        title=f"¿Dar de baja a {user.full_name}?",
        consequence="Se cierran sus sesiones y no podrá entrar. Lo que hizo se conserva"
        " con su nombre, y se le puede reactivar.",
        verb="Dar de baja",
        action=reverse("people:deactivate_user", args=[user_id]),
        back_url=reverse("people:user", args=[user_id]),
        danger=True,
    )
    return answer_confirmation(request, question, form)


def reactivate(request: StaffRequest, user_id: int) -> HttpResponse:
    """Open the access again."""
    user = get_object_or_404(User, pk=user_id)
    form = StaffForm(posted(request))
    if form.is_valid():
        with refusals_on(form):
            reactivate_operator(user=user, acting_user=request.user, at=now())
            messages.success(request, f"{user.full_name} puede entrar de nuevo.")
            return redirect("people:user", user_id)
    roles = ", ".join(user.groups.order_by("name").values_list("name", flat=True))
    question = Confirmation(
        title=f"¿Reactivar a {user.full_name}?",
        consequence=f"Podrá entrar con su contraseña y sus roles: {roles or 'ninguno'}.",
        verb="Reactivar",
        action=reverse("people:reactivate_user", args=[user_id]),
        back_url=reverse("people:user", args=[user_id]),
    )
    return answer_confirmation(request, question, form)


def reset(request: StaffRequest, user_id: int) -> HttpResponse:
    """Make a provisional password and show it once."""
    user = get_object_or_404(User, pk=user_id)
    form = StaffForm(posted(request))
    if form.is_valid():
        password = provisional_password()
        with refusals_on(form):
            reset_password(user=user, password=password, acting_user=request.user, at=now())
            return show_password(request, user=user, password=password, is_new=False)
    question = Confirmation(
        title=f"¿Restablecer la contraseña de {user.full_name}?",
        consequence="La actual deja de servir y se cierran sus sesiones. Se mostrará una"
        " provisional, que deberá cambiar al entrar.",
        verb="Restablecer contraseña",
        action=reverse("people:reset_password", args=[user_id]),
        back_url=reverse("people:user", args=[user_id]),
    )
    return answer_confirmation(request, question, form)
