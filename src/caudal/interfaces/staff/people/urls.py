"""Routes of operators and roles."""

from caudal.domain.platform.functions import Function
from caudal.interfaces.staff.access import needs, route
from caudal.interfaces.staff.people import access_views, operator_views, role_views

app_name = "people"

EITHER = needs(Function.MANAGE_PEOPLE, Function.MANAGE_ROLES)
PEOPLE = needs(Function.MANAGE_PEOPLE)
ROLES = needs(Function.MANAGE_ROLES)
FORM = "GET POST"

urlpatterns = [
    route("operadores/", operator_views.operators, name="users", access=EITHER),
    route("operadores/alta/", operator_views.new, name="new_user", access=PEOPLE, methods=FORM),
    route("operadores/<int:user_id>/", operator_views.operator, name="user", access=EITHER),
    route(
        "operadores/<int:user_id>/editar/",
        operator_views.edit,
        name="edit_user",
        access=PEOPLE,
        methods=FORM,
    ),
    route(
        "operadores/<int:user_id>/baja/",
        access_views.deactivate,
        name="deactivate_user",
        access=PEOPLE,
        methods=FORM,
    ),
    route(
        "operadores/<int:user_id>/reactivar/",
        access_views.reactivate,
        name="reactivate_user",
        access=PEOPLE,
        methods=FORM,
    ),
    route(
        "operadores/<int:user_id>/contrasena/",
        access_views.reset,
        name="reset_password",
        access=PEOPLE,
        methods=FORM,
    ),
    route("roles/", role_views.roles, name="roles", access=EITHER),
    route("roles/alta/", role_views.new, name="new_role", access=ROLES, methods=FORM),
    route("roles/<int:role_id>/", role_views.role, name="role", access=ROLES, methods=FORM),
]
