"""The company that runs the system, and its offices."""

from django.db import models
from django.db.models import Q

from caudal.domain.platform.table_access import EDITABLE


class Utility(models.Model):
    """Organismo operador: one per database schema."""

    access = EDITABLE

    singleton = models.BooleanField(default=True, unique=True, editable=False)
    name = models.CharField("nombre corto", max_length=80)
    long_name = models.CharField("nombre completo", max_length=200)
    rfc = models.CharField("RFC", max_length=13, blank=True)
    address = models.CharField("domicilio", max_length=250, blank=True)
    phone = models.CharField("teléfono", max_length=40, blank=True)
    website = models.CharField("sitio web", max_length=120, blank=True)
    time_zone = models.CharField("zona horaria", max_length=60)
    colour = models.CharField("color", max_length=7, default="#0A6A8A")
    logo = models.ForeignKey(
        "platform.StoredFile", models.PROTECT, null=True, blank=True, verbose_name="logotipo"
    )
    is_demo = models.BooleanField("demostración", default=False)

    class Meta:
        verbose_name = "organismo operador"
        verbose_name_plural = "organismos operadores"
        constraints = [
            models.CheckConstraint(condition=Q(singleton=True), name="utility_is_alone"),
            models.CheckConstraint(
                condition=Q(colour__regex=r"^#[0-9A-Fa-f]{6}$"), name="utility_colour_is_hex"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Branch(models.Model):
    """Sucursal: a time zone, folio series and a place of issue."""

    access = EDITABLE

    code = models.CharField("clave", max_length=10, unique=True)
    name = models.CharField("nombre", max_length=80)
    address = models.CharField("domicilio", max_length=250, blank=True)
    postal_code = models.CharField("código postal", max_length=5, blank=True)
    time_zone = models.CharField("zona horaria", max_length=60)
    is_active = models.BooleanField("activa", default=True)

    class Meta:
        verbose_name = "sucursal"
        verbose_name_plural = "sucursales"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=~Q(code=""), name="branch_has_code"),
            models.CheckConstraint(
                condition=Q(postal_code__regex=r"^(\d{5})?$"), name="branch_postal_code_digits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
