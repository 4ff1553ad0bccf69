"""Files that people bring in, and how their columns are read."""

from django.db import models
from django.db.models import Q

from caudal.domain.platform.models import StoredFile, User
from caudal.domain.platform.table_access import EDITABLE


class ImportKind(models.TextChoices):
    """What a file may hold."""

    REGISTER = "register", "Padrón"
    METERS = "meters", "Medidores"
    OPENING_READINGS = "opening_readings", "Lecturas iniciales"
    OPENING_BALANCES = "opening_balances", "Saldos iniciales"
    READINGS = "readings", "Lecturas"


class ImportMapping(models.Model):
    """A saved answer to "which column is which", by the headings of the file."""

    access = EDITABLE

    kind = models.CharField("tipo", max_length=20, choices=ImportKind)
    name = models.CharField("nombre", max_length=80)
    columns = models.JSONField("columnas")
    saved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, verbose_name="guardó")
    saved_at = models.DateTimeField("guardado")

    class Meta:
        verbose_name = "acomodo de columnas"
        verbose_name_plural = "acomodos de columnas"
        ordering = ["kind", "name"]
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="mapping_name_once")]

    def __str__(self) -> str:
        return self.name


class ImportBatch(models.Model):
    """One file: tried out, and loaded only when somebody asks."""

    access = EDITABLE

    class State(models.TextChoices):
        """Its life."""

        RECEIVED = "received", "Recibido"
        CHECKING = "checking", "Revisando"
        CHECKED = "checked", "Revisado"
        LOADING = "loading", "Cargando"
        LOADED = "loaded", "Cargado"
        FAILED = "failed", "Falló"

    kind = models.CharField("tipo", max_length=20, choices=ImportKind)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="archivo")
    columns = models.JSONField("columnas", default=dict, blank=True)
    options = models.JSONField("opciones", default=dict, blank=True)
    state = models.CharField("estado", max_length=8, choices=State, default=State.RECEIVED)
    row_count = models.IntegerField("renglones", default=0)
    new_count = models.IntegerField("nuevos", default=0)
    changed_count = models.IntegerField("con cambios", default=0)
    same_count = models.IntegerField("iguales", default=0)
    error_count = models.IntegerField("con error", default=0)
    errors_shown = models.JSONField("primeros errores", default=list, blank=True)
    findings = models.JSONField("hallazgos", default=dict, blank=True)
    errors_file = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="archivo de errores",
    )
    # A load goes on after this row: what is written and how far it got are committed together.
    loaded_through_row = models.IntegerField("cargado hasta la fila", default=0)
    created_count = models.IntegerField("dados de alta", default=0)
    updated_count = models.IntegerField("corregidos", default=0)
    message = models.CharField("mensaje", max_length=500, blank=True)
    received_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name="subió"
    )
    received_at = models.DateTimeField("recibido")
    loaded_at = models.DateTimeField("cargado", null=True, blank=True)

    class Meta:
        verbose_name = "importación"
        verbose_name_plural = "importaciones"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(row_count__gte=0)
                & Q(error_count__gte=0)
                & Q(error_count__lte=models.F("row_count")),
                name="import_counts",
            ),
            models.CheckConstraint(
                condition=Q(loaded_through_row__gte=0)
                & Q(created_count__gte=0)
                & Q(updated_count__gte=0),
                name="import_loaded_counts",
            ),
            models.CheckConstraint(
                condition=~Q(state="loaded") | ~Q(loaded_at=None), name="import_loaded_has_date"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"
