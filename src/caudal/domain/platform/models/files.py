"""Files kept by their content."""

from django.db import models
from django.db.models import Q

from caudal.domain.platform.models.people import User
from caudal.domain.platform.table_access import APPEND_ONLY


class StoredFile(models.Model):
    """An attachment; its bytes stand in the files folder under their own SHA-256."""

    access = APPEND_ONLY

    sha256 = models.CharField("huella", max_length=64)
    name = models.CharField("nombre", max_length=200)
    media_type = models.CharField("tipo", max_length=100)
    size_bytes = models.BigIntegerField("tamaño")
    stored_at = models.DateTimeField("guardado")
    stored_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name="guardó"
    )

    class Meta:
        verbose_name = "archivo"
        verbose_name_plural = "archivos"
        indexes = [models.Index(fields=["sha256"], name="file_by_digest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="file_digest_form"
            ),
            models.CheckConstraint(condition=Q(size_bytes__gte=0), name="file_size_not_negative"),
        ]

    def __str__(self) -> str:
        return self.name
