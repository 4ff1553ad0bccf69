"""Folio series without gaps."""

from django.db import models
from django.db.models import Q

from caudal.domain.platform.table_access import append_only_but


class FolioSeries(models.Model):
    """A counter that is locked, last, in the transaction that uses its number."""

    access = append_only_but("last_number")

    code = models.CharField("serie", max_length=12, unique=True)
    prefix = models.CharField("prefijo", max_length=12)
    digits = models.PositiveSmallIntegerField("dígitos", default=6)
    last_number = models.BigIntegerField("último número", default=0)

    class Meta:
        verbose_name = "serie de folios"
        verbose_name_plural = "series de folios"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(last_number__gte=0), name="folio_last_not_negative"),
            models.CheckConstraint(
                condition=Q(digits__range=(1, 12)), name="folio_digits_sensible"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def folio(self, number: int) -> str:
        """How a number of this series prints, such as ``C03-048218``."""
        return f"{self.prefix}{number:0{self.digits}d}"
