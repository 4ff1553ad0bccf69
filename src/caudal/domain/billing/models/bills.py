"""Issued bills. They never change; a correction cancels one and issues another."""

from django.db import models
from django.db.models import F, Q

from caudal.domain.billing.models.runs import BillingRun
from caudal.domain.metering.models import Consumption
from caudal.domain.platform.models import User
from caudal.domain.platform.table_access import APPEND_ONLY, append_only_but
from caudal.domain.receivables.models import Movement
from caudal.domain.registry.models import BillingPeriod, ServiceAccount
from caudal.domain.tariffs.models import TariffVersion


class Bill(models.Model):
    """Recibo: one account, one period. Its lines are the charges of its movement.

    ``inputs`` are what the tariff saw, as canonical JSON text, and ``rated_on`` the date of its
    parameters: with the version they give the same centavos again. ``content_hash`` covers all that
    may never change.
    """

    access = append_only_but("is_live", bulk_load=True)

    movement = models.OneToOneField(
        Movement, models.PROTECT, related_name="bill", verbose_name="documento"
    )
    account = models.ForeignKey(
        ServiceAccount, models.PROTECT, related_name="bills", verbose_name="cuenta"
    )
    run = models.ForeignKey(
        BillingRun,
        models.PROTECT,
        related_name="bills",
        null=True,
        blank=True,
        verbose_name="corrida",
    )
    period = models.ForeignKey(
        BillingPeriod, models.PROTECT, related_name="bills", verbose_name="periodo"
    )
    position = models.IntegerField("orden de recorrido", default=0)
    tariff_version = models.ForeignKey(
        TariffVersion, models.PROTECT, verbose_name="versión de tarifa"
    )
    consumption = models.ForeignKey(
        Consumption, models.PROTECT, null=True, blank=True, verbose_name="consumo"
    )
    inputs = models.TextField("datos")
    rated_on = models.DateField("fecha de la tarifa")
    volume_m3 = models.DecimalField("consumo", max_digits=14, decimal_places=3)
    basis = models.CharField("base", max_length=9, choices=Consumption.Basis)
    net = models.DecimalField("neto", max_digits=14, decimal_places=2)
    tax = models.DecimalField("IVA", max_digits=14, decimal_places=2)
    rounding = models.DecimalField("redondeo", max_digits=14, decimal_places=2, default=0)
    total = models.DecimalField("total", max_digits=14, decimal_places=2)
    issue_date = models.DateField("emitido")
    due_date = models.DateField("vence")
    content_hash = models.CharField("huella", max_length=64)
    is_live = models.BooleanField("vigente", default=True)
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replacement",
        verbose_name="sustituye a",
    )

    class Meta:
        verbose_name = "recibo"
        verbose_name_plural = "recibos"
        indexes = [
            models.Index(
                fields=["run", "position"], condition=~Q(run=None), name="bill_walking_order"
            ),
            models.Index(fields=["period", "-total"], name="bill_by_period"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "period"],
                condition=Q(is_live=True),
                name="one_live_bill_per_period",
            ),
            models.CheckConstraint(
                condition=Q(total=F("net") + F("tax") + F("rounding")),
                name="bill_total_is_its_parts",
            ),
            models.CheckConstraint(condition=Q(total__gt=0), name="bill_is_positive"),
            models.CheckConstraint(
                condition=Q(due_date__gte=F("issue_date")), name="bill_due_after_issue"
            ),
            models.CheckConstraint(
                condition=Q(content_hash__regex=r"^[0-9a-f]{64}$"), name="bill_hash_form"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.period_id}"


class BillCancellation(models.Model):
    """Why a bill no longer counts, by which document, and who allowed it."""

    access = APPEND_ONLY

    bill = models.OneToOneField(
        Bill, models.PROTECT, related_name="cancellation", verbose_name="recibo"
    )
    movement = models.OneToOneField(
        Movement, models.PROTECT, related_name="cancelled_bill", verbose_name="documento"
    )
    reason = models.CharField("motivo", max_length=300)
    cancelled_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="canceló")
    cancelled_at = models.DateTimeField("cancelado")

    class Meta:
        verbose_name = "cancelación de recibo"
        verbose_name_plural = "cancelaciones de recibo"
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="bill_cancellation_has_reason")
        ]

    def __str__(self) -> str:
        return f"{self.bill_id}"
