"""Long work that people watch."""

from django.db import models
from django.db.models import F, Q

from caudal.domain.platform.models.people import User
from caudal.domain.platform.table_access import EDITABLE


class BackgroundJob(models.Model):
    """What a job is about, how far it is and how it ended."""

    access = EDITABLE

    class State(models.TextChoices):
        """Its life."""

        QUEUED = "queued", "En espera"
        RUNNING = "running", "En curso"
        DONE = "done", "Terminado"
        FAILED = "failed", "Falló"
        CANCELLED = "cancelled", "Cancelado"

    OPEN_STATES = (State.QUEUED, State.RUNNING)

    kind = models.CharField("tipo", max_length=60)
    title = models.CharField("trabajo", max_length=150)
    subject_kind = models.CharField("sobre", max_length=60, blank=True)
    subject_id = models.BigIntegerField("objeto", null=True, blank=True)
    state = models.CharField("estado", max_length=10, choices=State, default=State.QUEUED)
    done_count = models.IntegerField("hechos", default=0)
    total_count = models.IntegerField("total", default=0)
    error_count = models.IntegerField("errores", default=0)
    message = models.CharField("mensaje", max_length=500, blank=True)
    result = models.JSONField("resultado", null=True, blank=True)
    requested_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name="pidió"
    )
    cancel_requested = models.BooleanField("cancelación pedida", default=False)
    queued_at = models.DateTimeField("pedido")
    started_at = models.DateTimeField("empezó", null=True, blank=True)
    progressed_at = models.DateTimeField("último avance", null=True, blank=True)
    finished_at = models.DateTimeField("terminó", null=True, blank=True)

    class Meta:
        verbose_name = "trabajo"
        verbose_name_plural = "trabajos"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "-id"], name="job_by_subject")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id"],
                condition=Q(state__in=["queued", "running"]) & ~Q(subject_id=None),
                name="job_once_per_subject",
            ),
            models.CheckConstraint(
                condition=Q(done_count__gte=0) & Q(total_count__gte=0) & Q(error_count__gte=0),
                name="job_counts_positive",
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None)
                | Q(started_at=None)
                | Q(finished_at__gte=F("started_at")),
                name="job_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.title
