"""What is printed of bills besides their amounts, and the papers of a run."""

from django.db import models
from django.db.models import F, Q

from caudal.domain.billing.models.runs import BillingRun
from caudal.domain.platform.models import StoredFile
from caudal.domain.platform.table_access import EDITABLE
from caudal.domain.registry.models import Route


class BillMessage(models.Model):
    """What the utility tells everybody on the bills issued between two dates, both
    included.
    """

    access = EDITABLE

    code = models.CharField("clave", max_length=40, unique=True)
    title = models.CharField("título", max_length=80)
    text = models.CharField("texto", max_length=300)
    priority = models.PositiveSmallIntegerField("orden", default=10)
    valid_from = models.DateField("desde")
    valid_until = models.DateField("hasta", null=True, blank=True)

    class Meta:
        verbose_name = "mensaje del recibo"
        verbose_name_plural = "mensajes del recibo"
        ordering = ["priority", "code"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(text=""), name="bill_message_says_something"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="bill_message_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class RoutePrint(models.Model):
    """The bills of a run on one route as one file, in walking order.

    Made again when the route has another number of live bills than were printed.
    """

    access = EDITABLE

    run = models.ForeignKey(
        BillingRun, models.PROTECT, related_name="prints", verbose_name="corrida"
    )
    route = models.ForeignKey(Route, models.PROTECT, verbose_name="ruta")
    file = models.ForeignKey(StoredFile, models.PROTECT, verbose_name="archivo")
    bill_count = models.IntegerField("recibos")
    printed_at = models.DateTimeField("impresa")

    class Meta:
        verbose_name = "impresión de ruta"
        verbose_name_plural = "impresiones de ruta"
        constraints = [
            models.UniqueConstraint(fields=["run", "route"], name="route_printed_once_per_run"),
            models.CheckConstraint(condition=Q(bill_count__gte=1), name="route_print_has_bills"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.route_id}"
