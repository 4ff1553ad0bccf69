"""A billing run: from prepared to issued, with every active account explained."""

from django.db import models
from django.db.models import F, Q

from caudal.domain.metering.models import Consumption
from caudal.domain.platform.models import User
from caudal.domain.platform.table_access import APPEND_ONLY, DISPOSABLE_BULK, EDITABLE
from caudal.domain.registry.models import BillingCycle, BillingPeriod, ServiceAccount
from caudal.domain.tariffs.models import TariffVersion


class RunSentinels(models.Model):
    """Limits past which a bill is held instead of printed, in force from a date."""

    access = APPEND_ONLY

    valid_from = models.DateField("desde", unique=True)
    limits = models.JSONField("límites")
    source = models.CharField("fuente", max_length=300)

    class Meta:
        verbose_name = "centinelas"
        verbose_name_plural = "centinelas"
        ordering = ["-valid_from"]
        constraints = [
            models.CheckConstraint(condition=~Q(source=""), name="sentinels_have_source")
        ]

    def __str__(self) -> str:
        return str(self.valid_from)


class BillingRun(models.Model):
    """Corrida: one cycle and period calculated, reviewed, approved and issued together.

    The principal run of a period looks at every active account of the cycle. Those that
    ``supplement`` it come after its issue, one after another: they look at the accounts that were
    held and have no bill yet.
    """

    access = EDITABLE

    class State(models.TextChoices):
        """Its life."""

        PREPARED = "prepared", "Preparada"
        CALCULATING = "calculating", "Calculando"
        IN_REVIEW = "in_review", "En revisión"
        APPROVED = "approved", "Aprobada"
        ISSUING = "issuing", "Emitiendo"
        ISSUED = "issued", "Emitida"
        DISCARDED = "discarded", "Descartada"

    #: What somebody approved, and everything after it.
    SIGNED_STATES = (State.APPROVED, State.ISSUING, State.ISSUED)

    code = models.CharField("corrida", max_length=40, unique=True)
    cycle = models.ForeignKey(BillingCycle, models.PROTECT, verbose_name="ciclo")
    period = models.ForeignKey(
        BillingPeriod, models.PROTECT, related_name="runs", verbose_name="periodo"
    )
    supplements = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supplementary_runs",
        verbose_name="complementaria de",
    )
    state = models.CharField("estado", max_length=12, choices=State, default=State.PREPARED)
    issue_date = models.DateField("fecha de emisión")
    due_date = models.DateField("vence")
    active_count = models.IntegerField("cuentas activas", default=0)
    billed_count = models.IntegerField("facturadas", default=0)
    held_count = models.IntegerField("retenidas", default=0)
    excluded_count = models.IntegerField("excluidas", default=0)
    issued_count = models.IntegerField("emitidas", default=0)
    total = models.DecimalField("importe", max_digits=16, decimal_places=2, default=0)
    volume_m3 = models.DecimalField("volumen", max_digits=16, decimal_places=3, default=0)
    prepared_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, verbose_name="preparó"
    )
    prepared_at = models.DateTimeField("preparada")
    calculated_at = models.DateTimeField("calculada", null=True, blank=True)
    approved_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="aprobó"
    )
    approved_at = models.DateTimeField("aprobada", null=True, blank=True)
    issuing_at = models.DateTimeField("empezó a emitirse", null=True, blank=True)
    issued_at = models.DateTimeField("emitida", null=True, blank=True)

    class Meta:
        verbose_name = "corrida"
        verbose_name_plural = "corridas"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["period"],
                condition=Q(supplements=None) & ~Q(state="discarded"),
                name="one_live_run_per_period",
            ),
            models.UniqueConstraint(
                fields=["period"],
                condition=~Q(supplements=None) & ~Q(state__in=["issued", "discarded"]),
                name="one_unfinished_supplement",
            ),
            models.CheckConstraint(
                condition=~Q(supplements=F("id")), name="run_supplements_another"
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None)
                | Q(prepared_by=None)
                | ~Q(approved_by=F("prepared_by")),
                name="run_two_signatures",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["prepared", "calculating", "in_review", "discarded"])
                | ~Q(approved_at=None),
                name="run_issues_only_when_approved",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "issuing", "issued"])
                | Q(active_count=F("billed_count") + F("held_count") + F("excluded_count")),
                name="run_complete_before_issue",
            ),
            models.CheckConstraint(
                condition=Q(due_date__gte=F("issue_date")), name="run_due_after_issue"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class RunAccount(models.Model):
    """Staging: what the run does with one active account, and why."""

    access = DISPOSABLE_BULK

    class Outcome(models.TextChoices):
        """The three answers that completeness allows."""

        BILLED = "billed", "Facturada"
        HELD = "held", "Retenida"
        EXCLUDED = "excluded", "Excluida por regla"

    run = models.ForeignKey(
        BillingRun,
        models.PROTECT,
        related_name="accounts",
        db_index=False,
        verbose_name="corrida",
    )
    account = models.ForeignKey(
        ServiceAccount, models.PROTECT, db_index=False, verbose_name="cuenta"
    )
    position = models.IntegerField("orden de recorrido")
    outcome = models.CharField("resultado", max_length=8, choices=Outcome)
    reason = models.CharField("motivo", max_length=40, blank=True)
    reason_facts = models.JSONField("detalle", null=True, blank=True)
    tariff_version = models.ForeignKey(
        TariffVersion,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        verbose_name="versión",
    )
    consumption = models.ForeignKey(
        Consumption,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        verbose_name="consumo",
    )
    inputs = models.TextField("datos", blank=True)
    rated_on = models.DateField("fecha de la tarifa", null=True, blank=True)
    basis = models.CharField("base", max_length=9, choices=Consumption.Basis, blank=True)
    volume_m3 = models.DecimalField("consumo", max_digits=14, decimal_places=3, default=0)
    average_total = models.DecimalField(
        "promedio", max_digits=14, decimal_places=2, null=True, blank=True
    )
    net = models.DecimalField("neto", max_digits=14, decimal_places=2, default=0)
    tax = models.DecimalField("IVA", max_digits=14, decimal_places=2, default=0)
    total = models.DecimalField("total", max_digits=14, decimal_places=2, default=0)
    released_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, db_index=False, verbose_name="liberó"
    )
    released_at = models.DateTimeField("liberada", null=True, blank=True)

    class Meta:
        verbose_name = "cuenta de la corrida"
        verbose_name_plural = "cuentas de la corrida"
        indexes = [
            # Of the few that somebody looks at by their reason: every one more is written for all.
            models.Index(
                fields=["run", "outcome", "reason"],
                condition=~Q(outcome="billed"),
                name="run_account_set_aside",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["run", "account"], name="run_account_once"),
            models.UniqueConstraint(fields=["run", "position"], name="run_position_once"),
            models.CheckConstraint(
                condition=Q(outcome="billed") | ~Q(reason=""), name="run_account_explained"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.account_id} {self.outcome}"


class RunChunk(models.Model):
    """A stretch of positions that was issued in one committed transaction; a resumed run skips
    it.
    """

    access = APPEND_ONLY

    run = models.ForeignKey(
        BillingRun, models.PROTECT, related_name="chunks", verbose_name="corrida"
    )
    first_position = models.IntegerField("desde")
    last_position = models.IntegerField("hasta")
    bill_count = models.IntegerField("recibos")
    total = models.DecimalField("importe", max_digits=16, decimal_places=2)
    issued_at = models.DateTimeField("emitido")

    class Meta:
        verbose_name = "tramo emitido"
        verbose_name_plural = "tramos emitidos"
        constraints = [
            models.UniqueConstraint(fields=["run", "first_position"], name="chunk_once"),
            models.CheckConstraint(
                condition=Q(last_position__gte=F("first_position")), name="chunk_is_a_stretch"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.first_position}–{self.last_position}"
