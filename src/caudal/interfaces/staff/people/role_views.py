"""Roles: what each allows and who has it."""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import Group
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from caudal.domain.platform.functions import Function
from caudal.domain.platform.operations.people import RoleNameTaken, functions_of_role
from caudal.domain.platform.queries import people
from caudal.interfaces.clock import now
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.forms import FieldsOfRefusals, answer_form, posted, refusals_on
from caudal.interfaces.staff.people import presenters
from caudal.interfaces.staff.people.forms import RoleForm
from caudal.interfaces.staff.people.lists import ROLES
from caudal.interfaces.staff.people.operator_views import section_tabs
from caudal.usecases.edit_role import create_role, edit_role

NAME_TAKEN: FieldsOfRefusals = {RoleNameTaken: "name"}


def roles(request: StaffRequest) -> HttpResponseBase:
    """Every role."""
    context = {
        "page_title": "Operadores y roles",
        "tabs": section_tabs("roles"),
        "may_add": request.user.may(Function.MANAGE_ROLES),
    }
    return ROLES.answer(request, rows=people.roles(), context=context)


def new(request: StaffRequest) -> HttpResponse:
    """Make a role."""
    form = RoleForm(posted(request))
    if form.is_valid():
        with refusals_on(form, fields=NAME_TAKEN):
            role = create_role(
                name=form.cleaned_data["name"],
                functions=form.cleaned_data["functions"],
                acting_user=request.user,
                at=now(),
            )
            messages.success(request, f"Rol «{role.name}» creado.")
            return redirect("people:roles")
    context = {"page_title": "Rol nuevo", "submit_label": "Crear rol", "holders": None}
    return _answer(request, form, context, held=(), is_own=False)


def role(request: StaffRequest, role_id: int) -> HttpResponse:
    """What a role allows, who has it, and the boxes to change it."""
    edited = get_object_or_404(Group, pk=role_id)
    held = functions_of_role(role=edited)
    form = RoleForm(posted(request), initial={"name": edited.name})
    if form.is_valid():
        with refusals_on(form, fields=NAME_TAKEN):
            edit_role(
                role=edited,
                name=form.cleaned_data["name"],
                functions=form.cleaned_data["functions"],
                acting_user=request.user,
                at=now(),
            )
            messages.success(request, f"Se guardó el rol «{form.cleaned_data['name']}».")
            return redirect("people:role", role_id)
    edited.refresh_from_db()
    context = {
        "page_title": edited.name,
        "submit_label": "Guardar rol",
        "holders": presenters.holders(edited),
    }
    is_own = request.user.groups.filter(pk=role_id).exists()
    return _answer(request, form, context, held=held, is_own=is_own)


def _answer(
    request: StaffRequest,
    form: RoleForm,
    context: dict[str, Any],
    *,
    held: Collection[Function],
    is_own: bool,
) -> HttpResponse:
    chosen: Collection[Function] = held
    if form.is_bound:
        known = {function.value for function in Function}
        chosen = {Function(code) for code in request.POST.getlist("functions") if code in known}
    shown = {
        **context,
        "breadcrumbs": [
            {"label": "Roles", "url": reverse("people:roles")},
            {"label": context["page_title"]},
        ],
        "cancel_url": reverse("people:roles"),
        "is_own": is_own,
        "groups": presenters.function_choices(chosen=chosen, editor=request.user, is_own=is_own),
    }
    return answer_form(request, "people/role_form.html", form, shown)
