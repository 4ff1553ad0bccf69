"""Operators of the system, what they may do and where they are logged in."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, Group
from django.db import models
from django.db.models import Q

from caudal.domain.platform.functions import Function
from caudal.domain.platform.models.utility import Branch
from caudal.domain.platform.table_access import EDITABLE, READ_ONLY, SECRET


class FunctionPermissions(models.Model):
    """Holds no rows: its permissions are the functions that roles grant."""

    access = READ_ONLY

    class Meta:
        managed = False
        default_permissions = ()
        permissions = [(function.value, function.text.label) for function in Function]
        verbose_name = "función"
        verbose_name_plural = "funciones"

    def __str__(self) -> str:
        return "funciones"


class UserManager(BaseUserManager["User"]):
    """Finds people by username, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """The person who types this at the login."""
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """An operator of the system. Never a customer. No superuser exists: every right comes from a
    role.
    """

    access = EDITABLE

    class Theme(models.TextChoices):
        """How the screens look for this person."""

        AUTO = "auto", "Según el equipo"
        LIGHT = "light", "Claro"
        DARK = "dark", "Oscuro"

    username = models.CharField("usuario", max_length=60, unique=True)
    full_name = models.CharField("nombre", max_length=120)
    email = models.EmailField("correo", blank=True)
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, verbose_name="sucursal"
    )
    groups = models.ManyToManyField(Group, verbose_name="roles", blank=True, related_name="users")
    is_active = models.BooleanField("activo", default=True)
    is_demo = models.BooleanField("de demostración", default=False)
    must_change_password = models.BooleanField("debe cambiar su contraseña", default=False)
    theme = models.CharField("tema", max_length=5, choices=Theme, default=Theme.AUTO)
    keys_enabled = models.BooleanField("teclas de una letra", default=True)
    created_at = models.DateTimeField("alta")

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        verbose_name = "operador"
        verbose_name_plural = "operadores"
        ordering = ["username"]
        constraints = [
            models.CheckConstraint(
                condition=Q(username__regex=r"^[a-z0-9][a-z0-9._-]{2,59}$"),
                name="user_username_is_plain",
            ),
            models.CheckConstraint(condition=~Q(full_name=""), name="user_has_name"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def functions(self) -> frozenset[Function]:
        """What the person's roles allow; asked once per request."""
        if not hasattr(self, "_functions"):
            codes = (
                self.groups.filter(permissions__content_type__app_label="platform")
                .values_list("permissions__codename", flat=True)
                .distinct()
            )
            known = {function.value for function in Function}
            self._functions = frozenset(Function(code) for code in codes if code in known)
        return self._functions

    def may(self, function: Function) -> bool:
        """Whether an active person holds the function."""
        return self.is_active and function in self.functions

    def has_perm(self, permission: str, obj: object = None) -> bool:  # noqa: ARG002 (Django's signature)
        """Django's question, answered from the roles alone."""
        return (
            any(function.permission == permission for function in self.functions) and self.is_active
        )

    @property
    def initials(self) -> str:
        """Two letters for the corner of the screen."""
        words = self.full_name.split()
        return "".join(
            word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)
        ).upper()


class UserSession(models.Model):
    """One login of one person at one place."""

    access = SECRET

    user = models.ForeignKey(User, models.PROTECT, related_name="sessions", verbose_name="operador")
    session_key = models.CharField("sesión", max_length=40, unique=True)
    started_at = models.DateTimeField("entró")
    last_seen_at = models.DateTimeField("última actividad")
    ended_at = models.DateTimeField("salió", null=True, blank=True)
    address = models.GenericIPAddressField("equipo", null=True, blank=True)

    class Meta:
        verbose_name = "sesión"
        verbose_name_plural = "sesiones"
        indexes = [
            models.Index(
                fields=["user", "started_at"],
                condition=Q(ended_at=None),
                name="session_open_by_user",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_seen_at__gte=models.F("started_at")),
                name="session_seen_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.started_at:%Y-%m-%d %H:%M}"
