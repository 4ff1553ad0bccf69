"""Bitácora: what was done, by whom, when, where and with what effect."""

from django.db import models
from django.db.models import Q

from caudal.domain.platform.models.people import User
from caudal.domain.platform.table_access import APPEND_ONLY, APPEND_ONLY_BULK


class AuditEntry(models.Model):
    """One act. Written in the transaction of the act itself; never changed."""

    access = APPEND_ONLY_BULK

    at = models.DateTimeField("cuándo")
    action = models.CharField("acto", max_length=80)
    actor = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,  # audit_by_actor begins with it
        verbose_name="quién",
    )
    approver = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="approved_entries",
        db_index=False,  # audit_by_approver begins with it
        verbose_name="autorizó",
    )
    subject_kind = models.CharField("tipo", max_length=60)
    subject_id = models.BigIntegerField("objeto", null=True, blank=True)
    account_id = models.BigIntegerField("cuenta", null=True, blank=True)
    branch_id = models.BigIntegerField("sucursal", null=True, blank=True)
    address = models.GenericIPAddressField("equipo", null=True, blank=True)
    request_id = models.CharField("solicitud", max_length=40, blank=True)
    reason = models.CharField("motivo", max_length=500, blank=True)
    amount = models.DecimalField("importe", max_digits=14, decimal_places=2, null=True, blank=True)
    before = models.JSONField("antes", null=True, blank=True)
    after = models.JSONField("después", null=True, blank=True)

    class Meta:
        verbose_name = "asiento de bitácora"
        verbose_name_plural = "bitácora"
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_by_time"),
            models.Index(fields=["subject_kind", "subject_id", "-id"], name="audit_by_subject"),
            models.Index(
                fields=["account_id", "-id"], condition=~Q(account_id=None), name="audit_by_account"
            ),
            models.Index(fields=["actor", "-id"], name="audit_by_actor"),
            models.Index(
                fields=["approver", "-id"],
                condition=Q(approver__isnull=False),
                name="audit_by_approver",
            ),
            models.Index(fields=["action", "-id"], name="audit_by_action"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(action__regex=r"^[a-z_]+\.[a-z_]+\.[a-z_]+$"), name="audit_action_form"
            ),
            models.CheckConstraint(
                condition=Q(approver=None) | Q(actor=None) | ~Q(approver=models.F("actor")),
                name="audit_approver_differs",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"


class AuditBlock(models.Model):
    """A sealed stretch of the audit log: its digest covers the rows and the digest before it."""

    access = APPEND_ONLY

    first_entry_id = models.BigIntegerField("primer asiento")
    last_entry_id = models.BigIntegerField("último asiento", unique=True)
    entry_count = models.IntegerField("asientos")
    previous_digest = models.CharField("sello anterior", max_length=64, unique=True)
    digest = models.CharField("sello", max_length=64, unique=True)
    sealed_at = models.DateTimeField("sellado")

    class Meta:
        verbose_name = "bloque sellado"
        verbose_name_plural = "bloques sellados"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_entry_id__gte=models.F("first_entry_id")),
                name="audit_block_is_a_stretch",
            ),
            models.CheckConstraint(condition=Q(entry_count__gt=0), name="audit_block_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.first_entry_id}–{self.last_entry_id}"
