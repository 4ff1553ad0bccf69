import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("metering", "0001_initial"),
        ("platform", "0001_initial"),
        ("receivables", "0001_initial"),
        ("registry", "0001_initial"),
        ("tariffs", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BillingRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="corrida")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("prepared", "Preparada"),
                            ("calculating", "Calculando"),
                            ("in_review", "En revisión"),
                            ("approved", "Aprobada"),
                            ("issuing", "Emitiendo"),
                            ("issued", "Emitida"),
                            ("discarded", "Descartada"),
                        ],
                        default="prepared",
                        max_length=12,
                        verbose_name="estado",
                    ),
                ),
                ("issue_date", models.DateField(verbose_name="fecha de emisión")),
                ("due_date", models.DateField(verbose_name="vence")),
                ("active_count", models.IntegerField(default=0, verbose_name="cuentas activas")),
                ("billed_count", models.IntegerField(default=0, verbose_name="facturadas")),
                ("held_count", models.IntegerField(default=0, verbose_name="retenidas")),
                ("excluded_count", models.IntegerField(default=0, verbose_name="excluidas")),
                ("issued_count", models.IntegerField(default=0, verbose_name="emitidas")),
                (
                    "total",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=16, verbose_name="importe"
                    ),
                ),
                (
                    "volume_m3",
                    models.DecimalField(
                        decimal_places=3, default=0, max_digits=16, verbose_name="volumen"
                    ),
                ),
                ("prepared_at", models.DateTimeField(verbose_name="preparada")),
                (
                    "calculated_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="calculada"),
                ),
                (
                    "approved_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="aprobada"),
                ),
                (
                    "issuing_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="empezó a emitirse"),
                ),
                ("issued_at", models.DateTimeField(blank=True, null=True, verbose_name="emitida")),
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
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="registry.billingcycle",
                        verbose_name="ciclo",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="registry.billingperiod",
                        verbose_name="periodo",
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="preparó",
                    ),
                ),
                (
                    "supplements",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supplementary_runs",
                        to="billing.billingrun",
                        verbose_name="complementaria de",
                    ),
                ),
            ],
            options={
                "verbose_name": "corrida",
                "verbose_name_plural": "corridas",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Bill",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.IntegerField(default=0, verbose_name="orden de recorrido")),
                ("inputs", models.TextField(verbose_name="datos")),
                ("rated_on", models.DateField(verbose_name="fecha de la tarifa")),
                (
                    "volume_m3",
                    models.DecimalField(decimal_places=3, max_digits=14, verbose_name="consumo"),
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
                ("net", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="neto")),
                ("tax", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="IVA")),
                (
                    "rounding",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=14, verbose_name="redondeo"
                    ),
                ),
                (
                    "total",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="total"),
                ),
                ("issue_date", models.DateField(verbose_name="emitido")),
                ("due_date", models.DateField(verbose_name="vence")),
                ("content_hash", models.CharField(max_length=64, verbose_name="huella")),
                ("is_live", models.BooleanField(default=True, verbose_name="vigente")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bills",
                        to="registry.serviceaccount",
                        verbose_name="cuenta",
                    ),
                ),
                (
                    "consumption",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="metering.consumption",
                        verbose_name="consumo",
                    ),
                ),
                (
                    "movement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bill",
                        to="receivables.movement",
                        verbose_name="documento",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bills",
                        to="registry.billingperiod",
                        verbose_name="periodo",
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replacement",
                        to="billing.bill",
                        verbose_name="sustituye a",
                    ),
                ),
                (
                    "tariff_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="tariffs.tariffversion",
                        verbose_name="versión de tarifa",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bills",
                        to="billing.billingrun",
                        verbose_name="corrida",
                    ),
                ),
            ],
            options={
                "verbose_name": "recibo",
                "verbose_name_plural": "recibos",
            },
        ),
        migrations.CreateModel(
            name="BillMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="clave")),
                ("title", models.CharField(max_length=80, verbose_name="título")),
                ("text", models.CharField(max_length=300, verbose_name="texto")),
                ("priority", models.PositiveSmallIntegerField(default=10, verbose_name="orden")),
                ("valid_from", models.DateField(verbose_name="desde")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="hasta")),
            ],
            options={
                "verbose_name": "mensaje del recibo",
                "verbose_name_plural": "mensajes del recibo",
                "ordering": ["priority", "code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True),
                            models.Q(("text", ""), _negated=True),
                        ),
                        name="bill_message_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until", None),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="bill_message_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RoutePrint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("bill_count", models.IntegerField(verbose_name="recibos")),
                ("printed_at", models.DateTimeField(verbose_name="impresa")),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="platform.storedfile",
                        verbose_name="archivo",
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
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="prints",
                        to="billing.billingrun",
                        verbose_name="corrida",
                    ),
                ),
            ],
            options={
                "verbose_name": "impresión de ruta",
                "verbose_name_plural": "impresiones de ruta",
            },
        ),
        migrations.CreateModel(
            name="RunAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.IntegerField(verbose_name="orden de recorrido")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("billed", "Facturada"),
                            ("held", "Retenida"),
                            ("excluded", "Excluida por regla"),
                        ],
                        max_length=8,
                        verbose_name="resultado",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=40, verbose_name="motivo")),
                ("reason_facts", models.JSONField(blank=True, null=True, verbose_name="detalle")),
                ("inputs", models.TextField(blank=True, verbose_name="datos")),
                (
                    "rated_on",
                    models.DateField(blank=True, null=True, verbose_name="fecha de la tarifa"),
                ),
                (
                    "basis",
                    models.CharField(
                        blank=True,
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
                    models.DecimalField(
                        decimal_places=3, default=0, max_digits=14, verbose_name="consumo"
                    ),
                ),
                (
                    "average_total",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="promedio",
                    ),
                ),
                (
                    "net",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=14, verbose_name="neto"
                    ),
                ),
                (
                    "tax",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=14, verbose_name="IVA"
                    ),
                ),
                (
                    "total",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=14, verbose_name="total"
                    ),
                ),
                (
                    "released_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="liberada"),
                ),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="registry.serviceaccount",
                        verbose_name="cuenta",
                    ),
                ),
                (
                    "consumption",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="metering.consumption",
                        verbose_name="consumo",
                    ),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="liberó",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accounts",
                        to="billing.billingrun",
                        verbose_name="corrida",
                    ),
                ),
                (
                    "tariff_version",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="tariffs.tariffversion",
                        verbose_name="versión",
                    ),
                ),
            ],
            options={
                "verbose_name": "cuenta de la corrida",
                "verbose_name_plural": "cuentas de la corrida",
            },
        ),
        migrations.CreateModel(
            name="RunChunk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_position", models.IntegerField(verbose_name="desde")),
                ("last_position", models.IntegerField(verbose_name="hasta")),
                ("bill_count", models.IntegerField(verbose_name="recibos")),
                (
                    "total",
                    models.DecimalField(decimal_places=2, max_digits=16, verbose_name="importe"),
                ),
                ("issued_at", models.DateTimeField(verbose_name="emitido")),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="chunks",
                        to="billing.billingrun",
                        verbose_name="corrida",
                    ),
                ),
            ],
            options={
                "verbose_name": "tramo emitido",
                "verbose_name_plural": "tramos emitidos",
            },
        ),
        migrations.CreateModel(
            name="RunSentinels",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField(unique=True, verbose_name="desde")),
                ("limits", models.JSONField(verbose_name="límites")),
                ("source", models.CharField(max_length=300, verbose_name="fuente")),
            ],
            options={
                "verbose_name": "centinelas",
                "verbose_name_plural": "centinelas",
                "ordering": ["-valid_from"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        name="sentinels_have_source",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TariffTrial",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("document", models.TextField(verbose_name="documento")),
                ("digest", models.CharField(max_length=64, verbose_name="huella")),
                ("code", models.CharField(max_length=40, verbose_name="versión")),
                (
                    "during",
                    django.contrib.postgres.fields.ranges.DateRangeField(
                        verbose_name="fechas del periodo"
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="pedida")),
                (
                    "finished_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="terminada"),
                ),
                ("figures", models.JSONField(blank=True, null=True, verbose_name="cifras")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="pidió",
                    ),
                ),
                (
                    "tariff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="tariffs.tariff",
                        verbose_name="tarifa",
                    ),
                ),
            ],
            options={
                "verbose_name": "prueba de tarifa",
                "verbose_name_plural": "pruebas de tarifa",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="BillCancellation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="motivo")),
                ("cancelled_at", models.DateTimeField(verbose_name="cancelado")),
                (
                    "bill",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cancellation",
                        to="billing.bill",
                        verbose_name="recibo",
                    ),
                ),
                (
                    "cancelled_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="canceló",
                    ),
                ),
                (
                    "movement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cancelled_bill",
                        to="receivables.movement",
                        verbose_name="documento",
                    ),
                ),
            ],
            options={
                "verbose_name": "cancelación de recibo",
                "verbose_name_plural": "cancelaciones de recibo",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="bill_cancellation_has_reason",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="billingrun",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("supplements", None), models.Q(("state", "discarded"), _negated=True)
                ),
                fields=("period",),
                name="one_live_run_per_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="billingrun",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(("supplements", None), _negated=True),
                    models.Q(("state__in", ["issued", "discarded"]), _negated=True),
                ),
                fields=("period",),
                name="one_unfinished_supplement",
            ),
        ),
        migrations.AddConstraint(
            model_name="billingrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("supplements", models.F("id")), _negated=True),
                name="run_supplements_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="billingrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by", None),
                    ("prepared_by", None),
                    models.Q(("approved_by", models.F("prepared_by")), _negated=True),
                    _connector="OR",
                ),
                name="run_two_signatures",
            ),
        ),
        migrations.AddConstraint(
            model_name="billingrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["prepared", "calculating", "in_review", "discarded"]),
                    models.Q(("approved_at", None), _negated=True),
                    _connector="OR",
                ),
                name="run_issues_only_when_approved",
            ),
        ),
        migrations.AddConstraint(
            model_name="billingrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["approved", "issuing", "issued"]), _negated=True),
                    (
                        "active_count",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("billed_count"), "+", models.F("held_count")
                            ),
                            "+",
                            models.F("excluded_count"),
                        ),
                    ),
                    _connector="OR",
                ),
                name="run_complete_before_issue",
            ),
        ),
        migrations.AddConstraint(
            model_name="billingrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_date__gte", models.F("issue_date"))),
                name="run_due_after_issue",
            ),
        ),
        migrations.AddIndex(
            model_name="bill",
            index=models.Index(
                condition=models.Q(("run", None), _negated=True),
                fields=["run", "position"],
                name="bill_walking_order",
            ),
        ),
        migrations.AddIndex(
            model_name="bill",
            index=models.Index(fields=["period", "-total"], name="bill_by_period"),
        ),
        migrations.AddConstraint(
            model_name="bill",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_live", True)),
                fields=("account", "period"),
                name="one_live_bill_per_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="bill",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "total",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("net"), "+", models.F("tax")
                            ),
                            "+",
                            models.F("rounding"),
                        ),
                    )
                ),
                name="bill_total_is_its_parts",
            ),
        ),
        migrations.AddConstraint(
            model_name="bill",
            constraint=models.CheckConstraint(
                condition=models.Q(("total__gt", 0)), name="bill_is_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="bill",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_date__gte", models.F("issue_date"))),
                name="bill_due_after_issue",
            ),
        ),
        migrations.AddConstraint(
            model_name="bill",
            constraint=models.CheckConstraint(
                condition=models.Q(("content_hash__regex", "^[0-9a-f]{64}$")), name="bill_hash_form"
            ),
        ),
        migrations.AddConstraint(
            model_name="routeprint",
            constraint=models.UniqueConstraint(
                fields=("run", "route"), name="route_printed_once_per_run"
            ),
        ),
        migrations.AddConstraint(
            model_name="routeprint",
            constraint=models.CheckConstraint(
                condition=models.Q(("bill_count__gte", 1)), name="route_print_has_bills"
            ),
        ),
        migrations.AddIndex(
            model_name="runaccount",
            index=models.Index(
                condition=models.Q(("outcome", "billed"), _negated=True),
                fields=["run", "outcome", "reason"],
                name="run_account_set_aside",
            ),
        ),
        migrations.AddConstraint(
            model_name="runaccount",
            constraint=models.UniqueConstraint(fields=("run", "account"), name="run_account_once"),
        ),
        migrations.AddConstraint(
            model_name="runaccount",
            constraint=models.UniqueConstraint(
                fields=("run", "position"), name="run_position_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="runaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("outcome", "billed"), models.Q(("reason", ""), _negated=True), _connector="OR"
                ),
                name="run_account_explained",
            ),
        ),
        migrations.AddConstraint(
            model_name="runchunk",
            constraint=models.UniqueConstraint(fields=("run", "first_position"), name="chunk_once"),
        ),
        migrations.AddConstraint(
            model_name="runchunk",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_position__gte", models.F("first_position"))),
                name="chunk_is_a_stretch",
            ),
        ),
        migrations.AddConstraint(
            model_name="tarifftrial",
            constraint=models.CheckConstraint(
                condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")),
                name="tariff_trial_digest_form",
            ),
        ),
        migrations.AddConstraint(
            model_name="tarifftrial",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("figures", None), ("finished_at", None)),
                    ("finished_at__isnull", False),
                    _connector="OR",
                ),
                name="tariff_trial_figures_when_finished",
            ),
        ),
    ]
