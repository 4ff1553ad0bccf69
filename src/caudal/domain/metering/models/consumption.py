"""The volume that a period bills."""

from django.db import models
from django.db.models import Q

from caudal.domain.metering.models.readings import Reading
from caudal.domain.platform.models import User
from caudal.domain.platform.table_access import EDITABLE_BULK
from caudal.domain.registry.models import BillingPeriod, ServiceAccount


class Consumption(models.Model):
    """One account's volume in one period: what the readings say, what the review found, what was
    decided.

    Editable until its route and period are billed; the bill keeps its own copy for ever.
    """

    access = EDITABLE_BULK

    class Basis(models.TextChoices):
        """Where the volume comes from; printed on the bill."""

        MEASURED = "measured", "Medido"
        AVERAGE = "average", "Promedio"
        ESTIMATED = "estimated", "Estimado"
        ASSIGNED = "assigned", "Asignado"
        FIXED = "fixed", "Cuota fija"

    class State(models.TextChoices):
        """Whether it may be billed."""

        CLEAN = "clean", "Sin hallazgo"
        PENDING = "pending", "Por revisar"
        ACCEPTED = "accepted", "Resuelta"
        RE_READ = "re_read", "Por releer"
        HELD = "held", "Retenida"

    BILLABLE_STATES = (State.CLEAN, State.ACCEPTED)

    account = models.ForeignKey(
        ServiceAccount, models.PROTECT, related_name="consumptions", verbose_name="cuenta"
    )
    period = models.ForeignKey(
        BillingPeriod, models.PROTECT, related_name="consumptions", verbose_name="periodo"
    )
    basis = models.CharField("base", max_length=9, choices=Basis)
    volume_m3 = models.DecimalField("consumo", max_digits=14, decimal_places=3)
    average_m3 = models.DecimalField(
        "promedio", max_digits=14, decimal_places=3, null=True, blank=True
    )
    previous_reading = models.ForeignKey(
        Reading,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="lectura anterior",
    )
    current_reading = models.ForeignKey(
        Reading,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="lectura actual",
    )
    is_rollover = models.BooleanField("vuelta del medidor", default=False)
    finding = models.CharField("hallazgo", max_length=30, blank=True)
    finding_facts = models.JSONField("detalle", null=True, blank=True)
    proposed_m3 = models.DecimalField(
        "propuesta", max_digits=14, decimal_places=3, null=True, blank=True
    )
    state = models.CharField("estado", max_length=8, choices=State, default=State.CLEAN)
    decision = models.CharField("decisión", max_length=20, blank=True)
    decision_note = models.CharField("nota", max_length=300, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name="decidió"
    )
    decided_at = models.DateTimeField("decidida", null=True, blank=True)

    class Meta:
        verbose_name = "consumo"
        verbose_name_plural = "consumos"
        indexes = [
            models.Index(
                fields=["period", "finding"],
                condition=Q(state__in=["pending", "re_read", "held"]),
                name="consumption_to_review",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "period"], name="consumption_once_per_period"
            ),
            models.CheckConstraint(condition=Q(volume_m3__gte=0), name="consumption_not_negative"),
            models.CheckConstraint(
                condition=~Q(basis="measured") | ~Q(current_reading=None),
                name="consumption_measured_has_reading",
            ),
            models.CheckConstraint(
                condition=(Q(decided_by=None) & Q(decided_at=None)) | (~Q(decided_at=None)),
                name="consumption_decided_has_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.period_id}: {self.volume_m3}"
