"""Meters and where they hang."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from caudal.domain.platform.table_access import EDITABLE_BULK
from caudal.domain.registry.models import Connection


class Meter(models.Model):
    """Medidor."""

    access = EDITABLE_BULK

    serial = models.CharField("serie", max_length=40, unique=True)
    brand = models.CharField("marca", max_length=60, blank=True)
    diameter_mm = models.PositiveSmallIntegerField("diámetro, mm", default=13)
    digits = models.PositiveSmallIntegerField("dígitos", default=5)

    class Meta:
        verbose_name = "medidor"
        verbose_name_plural = "medidores"
        constraints = [
            models.CheckConstraint(condition=Q(digits__range=(3, 9)), name="meter_digits_sensible"),
            models.CheckConstraint(
                condition=Q(diameter_mm__range=(6, 2000)), name="meter_diameter_sensible"
            ),
            models.CheckConstraint(condition=~Q(serial=""), name="meter_has_serial"),
        ]

    def __str__(self) -> str:
        return self.serial


class MeterInstallation(models.Model):
    """A meter on a connection between two dates. Readings belong here, never to the connection."""

    access = EDITABLE_BULK

    meter = models.ForeignKey(
        Meter, models.PROTECT, related_name="installations", verbose_name="medidor"
    )
    connection = models.ForeignKey(
        Connection, models.PROTECT, related_name="installations", verbose_name="toma"
    )
    during = DateRangeField("instalado")
    initial_value_m3 = models.DecimalField("lectura inicial", max_digits=14, decimal_places=3)
    final_value_m3 = models.DecimalField(
        "lectura final", max_digits=14, decimal_places=3, null=True, blank=True
    )

    class Meta:
        verbose_name = "instalación"
        verbose_name_plural = "instalaciones"
        constraints = [
            ExclusionConstraint(
                name="installations_of_a_connection_never_overlap",
                expressions=[
                    ("connection", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="a_meter_hangs_in_one_place",
                expressions=[("meter", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                condition=Q(initial_value_m3__gte=0), name="installation_initial_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meter_id} en {self.connection_id}"
