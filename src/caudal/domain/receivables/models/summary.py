"""One narrow row per account for lists, maps and dashboards. Money decisions never read it."""

from django.db import models
from django.db.models import F, Q

from caudal.domain.platform.table_access import EDITABLE_BULK
from caudal.domain.registry.models import ServiceAccount


class AccountDebt(models.Model):
    """What an account owes, summed from its charges and credits; ``overdue`` as of ``as_of``.

    Kept by the operations that change them, written again by a run and, every night, where charges
    fell due; compared by ``caudal verify``.
    """

    access = EDITABLE_BULK

    account = models.OneToOneField(
        ServiceAccount, models.PROTECT, primary_key=True, related_name="debt"
    )
    owed = models.DecimalField("adeudo", max_digits=14, decimal_places=2, default=0)
    overdue = models.DecimalField("vencido", max_digits=14, decimal_places=2, default=0)
    credit_balance = models.DecimalField(
        "saldo a favor", max_digits=14, decimal_places=2, default=0
    )
    oldest_due_date = models.DateField("vencimiento más antiguo", null=True, blank=True)
    open_document_count = models.IntegerField("documentos por pagar", default=0)
    last_payment_on = models.DateField("último pago", null=True, blank=True)
    as_of = models.DateField("al")

    class Meta:
        verbose_name = "adeudo de la cuenta"
        verbose_name_plural = "adeudos de las cuentas"
        indexes = [
            models.Index(fields=["oldest_due_date"], condition=Q(owed__gt=0), name="debt_by_age")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(owed__gte=0)
                & Q(credit_balance__gte=0)
                & Q(overdue__gte=0)
                & Q(overdue__lte=F("owed")),
                name="debt_within_bounds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.owed - self.credit_balance}"
