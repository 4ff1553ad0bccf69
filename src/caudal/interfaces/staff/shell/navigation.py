"""The menu: what stands where, and which function opens it."""

from dataclasses import dataclass, replace

from django.urls import reverse

from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import User


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One entry; ``section`` is the first part of the routes that light it."""

    label: str
    icon: str
    route: str
    functions: frozenset[Function]
    url: str = ""
    active: bool = False
    count: str = ""

    @property
    def section(self) -> str:
        """Routes are named ``section:page``; the entry is lit for its whole section."""
        return self.route.split(":", maxsplit=1)[0]


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """Entries under one heading; the first group has none."""

    label: str
    items: tuple[MenuItem, ...]


def _item(label: str, icon: str, route: str, *functions: Function) -> MenuItem:
    return MenuItem(label, icon, route, frozenset(functions))


MENU = (
    MenuGroup(
        "",
        (_item("Tablero", "layout-dashboard", "tablero:dashboard", Function.VIEW_DASHBOARD),),
    ),
    MenuGroup(
        "Atención",
        (
            _item("Cuentas", "users", "cuentas:list", Function.VIEW_ACCOUNTS),
            _item("Caja", "cash-register", "caja:desk", Function.TAKE_PAYMENTS),
            _item("Turnos y cortes", "abacus", "turnos:list", Function.VIEW_CASH_SESSIONS),
        ),
    ),
    MenuGroup(
        "Operación",
        (
            _item(
                "Lecturas",
                "gauge",
                "lecturas:cycle",
                Function.CAPTURE_READINGS,
                Function.REVIEW_READINGS,
                Function.IMPORT_READINGS,
            ),
            _item("Facturación", "file-dollar", "facturacion:runs", Function.VIEW_BILLING_RUNS),
        ),
    ),
    MenuGroup(
        "Gestión",
        (
            _item("Tarifas", "table", "tarifas:list", Function.VIEW_TARIFFS),
            _item("Laboratorio", "flask", "laboratorio:list", Function.VIEW_TARIFFS),
        ),
    ),
    MenuGroup(
        "Configuración",
        (
            _item(
                "Por firmar",
                "writing-sign",
                "ajustes:changes",
                Function.PROPOSE_SETTINGS,
                Function.PROPOSE_TARIFFS,
                Function.APPROVE_SETTINGS,
                Function.APPROVE_TARIFFS,
            ),
            _item(
                "Operadores y roles",
                "user-cog",
                "people:users",
                Function.MANAGE_PEOPLE,
                Function.MANAGE_ROLES,
            ),
            _item(
                "Importar",
                "upload",
                "imports:list",
                Function.IMPORT_REGISTER,
                Function.IMPORT_READINGS,
            ),
            _item("Trabajos", "progress", "jobs:list", Function.VIEW_JOBS),
            _item("Bitácora", "history", "audit:entries", Function.VIEW_AUDIT),
        ),
    ),
)


def menu_for(user: User, *, current_route: str) -> list[MenuGroup]:
    """The entries that the person may open, with the current one lit."""
    groups = []
    for group in MENU:
        items = tuple(
            replace(
                item,
                url=reverse(item.route),
                active=current_route.split(":", maxsplit=1)[0] == item.section,
            )
            for item in group.items
            if not item.functions or item.functions & user.functions
        )
        if items:
            groups.append(MenuGroup(group.label, items))
    return groups
