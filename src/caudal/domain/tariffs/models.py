"""Use classes, charge concepts, tariffs and their versions."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from caudal.domain.platform.models import User
from caudal.domain.platform.table_access import EDITABLE, append_only_but


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


class TariffVersion(models.Model):
    """What a law or council published, in force between two dates. Never changes once published."""

    access = append_only_but("state", "approved_by_id", "approved_at", "valid_during")

    class State(models.TextChoices):
        """Its life."""

        PROPOSED = "proposed", "Por aprobar"
        PUBLISHED = "published", "Vigente"
        REJECTED = "rejected", "Rechazada"

    tariff = models.ForeignKey(
        Tariff, models.PROTECT, related_name="versions", verbose_name="tarifa"
    )
    code = models.CharField("versión", max_length=40)
    valid_during = DateRangeField("vigencia")
    # Text, not jsonb: the order of its concepts is the order of the bill, and jsonb sorts its keys.
    document = models.TextField("documento")
    digest = models.CharField("huella", max_length=64)
    is_complete = models.BooleanField("completa")
    source = models.CharField("fuente", max_length=500)
    state = models.CharField("estado", max_length=10, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="propuso"
    )
    proposed_at = models.DateTimeField("propuesta")
    approved_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="aprobó"
    )
    approved_at = models.DateTimeField("aprobada", null=True, blank=True)

    class Meta:
        verbose_name = "versión de tarifa"
        verbose_name_plural = "versiones de tarifa"
        ordering = ["tariff", "-valid_during"]
        constraints = [
            ExclusionConstraint(
                name="tariff_versions_never_overlap",
                expressions=[
                    ("tariff", RangeOperators.EQUAL),
                    ("valid_during", RangeOperators.OVERLAPS),
                ],
                condition=Q(state="published"),
            ),
            models.UniqueConstraint(
                fields=["code"], condition=~Q(state="rejected"), name="tariff_version_code_once"
            ),
            models.UniqueConstraint(
                fields=["digest"], condition=~Q(state="rejected"), name="tariff_version_digest_once"
            ),
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="tariff_version_digest_form"
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None)
                | Q(proposed_by=None)
                | ~Q(approved_by=F("proposed_by")),
                name="tariff_version_two_signatures",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="tariff_version_has_source"),
            models.CheckConstraint(
                condition=Q(valid_during__startswith__isnull=False),
                name="tariff_version_has_a_start",
            ),
        ]

    def __str__(self) -> str:
        return self.code
