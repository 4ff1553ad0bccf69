import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("platform", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ChargeConcept",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="clave")),
                ("name", models.CharField(max_length=80, verbose_name="nombre")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("service", "Servicio"),
                            ("surcharge", "Recargo"),
                            ("opening", "Saldo inicial"),
                            ("reversal", "Pago cancelado"),
                            ("other", "Otro"),
                        ],
                        default="service",
                        max_length=10,
                        verbose_name="tipo",
                    ),
                ),
                (
                    "priority",
                    models.PositiveSmallIntegerField(
                        default=100, verbose_name="orden de aplicación"
                    ),
                ),
                (
                    "bears_surcharges",
                    models.BooleanField(default=True, verbose_name="causa recargos"),
                ),
            ],
            options={
                "verbose_name": "concepto",
                "verbose_name_plural": "conceptos",
                "ordering": ["priority", "code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^[a-z0-9_]+$")),
                        name="concept_code_is_a_key",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Tariff",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="clave")),
                ("name", models.CharField(max_length=120, verbose_name="nombre")),
            ],
            options={
                "verbose_name": "tarifa",
                "verbose_name_plural": "tarifas",
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("code", ""), _negated=True), name="tariff_has_code"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TariffVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40, verbose_name="versión")),
                (
                    "valid_during",
                    django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="vigencia"),
                ),
                ("document", models.TextField(verbose_name="documento")),
                ("digest", models.CharField(max_length=64, verbose_name="huella")),
                ("is_complete", models.BooleanField(verbose_name="completa")),
                ("source", models.CharField(max_length=500, verbose_name="fuente")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Por aprobar"),
                            ("published", "Vigente"),
                            ("rejected", "Rechazada"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="estado",
                    ),
                ),
                ("proposed_at", models.DateTimeField(verbose_name="propuesta")),
                (
                    "approved_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="aprobada"),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="aprobó",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="propuso",
                    ),
                ),
                (
                    "tariff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="tariffs.tariff",
                        verbose_name="tarifa",
                    ),
                ),
            ],
            options={
                "verbose_name": "versión de tarifa",
                "verbose_name_plural": "versiones de tarifa",
                "ordering": ["tariff", "-valid_during"],
            },
        ),
        migrations.CreateModel(
            name="TariffDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("document", models.TextField(verbose_name="documento")),
                ("revision", models.PositiveIntegerField(default=1, verbose_name="revisión")),
                ("started_at", models.DateTimeField(verbose_name="empezado")),
                ("edited_at", models.DateTimeField(verbose_name="guardado")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "En captura"),
                            ("submitted", "Enviado a firma"),
                            ("discarded", "Descartado"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="estado",
                    ),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="cerrado")),
                (
                    "discard_reason",
                    models.CharField(blank=True, max_length=500, verbose_name="motivo"),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="cerró",
                    ),
                ),
                (
                    "edited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="guardó al último",
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="empezó",
                    ),
                ),
                (
                    "tariff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafts",
                        to="tariffs.tariff",
                        verbose_name="tarifa",
                    ),
                ),
                (
                    "copied_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tariffs.tariffversion",
                        verbose_name="copiado de",
                    ),
                ),
                (
                    "version",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draft",
                        to="tariffs.tariffversion",
                        verbose_name="versión",
                    ),
                ),
            ],
            options={
                "verbose_name": "borrador de tarifa",
                "verbose_name_plural": "borradores de tarifa",
                "ordering": ["-edited_at"],
            },
        ),
        migrations.CreateModel(
            name="UseClass",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="clave")),
                ("name", models.CharField(max_length=80, verbose_name="nombre")),
                (
                    "ceiling_m3",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        max_digits=14,
                        null=True,
                        verbose_name="tope de consumo",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="vigente")),
            ],
            options={
                "verbose_name": "uso",
                "verbose_name_plural": "usos",
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^[a-z0-9_]+$")),
                        name="use_class_code_is_a_key",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ceiling_m3", None), ("ceiling_m3__gt", 0), _connector="OR"
                        ),
                        name="use_class_ceiling_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VersionPaper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("attached_at", models.DateTimeField(verbose_name="adjuntado")),
                (
                    "attached_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="adjuntó",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="platform.storedfile",
                        verbose_name="archivo",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="tariffs.tariffversion",
                        verbose_name="versión",
                    ),
                ),
            ],
            options={
                "verbose_name": "documento legal",
                "verbose_name_plural": "documentos legales",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="DraftPaper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("attached_at", models.DateTimeField(verbose_name="adjuntado")),
                (
                    "attached_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="adjuntó",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="platform.storedfile",
                        verbose_name="archivo",
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="tariffs.tariffdraft",
                        verbose_name="borrador",
                    ),
                ),
            ],
            options={
                "verbose_name": "documento de borrador",
                "verbose_name_plural": "documentos de borrador",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("draft", "file"), name="draft_paper_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="DraftEditor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateTimeField(verbose_name="desde")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="quién",
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="editors",
                        to="tariffs.tariffdraft",
                        verbose_name="borrador",
                    ),
                ),
            ],
            options={
                "verbose_name": "autor de borrador",
                "verbose_name_plural": "autores de borrador",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("draft", "user"), name="draft_editor_once")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="tariffversion",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("state", "published")),
                expressions=[("tariff", "="), ("valid_during", "&&")],
                name="tariff_versions_never_overlap",
            ),
        ),
        migrations.AddConstraint(
            model_name="tariffversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "rejected"), _negated=True),
                fields=("code",),
                name="tariff_version_code_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="tariffversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "rejected"), _negated=True),
                fields=("digest",),
                name="tariff_version_digest_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="tariffversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")),
                name="tariff_version_digest_form",
            ),
        ),
        migrations.AddConstraint(
            model_name="tariffversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by", None),
                    ("proposed_by", None),
                    models.Q(("approved_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="tariff_version_two_signatures",
            ),
        ),
        migrations.AddConstraint(
            model_name="tariffversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("source", ""), _negated=True), name="tariff_version_has_source"
            ),
        ),
        migrations.AddConstraint(
            model_name="tariffversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_during__startswith__isnull", False)),
                name="tariff_version_has_a_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="tariffdraft",
            constraint=models.CheckConstraint(
                condition=models.Q(("revision__gte", 1)), name="draft_revision_counts"
            ),
        ),
        migrations.AddConstraint(
            model_name="tariffdraft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at", None), ("closed_by", None), ("state", "open")),
                    models.Q(
                        models.Q(("state", "open"), _negated=True),
                        models.Q(("closed_by", None), _negated=True),
                        models.Q(("closed_at", None), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="draft_closed_says_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="tariffdraft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "submitted"), ("version__isnull", False)),
                    models.Q(models.Q(("state", "submitted"), _negated=True), ("version", None)),
                    _connector="OR",
                ),
                name="draft_submitted_is_a_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="tariffdraft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "discarded"), _negated=True),
                    models.Q(("discard_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="draft_discarded_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="versionpaper",
            constraint=models.UniqueConstraint(
                fields=("version", "file"), name="version_paper_once"
            ),
        ),
    ]
