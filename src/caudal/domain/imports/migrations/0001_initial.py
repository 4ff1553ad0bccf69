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
            name="ImportBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("register", "Padrón"),
                            ("meters", "Medidores"),
                            ("opening_readings", "Lecturas iniciales"),
                            ("opening_balances", "Saldos iniciales"),
                            ("readings", "Lecturas"),
                        ],
                        max_length=20,
                        verbose_name="tipo",
                    ),
                ),
                ("columns", models.JSONField(blank=True, default=dict, verbose_name="columnas")),
                ("options", models.JSONField(blank=True, default=dict, verbose_name="opciones")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "Recibido"),
                            ("checking", "Revisando"),
                            ("checked", "Revisado"),
                            ("loading", "Cargando"),
                            ("loaded", "Cargado"),
                            ("failed", "Falló"),
                        ],
                        default="received",
                        max_length=8,
                        verbose_name="estado",
                    ),
                ),
                ("row_count", models.IntegerField(default=0, verbose_name="renglones")),
                ("new_count", models.IntegerField(default=0, verbose_name="nuevos")),
                ("changed_count", models.IntegerField(default=0, verbose_name="con cambios")),
                ("same_count", models.IntegerField(default=0, verbose_name="iguales")),
                ("error_count", models.IntegerField(default=0, verbose_name="con error")),
                (
                    "errors_shown",
                    models.JSONField(blank=True, default=list, verbose_name="primeros errores"),
                ),
                ("findings", models.JSONField(blank=True, default=dict, verbose_name="hallazgos")),
                (
                    "loaded_through_row",
                    models.IntegerField(default=0, verbose_name="cargado hasta la fila"),
                ),
                ("created_count", models.IntegerField(default=0, verbose_name="dados de alta")),
                ("updated_count", models.IntegerField(default=0, verbose_name="corregidos")),
                ("message", models.CharField(blank=True, max_length=500, verbose_name="mensaje")),
                ("received_at", models.DateTimeField(verbose_name="recibido")),
                ("loaded_at", models.DateTimeField(blank=True, null=True, verbose_name="cargado")),
                (
                    "errors_file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="platform.storedfile",
                        verbose_name="archivo de errores",
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
                    "received_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="subió",
                    ),
                ),
            ],
            options={
                "verbose_name": "importación",
                "verbose_name_plural": "importaciones",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("row_count__gte", 0),
                            ("error_count__gte", 0),
                            ("error_count__lte", models.F("row_count")),
                        ),
                        name="import_counts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("loaded_through_row__gte", 0),
                            ("created_count__gte", 0),
                            ("updated_count__gte", 0),
                        ),
                        name="import_loaded_counts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "loaded"), _negated=True),
                            models.Q(("loaded_at", None), _negated=True),
                            _connector="OR",
                        ),
                        name="import_loaded_has_date",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportMapping",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("register", "Padrón"),
                            ("meters", "Medidores"),
                            ("opening_readings", "Lecturas iniciales"),
                            ("opening_balances", "Saldos iniciales"),
                            ("readings", "Lecturas"),
                        ],
                        max_length=20,
                        verbose_name="tipo",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="nombre")),
                ("columns", models.JSONField(verbose_name="columnas")),
                ("saved_at", models.DateTimeField(verbose_name="guardado")),
                (
                    "saved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="guardó",
                    ),
                ),
            ],
            options={
                "verbose_name": "acomodo de columnas",
                "verbose_name_plural": "acomodos de columnas",
                "ordering": ["kind", "name"],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "name"), name="mapping_name_once")
                ],
            },
        ),
    ]
