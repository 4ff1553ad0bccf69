"""The dated rules that decide money: in which order payments settle, and what being late costs."""

from django.db import models
from django.db.models import Q

from caudal.domain.platform.table_access import APPEND_ONLY


class AllocationPolicy(models.Model):
    """Order of allocation in force from a date."""

    access = APPEND_ONLY

    valid_from = models.DateField("desde", unique=True)
    policy = models.JSONField("política")
    source = models.CharField("fuente", max_length=300)

    class Meta:
        verbose_name = "orden de aplicación"
        verbose_name_plural = "órdenes de aplicación"
        ordering = ["-valid_from"]
        constraints = [
            models.CheckConstraint(condition=~Q(source=""), name="allocation_policy_has_source")
        ]

    def __str__(self) -> str:
        return str(self.valid_from)


class SurchargeRule(models.Model):
    """Surcharges on arrears in force from a date."""

    access = APPEND_ONLY

    valid_from = models.DateField("desde", unique=True)
    rule = models.JSONField("regla")
    source = models.CharField("fuente", max_length=300)

    class Meta:
        verbose_name = "regla de recargos"
        verbose_name_plural = "reglas de recargos"
        ordering = ["-valid_from"]
        constraints = [
            models.CheckConstraint(condition=~Q(source=""), name="surcharge_rule_has_source")
        ]

    def __str__(self) -> str:
        return str(self.valid_from)
