"""The ledger and the open charges summed by day and sector, as far as the last night brought
them.
"""

from django.db import models
from django.db.models import Q

from caudal.domain.payments.models import CollectionChannel
from caudal.domain.platform.table_access import DISPOSABLE, EDITABLE
from caudal.domain.registry.models import Sector


class DayTotal(models.Model):
    """What the movements up to the horizon billed and collected on one business date.

    The sector is the one that the account had when its movement was summed: what a sector billed
    stays with it when accounts move. Bills and payments of no known channel have none.
    """

    access = EDITABLE

    business_date = models.DateField("fecha")
    sector = models.ForeignKey(
        Sector,
        models.PROTECT,
        db_index=False,
        verbose_name="sector",
    )
    channel = models.ForeignKey(
        CollectionChannel,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        verbose_name="canal",
    )
    billed = models.DecimalField("facturado", max_digits=16, decimal_places=2)
    bill_count = models.IntegerField("recibos")
    collected = models.DecimalField("cobrado", max_digits=16, decimal_places=2)
    payment_count = models.IntegerField("pagos")

    class Meta:
        verbose_name = "total del día"
        verbose_name_plural = "totales del día"
        constraints = [
            models.UniqueConstraint(
                fields=["business_date", "sector", "channel"],
                nulls_distinct=False,
                name="day_total_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.business_date}: {self.billed} / {self.collected}"


class DueTotal(models.Model):
    """What was open, of the charges up to the horizon after the allocations up to it, by the date
    on which it falls due and the sector of its account that night.
    """

    access = DISPOSABLE

    sector = models.ForeignKey(Sector, models.PROTECT, db_index=False, verbose_name="sector")
    due_date = models.DateField("vence")
    open_amount = models.DecimalField("por pagar", max_digits=16, decimal_places=2)

    class Meta:
        verbose_name = "total por vencimiento"
        verbose_name_plural = "totales por vencimiento"
        constraints = [
            models.UniqueConstraint(fields=["sector", "due_date"], name="due_total_once"),
        ]

    def __str__(self) -> str:
        return f"{self.due_date}: {self.open_amount}"


class SummaryHorizon(models.Model):
    """How far the totals reach: every row up to these is in them, none above them."""

    access = EDITABLE

    singleton = models.BooleanField(default=True, unique=True, editable=False)
    movement_id = models.BigIntegerField("último movimiento", default=0)
    charge_id = models.BigIntegerField("último cargo", default=0)
    allocation_id = models.BigIntegerField("última aplicación", default=0)

    class Meta:
        verbose_name = "alcance de los totales"
        verbose_name_plural = "alcances de los totales"
        constraints = [
            models.CheckConstraint(condition=Q(singleton=True), name="horizon_is_alone"),
            models.CheckConstraint(
                condition=Q(movement_id__gte=0) & Q(charge_id__gte=0) & Q(allocation_id__gte=0),
                name="horizon_positive",
            ),
        ]

    def __str__(self) -> str:
        return str(self.movement_id)
