"""Versions of tariffs that are still being written."""

from django.db import models
from django.db.models import Q

from caudal.domain.platform.models import StoredFile, User
from caudal.domain.platform.table_access import APPEND_ONLY, EDITABLE, LINKS
from caudal.domain.tariffs.models.catalogues import Tariff
from caudal.domain.tariffs.models.versions import TariffVersion


class TariffDraft(models.Model):
    """A version being written: it may be wrong or unfinished, and charges nobody.

    Each save raises ``revision``; whoever saves says which one he saw, so that nobody writes over
    what somebody else saved meanwhile.
    """

    access = EDITABLE

    class State(models.TextChoices):
        """Its life."""

        OPEN = "open", "En captura"
        SUBMITTED = "submitted", "Enviado a firma"
        DISCARDED = "discarded", "Descartado"

    tariff = models.ForeignKey(Tariff, models.PROTECT, related_name="drafts", verbose_name="tarifa")
    # JSON as text, not jsonb: the order of its concepts is the order of the bill.
    document = models.TextField("documento")
    revision = models.PositiveIntegerField("revisión", default=1)
    copied_from = models.ForeignKey(
        TariffVersion,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="copiado de",
    )
    started_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="empezó")
    started_at = models.DateTimeField("empezado")
    edited_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name="guardó al último"
    )
    edited_at = models.DateTimeField("guardado")
    state = models.CharField("estado", max_length=10, choices=State, default=State.OPEN)
    version = models.OneToOneField(
        TariffVersion,
        models.PROTECT,
        related_name="draft",
        null=True,
        blank=True,
        verbose_name="versión",
    )
    closed_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="cerró"
    )
    closed_at = models.DateTimeField("cerrado", null=True, blank=True)
    discard_reason = models.CharField("motivo", max_length=500, blank=True)

    class Meta:
        verbose_name = "borrador de tarifa"
        verbose_name_plural = "borradores de tarifa"
        ordering = ["-edited_at"]
        constraints = [
            models.CheckConstraint(condition=Q(revision__gte=1), name="draft_revision_counts"),
            models.CheckConstraint(
                condition=Q(state="open", closed_by=None, closed_at=None)
                | (~Q(state="open") & ~Q(closed_by=None) & ~Q(closed_at=None)),
                name="draft_closed_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(state="submitted", version__isnull=False)
                | (~Q(state="submitted") & Q(version=None)),
                name="draft_submitted_is_a_version",
            ),
            models.CheckConstraint(
                condition=~Q(state="discarded") | ~Q(discard_reason=""),
                name="draft_discarded_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tariff_id}: {self.pk}"


class DraftEditor(models.Model):
    """Whoever wrote in a draft: may not sign the version that it becomes."""

    access = APPEND_ONLY

    draft = models.ForeignKey(
        TariffDraft, models.PROTECT, related_name="editors", verbose_name="borrador"
    )
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="quién")
    since = models.DateTimeField("desde")

    class Meta:
        verbose_name = "autor de borrador"
        verbose_name_plural = "autores de borrador"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "user"], name="draft_editor_once"),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id}: {self.user_id}"


class DraftPaper(models.Model):
    """A legal paper of a draft; it goes along when the draft becomes a version."""

    access = LINKS

    draft = models.ForeignKey(
        TariffDraft, models.PROTECT, related_name="papers", verbose_name="borrador"
    )
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="archivo")
    attached_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="adjuntó")
    attached_at = models.DateTimeField("adjuntado")

    class Meta:
        verbose_name = "documento de borrador"
        verbose_name_plural = "documentos de borrador"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "file"], name="draft_paper_once"),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id}: {self.file_id}"
