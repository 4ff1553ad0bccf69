"""In which order and when accounts are read and billed."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from caudal.domain.platform.models import Branch
from caudal.domain.platform.table_access import EDITABLE


class BillingCycle(models.Model):
    """Ciclo: routes that are read and billed together, monthly or bimonthly."""

    access = EDITABLE

    code = models.CharField("clave", max_length=20, unique=True)
    name = models.CharField("nombre", max_length=80)
    months = models.PositiveSmallIntegerField("meses", default=1)
    due_days = models.PositiveSmallIntegerField("días para pagar", default=14)
    branch = models.ForeignKey(Branch, models.PROTECT, verbose_name="sucursal")
    is_active = models.BooleanField("activo", default=True)

    class Meta:
        verbose_name = "ciclo"
        verbose_name_plural = "ciclos"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(months__in=[1, 2, 3, 4, 6, 12]), name="cycle_months_divide_the_year"
            ),
            models.CheckConstraint(
                condition=Q(due_days__range=(1, 90)), name="cycle_due_days_sensible"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BillingPeriod(models.Model):
    """Periodo of a cycle: half-open, and never overlapping another one of it."""

    access = EDITABLE

    cycle = models.ForeignKey(
        BillingCycle, models.PROTECT, related_name="periods", verbose_name="ciclo"
    )
    code = models.CharField("clave", max_length=20)
    name = models.CharField("periodo", max_length=60)
    during = DateRangeField("fechas")
    due_date = models.DateField("vence")

    class Meta:
        verbose_name = "periodo"
        verbose_name_plural = "periodos"
        ordering = ["cycle", "during"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "code"], name="period_once_per_cycle"),
            ExclusionConstraint(
                name="periods_of_a_cycle_never_overlap",
                expressions=[("cycle", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                condition=Q(during__startswith__isnull=False) & Q(during__endswith__isnull=False),
                name="period_is_bounded",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Sector(models.Model):
    """A part of the town."""

    access = EDITABLE

    code = models.CharField("clave", max_length=10, unique=True)
    name = models.CharField("nombre", max_length=80)

    class Meta:
        verbose_name = "sector"
        verbose_name_plural = "sectores"
        ordering = ["code"]
        constraints = [models.CheckConstraint(condition=~Q(code=""), name="sector_has_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Route(models.Model):
    """Ruta: the walk of one reader."""

    access = EDITABLE

    code = models.CharField("clave", max_length=20, unique=True)
    name = models.CharField("nombre", max_length=80, blank=True)
    sector = models.ForeignKey(Sector, models.PROTECT, verbose_name="sector")
    cycle = models.ForeignKey(
        BillingCycle, models.PROTECT, related_name="routes", verbose_name="ciclo"
    )
    is_active = models.BooleanField("activa", default=True)

    class Meta:
        verbose_name = "ruta"
        verbose_name_plural = "rutas"
        ordering = ["code"]
        constraints = [models.CheckConstraint(condition=~Q(code=""), name="route_has_code")]

    def __str__(self) -> str:
        return self.code
