"""Answers already given, so that a repeated request gets the same one."""

from django.db import models
from django.db.models import Q

from caudal.domain.platform.models.people import User
from caudal.domain.platform.table_access import append_only_but


class IdempotentAnswer(models.Model):
    """The key of a request, what was asked and what was answered."""

    access = append_only_but("answer")

    actor = models.ForeignKey(
        User,
        models.PROTECT,
        db_index=False,  # idempotency_once_per_actor begins with it
        verbose_name="quién",
    )
    key = models.CharField("llave", max_length=64)
    act = models.CharField("acto", max_length=60)
    request_digest = models.CharField("solicitud", max_length=64)
    answer = models.JSONField("respuesta", null=True, blank=True)
    claimed_at = models.DateTimeField("recibida")

    class Meta:
        verbose_name = "respuesta repetible"
        verbose_name_plural = "respuestas repetibles"
        constraints = [
            models.UniqueConstraint(fields=["actor", "key"], name="idempotency_once_per_actor"),
            models.CheckConstraint(condition=~Q(key=""), name="idempotency_has_key"),
        ]

    def __str__(self) -> str:
        return self.key
