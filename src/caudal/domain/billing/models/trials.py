"""Trials of tariffs over the roll of a period. They bill nobody."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q

from caudal.domain.platform.models import User
from caudal.domain.platform.table_access import append_only_but
from caudal.domain.tariffs.models import Tariff


class TariffTrial(models.Model):
    """Prueba: what a document would have billed to every account of a tariff in the periods of some
    dates, beside what the tariff in force bills.

    The document is kept as it was tried: it may still change, or never be published.
    """

    access = append_only_but("figures", "finished_at")

    tariff = models.ForeignKey(Tariff, models.PROTECT, verbose_name="tarifa")
    document = models.TextField("documento")
    digest = models.CharField("huella", max_length=64)
    code = models.CharField("versión", max_length=40)
    during = DateRangeField("fechas del periodo")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="pidió")
    asked_at = models.DateTimeField("pedida")
    finished_at = models.DateTimeField("terminada", null=True, blank=True)
    figures = models.JSONField("cifras", null=True, blank=True)

    class Meta:
        verbose_name = "prueba de tarifa"
        verbose_name_plural = "pruebas de tarifa"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="tariff_trial_digest_form"
            ),
            models.CheckConstraint(
                condition=Q(figures=None, finished_at=None) | Q(finished_at__isnull=False),
                name="tariff_trial_figures_when_finished",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.during}"
