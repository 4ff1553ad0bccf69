"""Settings that move money: dated, with two signatures."""

from django.db import models
from django.db.models import F, Q

from caudal.domain.platform.models.people import User
from caudal.domain.platform.table_access import APPEND_ONLY, append_only_but


class MoneyParameter(models.Model):
    """A dated value that formulas and rules read, such as UMA; the newest at a date is in force."""

    access = APPEND_ONLY

    code = models.CharField("parámetro", max_length=40)
    valid_from = models.DateField("desde")
    value = models.DecimalField("valor", max_digits=18, decimal_places=6)
    source = models.CharField("fuente", max_length=300)

    class Meta:
        verbose_name = "parámetro"
        verbose_name_plural = "parámetros"
        ordering = ["code", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="parameter_once_per_date"),
            models.CheckConstraint(condition=~Q(source=""), name="parameter_has_source"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.valid_from}"


class ConfigurationChange(models.Model):
    """A proposed change that takes effect when somebody else signs it."""

    access = append_only_but("state", "decided_by_id", "decided_at", "decision_note")

    class State(models.TextChoices):
        """Its life."""

        PROPOSED = "proposed", "Por aprobar"
        APPLIED = "applied", "Vigente"
        REJECTED = "rejected", "Rechazada"

    class Kind(models.TextChoices):
        """What may change only with two signatures."""

        MONEY_PARAMETER = "money_parameter", "Parámetro"
        TARIFF_VERSION = "tariff_version", "Versión de tarifa"
        CHARGE_CONCEPT = "charge_concept", "Concepto"
        ALLOCATION_POLICY = "allocation_policy", "Orden de aplicación"
        SURCHARGE_RULE = "surcharge_rule", "Regla de recargos"
        REVIEW_RULES = "review_rules", "Reglas de crítica"
        RUN_SENTINELS = "run_sentinels", "Centinelas de la corrida"

    kind = models.CharField("qué cambia", max_length=60, choices=Kind)
    title = models.CharField("cambio", max_length=200)
    before = models.JSONField("antes", null=True, blank=True)
    after = models.JSONField("después")
    reason = models.CharField("motivo", max_length=500)
    state = models.CharField("estado", max_length=10, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="propuso")
    proposed_at = models.DateTimeField("propuesto")
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="firmó"
    )
    decided_at = models.DateTimeField("firmado", null=True, blank=True)
    decision_note = models.CharField("nota", max_length=500, blank=True)

    class Meta:
        verbose_name = "cambio de configuración"
        verbose_name_plural = "cambios de configuración"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                name="configuration_two_signatures",
            ),
            models.CheckConstraint(
                condition=(Q(state="proposed") & Q(decided_by=None) & Q(decided_at=None))
                | (~Q(state="proposed") & ~Q(decided_by=None) & ~Q(decided_at=None)),
                name="configuration_decided_has_signature",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="configuration_has_reason"),
        ]

    def __str__(self) -> str:
        return self.title
