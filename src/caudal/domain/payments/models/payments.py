"""Payments, how they were tendered, and their receipts."""

from django.db import models
from django.db.models import F, Q

from caudal.domain.payments.models.desks import CashSession, CollectionChannel
from caudal.domain.platform.models import User
from caudal.domain.platform.table_access import APPEND_ONLY, APPEND_ONLY_BULK
from caudal.domain.receivables.models import Movement
from caudal.domain.registry.models import ServiceAccount


class Payment(models.Model):
    """Money received for an account.

    ``receipt`` is what the paper of a desk says (``operations.receipts``), kept for ever, also when
    it is cancelled; payments by other channels have none.
    """

    access = APPEND_ONLY_BULK

    movement = models.OneToOneField(
        Movement, models.PROTECT, related_name="payment", verbose_name="documento"
    )
    account = models.ForeignKey(
        ServiceAccount,
        models.PROTECT,
        related_name="payments",
        db_index=False,  # payment_by_account begins with it
        verbose_name="cuenta",
    )
    channel = models.ForeignKey(
        CollectionChannel,
        models.PROTECT,
        db_index=False,  # payment_once_per_channel begins with it
        verbose_name="canal",
    )
    channel_reference = models.CharField("referencia del canal", max_length=60)
    session = models.ForeignKey(
        CashSession,
        models.PROTECT,
        related_name="payments",
        null=True,
        blank=True,
        verbose_name="turno",
    )
    amount = models.DecimalField("importe", max_digits=14, decimal_places=2)
    received = models.DecimalField("recibido", max_digits=14, decimal_places=2)
    change = models.DecimalField("cambio", max_digits=14, decimal_places=2, default=0)
    business_date = models.DateField("fecha")
    paid_at = models.DateTimeField("pagado")
    # On the payment's own row: a payment has one at most and is written with it.
    receipt = models.JSONField("recibo de caja", null=True, blank=True)

    class Meta:
        verbose_name = "pago"
        verbose_name_plural = "pagos"
        indexes = [models.Index(fields=["account", "-paid_at"], name="payment_by_account")]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "channel_reference"], name="payment_once_per_channel"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_is_positive"),
            models.CheckConstraint(
                condition=Q(received=F("amount") + F("change")), name="payment_change_is_exact"
            ),
            models.CheckConstraint(condition=Q(change__gte=0), name="payment_change_positive"),
            models.CheckConstraint(
                condition=Q(session=None) | Q(receipt__isnull=False),
                name="payment_at_desk_has_receipt",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.amount}"


class PaymentTender(models.Model):
    """One form of payment within a payment."""

    access = APPEND_ONLY_BULK

    class Kind(models.TextChoices):
        """Forms accepted; ``sat_code`` in fiscal documents comes from here."""

        CASH = "cash", "Efectivo"
        CARD = "card", "Tarjeta"
        CHEQUE = "cheque", "Cheque"
        TRANSFER = "transfer", "Transferencia"

    payment = models.ForeignKey(
        Payment, models.PROTECT, related_name="tenders", verbose_name="pago"
    )
    kind = models.CharField("forma", max_length=8, choices=Kind)
    amount = models.DecimalField("importe", max_digits=14, decimal_places=2)
    reference = models.CharField("referencia", max_length=60, blank=True)

    class Meta:
        verbose_name = "forma de pago"
        verbose_name_plural = "formas de pago"
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="tender_is_positive"),
            models.CheckConstraint(
                condition=Q(kind="cash") | ~Q(reference=""), name="tender_not_cash_has_reference"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.amount}"


class PaymentReversal(models.Model):
    """A receipt cancelled in its own open session, by a supervisor's approval."""

    access = APPEND_ONLY

    payment = models.OneToOneField(
        Payment, models.PROTECT, related_name="reversal", verbose_name="pago"
    )
    movement = models.OneToOneField(
        Movement, models.PROTECT, related_name="payment_reversal", verbose_name="documento"
    )
    reason = models.CharField("motivo", max_length=300)
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="pidió")
    approved_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="autorizó")
    reversed_at = models.DateTimeField("cancelado")

    class Meta:
        verbose_name = "cancelación de recibo de caja"
        verbose_name_plural = "cancelaciones de recibo de caja"
        constraints = [
            models.CheckConstraint(
                condition=~Q(approved_by=F("requested_by")), name="reversal_needs_another_person"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="reversal_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.payment_id}"
