import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("platform", "0001_initial"),
        ("registry", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Meter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("serial", models.CharField(max_length=40, unique=True, verbose_name="serie")),
                ("brand", models.CharField(blank=True, max_length=60, verbose_name="marca")),
                (
                    "diameter_mm",
                    models.PositiveSmallIntegerField(default=13, verbose_name="diámetro, mm"),
                ),
                ("digits", models.PositiveSmallIntegerField(default=5, verbose_name="dígitos")),
            ],
            options={
                "verbose_name": "medidor",
                "verbose_name_plural": "medidores",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("digits__range", (3, 9))), name="meter_digits_sensible"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("diameter_mm__range", (6, 2000))),
                        name="meter_diameter_sensible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("serial", ""), _negated=True), name="meter_has_serial"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MeterInstallation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "during",
                    django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="instalado"),
                ),
                (
                    "initial_value_m3",
                    models.DecimalField(
                        decimal_places=3, max_digits=14, verbose_name="lectura inicial"
                    ),
                ),
                (
                    "final_value_m3",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        max_digits=14,
                        null=True,
                        verbose_name="lectura final",
                    ),
                ),
                (
                    "connection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="installations",
                        to="registry.connection",
                        verbose_name="toma",
                    ),
                ),
                (
                    "meter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="installations",
                        to="metering.meter",
                        verbose_name="medidor",
                    ),
                ),
            ],
            options={
                "verbose_name": "instalación",
                "verbose_name_plural": "instalaciones",
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("read_on", models.DateField(verbose_name="fecha")),
                (
                    "value_m3",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        max_digits=14,
                        null=True,
                        verbose_name="lectura",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("field", "Campo"),
                            ("desk", "Captura"),
                            ("file", "Archivo"),
                            ("opening", "Inicial"),
                        ],
                        max_length=7,
                        verbose_name="origen",
                    ),
                ),
                (
                    "meter_reader",
                    models.CharField(blank=True, max_length=80, verbose_name="lecturista"),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="registrada")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="registry.serviceaccount",
                        verbose_name="cuenta",
                    ),
                ),
                (
                    "installation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="metering.meterinstallation",
                        verbose_name="instalación",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="registry.billingperiod",
                        verbose_name="periodo",
                    ),
                ),
                (
                    "photo",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="platform.storedfile",
                        verbose_name="foto",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="registró",
                    ),
                ),
                (
                    "supersedes",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="metering.reading",
                        verbose_name="corrige",
                    ),
                ),
            ],
            options={
                "verbose_name": "lectura",
                "verbose_name_plural": "lecturas",
            },
        ),
        migrations.CreateModel(
            name="Consumption",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("measured", "Medido"),
                            ("average", "Promedio"),
                            ("estimated", "Estimado"),
                            ("assigned", "Asignado"),
                            ("fixed", "Cuota fija"),
                        ],
                        max_length=9,
                        verbose_name="base",
                    ),
                ),
                (
                    "volume_m3",
                    models.DecimalField(decimal_places=3, max_digits=14, verbose_name="consumo"),
                ),
                (
                    "average_m3",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        max_digits=14,
                        null=True,
                        verbose_name="promedio",
                    ),
                ),
                (
                    "is_rollover",
                    models.BooleanField(default=False, verbose_name="vuelta del medidor"),
                ),
                ("finding", models.CharField(blank=True, max_length=30, verbose_name="hallazgo")),
                ("finding_facts", models.JSONField(blank=True, null=True, verbose_name="detalle")),
                (
                    "proposed_m3",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        max_digits=14,
                        null=True,
                        verbose_name="propuesta",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("clean", "Sin hallazgo"),
                            ("pending", "Por revisar"),
                            ("accepted", "Resuelta"),
                            ("re_read", "Por releer"),
                            ("held", "Retenida"),
                        ],
                        default="clean",
                        max_length=8,
                        verbose_name="estado",
                    ),
                ),
                ("decision", models.CharField(blank=True, max_length=20, verbose_name="decisión")),
                (
                    "decision_note",
                    models.CharField(blank=True, max_length=300, verbose_name="nota"),
                ),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="decidida"),
                ),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consumptions",
                        to="registry.serviceaccount",
                        verbose_name="cuenta",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decidió",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consumptions",
                        to="registry.billingperiod",
                        verbose_name="periodo",
                    ),
                ),
                (
                    "current_reading",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="metering.reading",
                        verbose_name="lectura actual",
                    ),
                ),
                (
                    "previous_reading",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="metering.reading",
                        verbose_name="lectura anterior",
                    ),
                ),
            ],
            options={
                "verbose_name": "consumo",
                "verbose_name_plural": "consumos",
            },
        ),
        migrations.CreateModel(
            name="ReadingRemark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=10, unique=True, verbose_name="clave")),
                ("name", models.CharField(max_length=80, verbose_name="nombre")),
                (
                    "prevents_reading",
                    models.BooleanField(default=False, verbose_name="impide leer"),
                ),
            ],
            options={
                "verbose_name": "anomalía",
                "verbose_name_plural": "anomalías",
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("code", ""), _negated=True), name="remark_has_code"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="reading",
            name="remark",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="metering.readingremark",
                verbose_name="anomalía",
            ),
        ),
        migrations.CreateModel(
            name="ReviewRules",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField(unique=True, verbose_name="desde")),
                ("rules", models.JSONField(verbose_name="reglas")),
                ("source", models.CharField(max_length=300, verbose_name="fuente")),
            ],
            options={
                "verbose_name": "reglas de crítica",
                "verbose_name_plural": "reglas de crítica",
                "ordering": ["-valid_from"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        name="review_rules_have_source",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RoutePeriod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Abierta"),
                            ("reviewed", "Revisada"),
                            ("billed", "Facturada"),
                        ],
                        default="open",
                        max_length=8,
                        verbose_name="estado",
                    ),
                ),
                ("account_count", models.IntegerField(default=0, verbose_name="cuentas")),
                ("read_count", models.IntegerField(default=0, verbose_name="leídas")),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="registry.billingperiod",
                        verbose_name="periodo",
                    ),
                ),
                (
                    "route",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="registry.route",
                        verbose_name="ruta",
                    ),
                ),
            ],
            options={
                "verbose_name": "ruta del periodo",
                "verbose_name_plural": "rutas del periodo",
            },
        ),
        migrations.AddConstraint(
            model_name="meterinstallation",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("connection", "="), ("during", "&&")],
                name="installations_of_a_connection_never_overlap",
            ),
        ),
        migrations.AddConstraint(
            model_name="meterinstallation",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("meter", "="), ("during", "&&")], name="a_meter_hangs_in_one_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="meterinstallation",
            constraint=models.CheckConstraint(
                condition=models.Q(("initial_value_m3__gte", 0)),
                name="installation_initial_positive",
            ),
        ),
        migrations.AddIndex(
            model_name="consumption",
            index=models.Index(
                condition=models.Q(("state__in", ["pending", "re_read", "held"])),
                fields=["period", "finding"],
                name="consumption_to_review",
            ),
        ),
        migrations.AddConstraint(
            model_name="consumption",
            constraint=models.UniqueConstraint(
                fields=("account", "period"), name="consumption_once_per_period"
            ),
        ),
        migrations.AddConstraint(
            model_name="consumption",
            constraint=models.CheckConstraint(
                condition=models.Q(("volume_m3__gte", 0)), name="consumption_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="consumption",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("basis", "measured"), _negated=True),
                    models.Q(("current_reading", None), _negated=True),
                    _connector="OR",
                ),
                name="consumption_measured_has_reading",
            ),
        ),
        migrations.AddConstraint(
            model_name="consumption",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_by", None), ("decided_at", None)),
                    models.Q(("decided_at", None), _negated=True),
                    _connector="OR",
                ),
                name="consumption_decided_has_date",
            ),
        ),
        migrations.AddIndex(
            model_name="reading",
            index=models.Index(fields=["account", "-read_on", "-id"], name="reading_by_account"),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.CheckConstraint(
                condition=models.Q(("value_m3", None), ("value_m3__gte", 0), _connector="OR"),
                name="reading_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("value_m3", None), _negated=True),
                    models.Q(("remark", None), _negated=True),
                    _connector="OR",
                ),
                name="reading_value_or_remark",
            ),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("value_m3", None),
                    models.Q(("installation", None), _negated=True),
                    _connector="OR",
                ),
                name="reading_of_an_installation",
            ),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.UniqueConstraint(
                condition=models.Q(("supersedes", None), models.Q(("period", None), _negated=True)),
                fields=("account", "period"),
                name="reading_first_once_per_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="routeperiod",
            constraint=models.UniqueConstraint(
                fields=("route", "period"), name="route_period_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="routeperiod",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("read_count__gte", 0), ("read_count__lte", models.F("account_count"))
                ),
                name="route_period_counts",
            ),
        ),
    ]
