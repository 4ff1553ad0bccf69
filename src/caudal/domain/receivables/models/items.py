"""Open items: what is owed (charges), what is held in favour (credits), and which settled which
(allocations).
"""

from django.db import models
from django.db.models import F, Q

from caudal.domain.platform.table_access import APPEND_ONLY_BULK, append_only_but
from caudal.domain.receivables.models.documents import Movement
from caudal.domain.registry.models import BillingPeriod, ServiceAccount
from caudal.domain.tariffs.models import ChargeConcept


class Charge(models.Model):
    """Cargo: one concept of a document; the printed lines of a bill are its charges.

    ``amount = net + tax + rounding``; discount, subsidy and IVA are columns, never charges of their
    own. ``open_amount`` caches ``amount`` less its allocations.
    """

    access = append_only_but("open_amount", bulk_load=True)

    class TaxObject(models.TextChoices):
        """SAT's c_ObjetoImp."""

        NOT_SUBJECT = "01", "No objeto de impuesto"
        SUBJECT = "02", "Sí objeto de impuesto"

    # Each payment writes its charges anew, and with them every index: only those that are asked
    # for.
    movement = models.ForeignKey(
        Movement,
        models.PROTECT,
        related_name="charges",
        db_index=False,
        verbose_name="documento",
    )
    account = models.ForeignKey(
        ServiceAccount,
        models.PROTECT,
        related_name="charges",
        db_index=False,
        verbose_name="cuenta",
    )
    concept = models.ForeignKey(
        ChargeConcept, models.PROTECT, db_index=False, verbose_name="concepto"
    )
    period = models.ForeignKey(
        BillingPeriod,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        verbose_name="periodo",
    )
    surcharged_charge = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="surcharges",
        db_index=False,
        verbose_name="recargo de",
    )
    surcharged_months = models.PositiveSmallIntegerField("meses de recargo", default=0)
    gross = models.DecimalField("importe", max_digits=14, decimal_places=2)
    discount = models.DecimalField("descuento", max_digits=14, decimal_places=2, default=0)
    subsidy = models.DecimalField("subsidio", max_digits=14, decimal_places=2, default=0)
    net = models.DecimalField("neto", max_digits=14, decimal_places=2)
    tax_object = models.CharField("objeto de impuesto", max_length=2, choices=TaxObject)
    tax_rate = models.DecimalField("tasa de IVA", max_digits=7, decimal_places=6)
    tax = models.DecimalField("IVA", max_digits=14, decimal_places=2)
    rounding = models.DecimalField("redondeo", max_digits=14, decimal_places=2, default=0)
    amount = models.DecimalField("total", max_digits=14, decimal_places=2)
    open_amount = models.DecimalField("por pagar", max_digits=14, decimal_places=2)
    due_date = models.DateField("vence")

    class Meta:
        verbose_name = "cargo"
        verbose_name_plural = "cargos"
        indexes = [
            models.Index(
                fields=["account"], condition=Q(open_amount__gt=0), name="charge_open_by_account"
            ),
            models.Index(fields=["movement"], name="charge_by_movement"),
            models.Index(
                fields=["surcharged_charge"],
                condition=~Q(surcharged_charge=None),
                name="charge_surcharges_of",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(net=F("gross") - F("discount") - F("subsidy")),
                name="charge_net_is_gross_less",
            ),
            models.CheckConstraint(
                condition=Q(amount=F("net") + F("tax") + F("rounding")),
                name="charge_amount_is_net_and_tax",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="charge_is_positive"),
            models.CheckConstraint(
                condition=Q(open_amount__gte=0) & Q(open_amount__lte=F("amount")),
                name="charge_open_within_bounds",
            ),
            models.CheckConstraint(
                condition=Q(discount__gte=0) & Q(subsidy__gte=0) & Q(tax__gte=0) & Q(net__gte=0),
                name="charge_parts_positive",
            ),
            models.CheckConstraint(
                condition=Q(tax_rate__range=(0, 1)), name="charge_tax_rate_is_a_fraction"
            ),
            models.CheckConstraint(
                condition=(Q(surcharged_charge=None) & Q(surcharged_months=0))
                | (~Q(surcharged_charge=None) & Q(surcharged_months__gte=1)),
                name="charge_surcharge_has_months",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.concept_id}: {self.amount}"


class Credit(models.Model):
    """Abono: what a payment or a cancellation holds in the account's favour; its open part is
    credit balance.
    """

    access = append_only_but("open_amount", bulk_load=True)

    movement = models.ForeignKey(
        Movement,
        models.PROTECT,
        related_name="credits",
        db_index=False,
        verbose_name="documento",
    )
    account = models.ForeignKey(
        ServiceAccount,
        models.PROTECT,
        related_name="credits",
        db_index=False,
        verbose_name="cuenta",
    )
    amount = models.DecimalField("importe", max_digits=14, decimal_places=2)
    open_amount = models.DecimalField("por aplicar", max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = "abono"
        verbose_name_plural = "abonos"
        indexes = [
            models.Index(
                fields=["account"], condition=Q(open_amount__gt=0), name="credit_open_by_account"
            ),
            models.Index(fields=["movement"], name="credit_by_movement"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="credit_is_positive"),
            models.CheckConstraint(
                condition=Q(open_amount__gte=0) & Q(open_amount__lte=F("amount")),
                name="credit_open_within_bounds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.movement_id}: {self.amount}"


class Allocation(models.Model):
    """A credit settles (part of) a charge, split into base and tax by cumulative difference.

    Undoing writes the same row with the opposite sign; nothing is deleted. ``movement`` is the
    document that caused it: the payment, the bill whose issue applied a credit balance, or the
    reversal.
    """

    access = APPEND_ONLY_BULK

    charge = models.ForeignKey(
        Charge, models.PROTECT, related_name="allocations", verbose_name="cargo"
    )
    credit = models.ForeignKey(
        Credit, models.PROTECT, related_name="allocations", verbose_name="abono"
    )
    movement = models.ForeignKey(
        Movement, models.PROTECT, related_name="allocations", verbose_name="documento"
    )
    undoes = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # allocation_undone_once
        verbose_name="deshace",
    )
    amount = models.DecimalField("importe", max_digits=14, decimal_places=2)
    base = models.DecimalField("base", max_digits=14, decimal_places=2)
    tax = models.DecimalField("IVA", max_digits=14, decimal_places=2)
    business_date = models.DateField("fecha")

    class Meta:
        verbose_name = "aplicación"
        verbose_name_plural = "aplicaciones"
        constraints = [
            # Of the few that undo: hardly any row has an entry in it.
            models.UniqueConstraint(
                fields=["undoes"],
                condition=Q(undoes__isnull=False),
                name="allocation_undone_once",
            ),
            models.CheckConstraint(
                condition=Q(amount=F("base") + F("tax")), name="allocation_is_base_and_tax"
            ),
            models.CheckConstraint(
                condition=(Q(undoes=None) & Q(amount__gt=0)) | (~Q(undoes=None) & Q(amount__lt=0)),
                name="allocation_sign",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.credit_id} → {self.charge_id}: {self.amount}"
