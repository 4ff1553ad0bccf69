import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
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
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("state", "published")),
                        expressions=[("tariff", "="), ("valid_during", "&&")],
                        name="tariff_versions_never_overlap",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "rejected"), _negated=True),
                        fields=("code",),
                        name="tariff_version_code_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "rejected"), _negated=True),
                        fields=("digest",),
                        name="tariff_version_digest_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")),
                        name="tariff_version_digest_form",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by", None),
                            ("proposed_by", None),
                            models.Q(("approved_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="tariff_version_two_signatures",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        name="tariff_version_has_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_during__startswith__isnull", False)),
                        name="tariff_version_has_a_start",
                    ),
                ],
            },
        ),
    ]
