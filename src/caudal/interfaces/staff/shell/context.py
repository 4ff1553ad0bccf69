"""What the layout needs on every page: menu, person, utility."""

from dataclasses import dataclass

from django.http import HttpRequest

from caudal.domain.platform.models import User
from caudal.interfaces.staff.shell.navigation import MenuGroup, menu_for
from caudal.interfaces.staff.shell.place import utility_of


@dataclass(frozen=True, slots=True)
class ShellUser:
    """The person in the corner."""

    name: str
    initials: str
    roles: str


@dataclass(frozen=True, slots=True)
class Shell:
    """Primitives for base.html (docs/frontend.md)."""

    navigation: list[MenuGroup]
    utility_name: str
    user: ShellUser | None
    environment_banner: str
    theme: str
    keys_enabled: bool
    open_session: object | None = None


def shell(request: HttpRequest) -> dict[str, object]:
    """Build the frame once per page; fragments for htmx do not draw it."""
    if getattr(request, "htmx", False) and not request.htmx.boosted:  # type: ignore[attr-defined]
        return {}
    utility = utility_of(request)
    user = getattr(request, "user", None)
    person = user if isinstance(user, User) else None
    match = request.resolver_match
    return {
        "shell": Shell(
            navigation=menu_for(person, current_route=match.view_name if match else "")
            if person
            else [],
            utility_name=utility.name if utility else "Caudal",
            user=_shell_user(person) if person else None,
            environment_banner="Base de demostración: los datos son inventados"
            if utility and utility.is_demo
            else "",
            theme=person.theme if person else "auto",
            keys_enabled=person.keys_enabled if person else True,
        )
    }


def _shell_user(user: User) -> ShellUser:
    roles = ", ".join(user.groups.order_by("name").values_list("name", flat=True))
    return ShellUser(name=user.full_name, initials=user.initials, roles=roles)
