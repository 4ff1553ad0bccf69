"""Questions about operators, their roles and their logins."""

from django.contrib.auth.models import Group
from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Count, Max, Q, QuerySet

from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import User, UserSession


def operators() -> QuerySet[User]:
    """Operators with the names of their roles and when they were last seen."""
    return User.objects.select_related("branch").annotate(
        role_names=StringAgg(
            "groups__name", delimiter=", ", distinct=True, order_by="groups__name"
        ),
        last_seen_at=Max("sessions__last_seen_at"),
    )


def roles() -> QuerySet[Group]:
    """Roles with how many functions they hold and how many active people have them."""
    return Group.objects.annotate(
        function_count=Count(
            "permissions",
            filter=Q(permissions__content_type__app_label="platform"),
            distinct=True,
        ),
        people_count=Count("users", filter=Q(users__is_active=True), distinct=True),
    )


def open_sessions(*, user: User) -> list[UserSession]:
    """Where a person is logged in, newest first."""
    return list(UserSession.objects.filter(user=user, ended_at=None).order_by("-started_at"))


def last_session(*, user: User) -> UserSession | None:
    """The newest login of a person."""
    return UserSession.objects.filter(user=user).order_by("-started_at", "-id").first()


def functions_by_role() -> dict[int, frozenset[Function]]:
    """What each role grants, by its key."""
    pairs = Group.objects.filter(permissions__content_type__app_label="platform").values_list(
        "pk", "permissions__codename"
    )
    known = {function.value for function in Function}
    found: dict[int, set[Function]] = {}
    for role_id, code in pairs:
        if code in known:
            found.setdefault(role_id, set()).add(Function(code))
    return {role_id: frozenset(functions) for role_id, functions in found.items()}
