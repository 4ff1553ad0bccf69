"""What readers saw, and the rules that look at it."""

from django.db import models
from django.db.models import F, Q

from caudal.domain.metering.models.meters import MeterInstallation
from caudal.domain.platform.models import StoredFile, User
from caudal.domain.platform.table_access import APPEND_ONLY, APPEND_ONLY_BULK, EDITABLE
from caudal.domain.registry.models import BillingPeriod, Route, ServiceAccount


class ReadingRemark(models.Model):
    """Anomalía: what the reader found at the meter."""

    access = EDITABLE

    code = models.CharField("clave", max_length=10, unique=True)
    name = models.CharField("nombre", max_length=80)
    prevents_reading = models.BooleanField("impide leer", default=False)

    class Meta:
        verbose_name = "anomalía"
        verbose_name_plural = "anomalías"
        ordering = ["code"]
        constraints = [models.CheckConstraint(condition=~Q(code=""), name="remark_has_code")]

    def __str__(self) -> str:
        return self.name


class ReviewRules(models.Model):
    """The rules of the crítica in force from a date."""

    access = APPEND_ONLY

    valid_from = models.DateField("desde", unique=True)
    rules = models.JSONField("reglas")
    source = models.CharField("fuente", max_length=300)

    class Meta:
        verbose_name = "reglas de crítica"
        verbose_name_plural = "reglas de crítica"
        ordering = ["-valid_from"]
        constraints = [
            models.CheckConstraint(condition=~Q(source=""), name="review_rules_have_source")
        ]

    def __str__(self) -> str:
        return str(self.valid_from)


class Reading(models.Model):
    """Lectura: one look at one dial. A correction is another reading that supersedes it."""

    access = APPEND_ONLY_BULK

    class Source(models.TextChoices):
        """How it came in."""

        FIELD = "field", "Campo"
        DESK = "desk", "Captura"
        FILE = "file", "Archivo"
        OPENING = "opening", "Inicial"

    account = models.ForeignKey(
        ServiceAccount, models.PROTECT, related_name="readings", verbose_name="cuenta"
    )
    installation = models.ForeignKey(
        MeterInstallation,
        models.PROTECT,
        related_name="readings",
        null=True,
        blank=True,
        verbose_name="instalación",
    )
    period = models.ForeignKey(
        BillingPeriod, models.PROTECT, null=True, blank=True, verbose_name="periodo"
    )
    read_on = models.DateField("fecha")
    value_m3 = models.DecimalField(
        "lectura", max_digits=14, decimal_places=3, null=True, blank=True
    )
    remark = models.ForeignKey(
        ReadingRemark, models.PROTECT, null=True, blank=True, verbose_name="anomalía"
    )
    source = models.CharField("origen", max_length=7, choices=Source)
    meter_reader = models.CharField("lecturista", max_length=80, blank=True)
    photo = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, verbose_name="foto"
    )
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, verbose_name="corrige"
    )
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name="registró"
    )
    recorded_at = models.DateTimeField("registrada")

    class Meta:
        verbose_name = "lectura"
        verbose_name_plural = "lecturas"
        indexes = [models.Index(fields=["account", "-read_on", "-id"], name="reading_by_account")]
        constraints = [
            models.CheckConstraint(
                condition=Q(value_m3=None) | Q(value_m3__gte=0), name="reading_not_negative"
            ),
            models.CheckConstraint(
                condition=~Q(value_m3=None) | ~Q(remark=None), name="reading_value_or_remark"
            ),
            models.CheckConstraint(
                condition=Q(value_m3=None) | ~Q(installation=None),
                name="reading_of_an_installation",
            ),
            models.UniqueConstraint(
                fields=["account", "period"],
                condition=Q(supersedes=None) & ~Q(period=None),
                name="reading_first_once_per_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.read_on}: {self.value_m3}"


class RoutePeriod(models.Model):
    """How far a route is in a period: no reading enters once it is billed."""

    access = EDITABLE

    class State(models.TextChoices):
        """Its life."""

        OPEN = "open", "Abierta"
        REVIEWED = "reviewed", "Revisada"
        BILLED = "billed", "Facturada"

    route = models.ForeignKey(Route, models.PROTECT, verbose_name="ruta")
    period = models.ForeignKey(BillingPeriod, models.PROTECT, verbose_name="periodo")
    state = models.CharField("estado", max_length=8, choices=State, default=State.OPEN)
    account_count = models.IntegerField("cuentas", default=0)
    read_count = models.IntegerField("leídas", default=0)

    class Meta:
        verbose_name = "ruta del periodo"
        verbose_name_plural = "rutas del periodo"
        constraints = [
            models.UniqueConstraint(fields=["route", "period"], name="route_period_once"),
            models.CheckConstraint(
                condition=Q(read_count__gte=0) & Q(read_count__lte=F("account_count")),
                name="route_period_counts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.route_id} {self.period_id}"
