"""Where water arrives."""

from django.db import models
from django.db.models import Q

from caudal.domain.platform.table_access import EDITABLE_BULK


class Colonia(models.Model):
    """A neighbourhood with its postal code."""

    access = EDITABLE_BULK

    name = models.CharField("nombre", max_length=120)
    postal_code = models.CharField("código postal", max_length=5, blank=True)

    class Meta:
        verbose_name = "colonia"
        verbose_name_plural = "colonias"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["name", "postal_code"], name="colonia_once"),
            models.CheckConstraint(
                condition=Q(postal_code__regex=r"^(\d{5})?$"), name="colonia_postal_code_digits"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Premise(models.Model):
    """Predio."""

    access = EDITABLE_BULK

    street = models.CharField("calle", max_length=150)
    exterior_number = models.CharField("número exterior", max_length=30, blank=True)
    interior_number = models.CharField("número interior", max_length=30, blank=True)
    between_streets = models.CharField("entre calles", max_length=200, blank=True)
    colonia = models.ForeignKey(Colonia, models.PROTECT, verbose_name="colonia")
    cadastral_key = models.CharField("clave catastral", max_length=40, blank=True)
    latitude = models.DecimalField("latitud", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(
        "longitud", max_digits=9, decimal_places=6, null=True, blank=True
    )

    class Meta:
        verbose_name = "predio"
        verbose_name_plural = "predios"
        constraints = [
            models.CheckConstraint(
                condition=(Q(latitude=None) & Q(longitude=None))
                | (Q(latitude__range=(-90, 90)) & Q(longitude__range=(-180, 180))),
                name="premise_position_whole",
            ),
            models.CheckConstraint(condition=~Q(street=""), name="premise_has_street"),
        ]

    def __str__(self) -> str:
        return self.address_line

    @property
    def address_line(self) -> str:
        """Street and number, as written on a letter."""
        interior = f" int. {self.interior_number}" if self.interior_number else ""
        return f"{self.street} {self.exterior_number}{interior}".strip()


class Connection(models.Model):
    """Toma (water) or descarga (sewer): the physical thing."""

    access = EDITABLE_BULK

    class Kind(models.TextChoices):
        """What flows."""

        WATER = "water", "Toma de agua"
        SEWER = "sewer", "Descarga"

    premise = models.ForeignKey(
        Premise, models.PROTECT, related_name="connections", verbose_name="predio"
    )
    kind = models.CharField("tipo", max_length=5, choices=Kind, default=Kind.WATER)
    diameter_mm = models.PositiveSmallIntegerField("diámetro, mm", null=True, blank=True)
    installed_on = models.DateField("instalada", null=True, blank=True)
    is_active = models.BooleanField("activa", default=True)

    class Meta:
        verbose_name = "toma"
        verbose_name_plural = "tomas"
        constraints = [
            models.CheckConstraint(
                condition=Q(diameter_mm=None) | Q(diameter_mm__range=(6, 2000)),
                name="connection_diameter_sensible",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"
