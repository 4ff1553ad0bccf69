"""The account's statement: one line per financial document, written once."""

from django.db import models
from django.db.models import Q

from caudal.domain.platform.models import Branch
from caudal.domain.platform.table_access import APPEND_ONLY_BULK
from caudal.domain.registry.models import ServiceAccount


class Movement(models.Model):
    """Header of every financial document. Charges raise the balance (+), credits lower it (−)."""

    access = APPEND_ONLY_BULK

    class Kind(models.TextChoices):
        """What kind of document it is."""

        OPENING = "opening", "Saldo inicial"
        BILL = "bill", "Recibo"
        BILL_CANCELLATION = "bill_cancellation", "Cancelación de recibo"
        SURCHARGE = "surcharge", "Recargos por mora"
        PAYMENT = "payment", "Pago"
        PAYMENT_REVERSAL = "payment_reversal", "Cancelación de pago"

    account = models.ForeignKey(
        ServiceAccount,
        models.PROTECT,
        related_name="movements",
        db_index=False,  # movement_statement begins with it
        verbose_name="cuenta",
    )
    kind = models.CharField("tipo", max_length=20, choices=Kind)
    description = models.CharField("movimiento", max_length=120)
    amount = models.DecimalField("importe", max_digits=14, decimal_places=2)
    business_date = models.DateField("fecha")
    recorded_at = models.DateTimeField("registrado")
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, db_index=False, verbose_name="sucursal"
    )
    series_code = models.CharField("serie", max_length=12, null=True, blank=True)  # noqa: DJ001 (NULL = without folio)
    folio_number = models.BigIntegerField("número", null=True, blank=True)
    folio = models.CharField("folio", max_length=30, blank=True)
    reverses = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # movement_reversed_once
        verbose_name="cancela",
    )

    class Meta:
        verbose_name = "movimiento"
        verbose_name_plural = "movimientos"
        indexes = [
            models.Index(fields=["account", "business_date", "id"], name="movement_statement"),
            models.Index(fields=["business_date", "kind"], name="movement_by_date"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["series_code", "folio_number"], name="movement_folio_once"
            ),
            # Of the few that cancel another: hardly any row has an entry in it.
            models.UniqueConstraint(
                fields=["reverses"],
                condition=Q(reverses__isnull=False),
                name="movement_reversed_once",
            ),
            models.CheckConstraint(
                condition=(Q(series_code=None) & Q(folio_number=None) & Q(folio=""))
                | (Q(series_code__isnull=False) & Q(folio_number__gte=1) & ~Q(folio="")),
                name="movement_folio_whole",
            ),
            models.CheckConstraint(condition=~Q(amount=0), name="movement_moves_something"),
            models.CheckConstraint(
                condition=~Q(kind__in=["bill", "surcharge", "payment_reversal"]) | Q(amount__gt=0),
                name="movement_charges_are_positive",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["payment", "bill_cancellation"]) | Q(amount__lt=0),
                name="movement_credits_are_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.folio or self.description
