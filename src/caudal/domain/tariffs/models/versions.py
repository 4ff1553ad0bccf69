"""What a law or a council published, and the papers that say so."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from caudal.domain.platform.models import StoredFile, User
from caudal.domain.platform.table_access import APPEND_ONLY, append_only_but
from caudal.domain.tariffs.models.catalogues import Tariff


class TariffVersion(models.Model):
    """What a law or council published, in force between two dates. Never changes once published."""

    access = append_only_but("state", "approved_by_id", "approved_at", "valid_during")

    class State(models.TextChoices):
        """Its life."""

        PROPOSED = "proposed", "Por aprobar"
        PUBLISHED = "published", "Vigente"
        REJECTED = "rejected", "Rechazada"

    tariff = models.ForeignKey(
        Tariff, models.PROTECT, related_name="versions", verbose_name="tarifa"
    )
    code = models.CharField("versión", max_length=40)
    valid_during = DateRangeField("vigencia")
    # Text, not jsonb: the order of its concepts is the order of the bill, and jsonb sorts its keys.
    document = models.TextField("documento")
    digest = models.CharField("huella", max_length=64)
    is_complete = models.BooleanField("completa")
    source = models.CharField("fuente", max_length=500)
    state = models.CharField("estado", max_length=10, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="propuso"
    )
    proposed_at = models.DateTimeField("propuesta")
    approved_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="aprobó"
    )
    approved_at = models.DateTimeField("aprobada", null=True, blank=True)

    class Meta:
        verbose_name = "versión de tarifa"
        verbose_name_plural = "versiones de tarifa"
        ordering = ["tariff", "-valid_during"]
        constraints = [
            ExclusionConstraint(
                name="tariff_versions_never_overlap",
                expressions=[
                    ("tariff", RangeOperators.EQUAL),
                    ("valid_during", RangeOperators.OVERLAPS),
                ],
                condition=Q(state="published"),
            ),
            models.UniqueConstraint(
                fields=["code"], condition=~Q(state="rejected"), name="tariff_version_code_once"
            ),
            models.UniqueConstraint(
                fields=["digest"], condition=~Q(state="rejected"), name="tariff_version_digest_once"
            ),
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="tariff_version_digest_form"
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None)
                | Q(proposed_by=None)
                | ~Q(approved_by=F("proposed_by")),
                name="tariff_version_two_signatures",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="tariff_version_has_source"),
            models.CheckConstraint(
                condition=Q(valid_during__startswith__isnull=False),
                name="tariff_version_has_a_start",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class VersionPaper(models.Model):
    """The law, gazette or minutes that a version comes from. It stays with the version."""

    access = APPEND_ONLY

    version = models.ForeignKey(
        TariffVersion, models.PROTECT, related_name="papers", verbose_name="versión"
    )
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="archivo")
    attached_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="adjuntó")
    attached_at = models.DateTimeField("adjuntado")

    class Meta:
        verbose_name = "documento legal"
        verbose_name_plural = "documentos legales"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "file"], name="version_paper_once"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.file_id}"
