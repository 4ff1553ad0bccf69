"""Use classes, charge concepts and the tariffs that accounts are assigned to."""

from django.db import models
from django.db.models import Q

from caudal.domain.platform.table_access import EDITABLE


class UseClass(models.Model):
    """Uso: what the water is for, as the law names it; a key of the tariff's tables."""

    access = EDITABLE

    code = models.CharField("clave", max_length=40, unique=True)
    name = models.CharField("nombre", max_length=80)
    ceiling_m3 = models.DecimalField(
        "tope de consumo", max_digits=14, decimal_places=3, null=True, blank=True
    )
    is_active = models.BooleanField("vigente", default=True)

    class Meta:
        verbose_name = "uso"
        verbose_name_plural = "usos"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[a-z0-9_]+$"), name="use_class_code_is_a_key"
            ),
            models.CheckConstraint(
                condition=Q(ceiling_m3=None) | Q(ceiling_m3__gt=0),
                name="use_class_ceiling_positive",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ChargeConcept(models.Model):
    """Concepto: what a charge is for. Its priority is the legal order in which payments settle."""

    access = EDITABLE

    class Kind(models.TextChoices):
        """What the rest of the system needs to know of a concept."""

        SERVICE = "service", "Servicio"
        SURCHARGE = "surcharge", "Recargo"
        OPENING = "opening", "Saldo inicial"
        REVERSAL = "reversal", "Pago cancelado"
        OTHER = "other", "Otro"

    code = models.CharField("clave", max_length=40, unique=True)
    name = models.CharField("nombre", max_length=80)
    kind = models.CharField("tipo", max_length=10, choices=Kind, default=Kind.SERVICE)
    priority = models.PositiveSmallIntegerField("orden de aplicación", default=100)
    bears_surcharges = models.BooleanField("causa recargos", default=True)

    class Meta:
        verbose_name = "concepto"
        verbose_name_plural = "conceptos"
        ordering = ["priority", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[a-z0-9_]+$"), name="concept_code_is_a_key"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Tariff(models.Model):
    """A tariff that accounts are assigned to; its versions hold the prices."""

    access = EDITABLE

    code = models.CharField("clave", max_length=40, unique=True)
    name = models.CharField("nombre", max_length=120)

    class Meta:
        verbose_name = "tarifa"
        verbose_name_plural = "tarifas"
        ordering = ["code"]
        constraints = [models.CheckConstraint(condition=~Q(code=""), name="tariff_has_code")]

    def __str__(self) -> str:
        return self.name
