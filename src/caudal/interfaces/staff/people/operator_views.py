"""The list of operators, one operator, and his data and roles."""

from collections.abc import Iterable

from django.contrib import messages
from django.contrib.auth.models import Group
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import User
from caudal.domain.platform.operations.passwords import WeakPassword, provisional_password
from caudal.domain.platform.operations.people import UsernameTaken
from caudal.domain.platform.operations.rights import OwnRights, RightNotHeld
from caudal.domain.platform.queries import audit as audit_queries
from caudal.domain.platform.queries import people
from caudal.interfaces.clock import now
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.audit.presenters import timeline
from caudal.interfaces.staff.columns import instant
from caudal.interfaces.staff.forms import FieldsOfRefusals, answer_form, posted, refusals_on
from caudal.interfaces.staff.people import presenters
from caudal.interfaces.staff.people.forms import NewOperatorForm, OperatorForm
from caudal.interfaces.staff.people.lists import OPERATORS
from caudal.usecases.change_operator import change_operator
from caudal.usecases.register_operator import register_operator

RECENT_ACTS = 8
AT_ROLES: FieldsOfRefusals = {RightNotHeld: "roles", OwnRights: "roles"}


def operators(request: StaffRequest) -> HttpResponseBase:
    """Everybody who has or had access."""
    context = {
        "page_title": "Operadores y roles",
        "tabs": section_tabs("users"),
        "may_add": request.user.may(Function.MANAGE_PEOPLE),
    }
    return OPERATORS.answer(request, rows=people.operators(), context=context)


def section_tabs(current: str) -> list[dict[str, object]]:
    """Operators and roles, side by side."""
    return [
        {"label": label, "url": reverse(f"people:{name}"), "active": name == current}
        for name, label in (("users", "Operadores"), ("roles", "Roles"))
    ]


def operator(request: StaffRequest, user_id: int) -> HttpResponse:
    """One operator: what he may do, where he is logged in and what he did last."""
    user = get_object_or_404(people.operators(), pk=user_id)
    may_edit = request.user.may(Function.MANAGE_PEOPLE)
    is_own = user.pk == request.user.pk
    context = {
        "page_title": user.full_name,
        "page_chips": _chips(user),
        "breadcrumbs": _crumbs(user.full_name),
        "facts": _facts(user),
        "desks": presenters.functions_by_desk(user.functions),
        "sessions": presenters.session_rows(people.open_sessions(user=user)),
        "events": timeline(audit_queries.entries().filter(actor=user)[:RECENT_ACTS]),
        "trail_url": f"{reverse('audit:entries')}?operador={user.pk}"
        if request.user.may(Function.VIEW_AUDIT)
        else "",
        "person": {"id": user.pk, "is_active": user.is_active},
        "may_edit": may_edit,
        "may_close": may_edit and not is_own,
    }
    return render(request, "people/operator.html", context)


def new(request: StaffRequest) -> HttpResponse:
    """Register an operator; his provisional password is shown once."""
    form = NewOperatorForm(posted(request))
    if form.is_valid():
        password = provisional_password()
        fields: FieldsOfRefusals = {UsernameTaken: "username", WeakPassword: "username", **AT_ROLES}
        with refusals_on(form, fields=fields):
            user = register_operator(
                username=form.cleaned_data["username"],
                full_name=form.cleaned_data["full_name"],
                email=form.cleaned_data["email"],
                branch=form.cleaned_data["branch"],
                roles=form.cleaned_data["roles"],
                password=password,
                acting_user=request.user,
                at=now(),
            )
            return show_password(request, user=user, password=password, is_new=True)
    context = {
        "page_title": "Alta de operador",
        "breadcrumbs": _crumbs("Alta"),
        "submit_label": "Dar de alta",
        "cancel_url": reverse("people:users"),
        "note": "Al guardar se muestra su contraseña provisional.",
        "choices": _choices(request, held=(), is_own=False),
    }
    return answer_form(request, "people/operator_form.html", form, context)


def edit(request: StaffRequest, user_id: int) -> HttpResponse:
    """Change data and roles of an operator."""
    user = get_object_or_404(User.objects.select_related("branch"), pk=user_id)
    held = list(user.groups.all())
    initial = {"full_name": user.full_name, "email": user.email, "branch": user.branch}
    form = OperatorForm(posted(request), initial={**initial, "roles": held})
    if form.is_valid():
        with refusals_on(form, fields=AT_ROLES):
            change_operator(
                user=user,
                full_name=form.cleaned_data["full_name"],
                email=form.cleaned_data["email"],
                branch=form.cleaned_data["branch"],
                roles=form.cleaned_data["roles"],
                acting_user=request.user,
                at=now(),
            )
            messages.success(request, f"Se guardaron los datos de {user.full_name}.")
            return redirect("people:user", user_id)
    context = {
        "page_title": f"Editar a {user.full_name}",
        "breadcrumbs": _crumbs(user.full_name, user_id, "Editar"),
        "submit_label": "Guardar operador",
        "cancel_url": reverse("people:user", args=[user_id]),
        "is_own": user.pk == request.user.pk,
        "choices": _choices(request, held=held, is_own=user.pk == request.user.pk),
    }
    return answer_form(request, "people/operator_form.html", form, context)


def show_password(request: HttpRequest, *, user: User, password: str, is_new: bool) -> HttpResponse:
    """The only time that a provisional password is seen; it is kept nowhere in clear."""
    context = {
        "page_title": "Contraseña provisional",
        "breadcrumbs": _crumbs(user.full_name, user.pk, "Contraseña provisional"),
        "password": password,
        "username": user.username,
        "full_name": user.full_name,
        "is_new": is_new,
        "user_url": reverse("people:user", args=[user.pk]),
    }
    response = render(request, "people/password.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _choices(
    request: StaffRequest, *, held: Iterable[Group], is_own: bool
) -> list[presenters.Choice]:
    chosen = {role.pk for role in held}
    if (sent := posted(request)) is not None:
        chosen = {int(value) for value in sent.getlist("roles") if value.isdecimal()}
    return presenters.role_choices(
        roles=Group.objects.order_by("name"),
        grants=people.functions_by_role(),
        chosen=chosen,
        editor=request.user,
        is_own=is_own,
    )


def _chips(user: User) -> list[dict[str, str]]:
    chips = [{"label": "Activo", "tone": "ok", "icon": "circle-check"}]
    if not user.is_active:
        chips = [{"label": "Baja", "tone": "neutral", "icon": "user-off"}]
    if user.must_change_password:
        chips.append({"label": "Contraseña provisional", "tone": "attention", "icon": "key"})
    return chips


def _facts(user: User) -> list[dict[str, object]]:
    seen = getattr(user, "last_seen_at", None)
    roles = getattr(user, "role_names", None)
    return [
        {"label": "Usuario", "value": user.username, "can_copy": True},
        {"label": "Correo", "value": user.email or "–"},
        {"label": "Sucursal", "value": user.branch.name if user.branch else "Todas"},
        {"label": "Roles", "value": roles or "Sin roles"},
        {"label": "Alta", "value": instant(user.created_at)},
        {"label": "Última actividad", "value": instant(seen) if seen else "Nunca entró"},
    ]


def _crumbs(label: str, user_id: int | None = None, last: str = "") -> list[dict[str, str]]:
    crumbs = [{"label": "Operadores", "url": reverse("people:users")}]
    if user_id is None:
        return [*crumbs, {"label": label}]
    return [
        *crumbs,
        {"label": label, "url": reverse("people:user", args=[user_id])},
        {"label": last},
    ]
