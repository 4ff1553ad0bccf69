import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("platform", "0001_initial"),
        ("registry", "0001_initial"),
        ("tariffs", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccountDebt",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="debt",
                        serialize=False,
                        to="registry.serviceaccount",
                    ),
                ),
                (
                    "owed",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=14, verbose_name="adeudo"
                    ),
                ),
                (
                    "overdue",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=14, verbose_name="vencido"
                    ),
                ),
                (
                    "credit_balance",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=14, verbose_name="saldo a favor"
                    ),
                ),
                (
                    "oldest_due_date",
                    models.DateField(blank=True, null=True, verbose_name="vencimiento más antiguo"),
                ),
                (
                    "open_document_count",
                    models.IntegerField(default=0, verbose_name="documentos por pagar"),
                ),
                (
                    "last_payment_on",
                    models.DateField(blank=True, null=True, verbose_name="último pago"),
                ),
                ("as_of", models.DateField(verbose_name="al")),
            ],
            options={
                "verbose_name": "adeudo de la cuenta",
                "verbose_name_plural": "adeudos de las cuentas",
                "indexes": [
                    models.Index(
                        condition=models.Q(("owed__gt", 0)),
                        fields=["oldest_due_date"],
                        name="debt_by_age",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("owed__gte", 0),
                            ("credit_balance__gte", 0),
                            ("overdue__gte", 0),
                            ("overdue__lte", models.F("owed")),
                        ),
                        name="debt_within_bounds",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AllocationPolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField(unique=True, verbose_name="desde")),
                ("policy", models.JSONField(verbose_name="política")),
                ("source", models.CharField(max_length=300, verbose_name="fuente")),
            ],
            options={
                "verbose_name": "orden de aplicación",
                "verbose_name_plural": "órdenes de aplicación",
                "ordering": ["-valid_from"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        name="allocation_policy_has_source",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Movement",
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
                            ("opening", "Saldo inicial"),
                            ("bill", "Recibo"),
                            ("bill_cancellation", "Cancelación de recibo"),
                            ("surcharge", "Recargos por mora"),
                            ("payment", "Pago"),
                            ("payment_reversal", "Cancelación de pago"),
                        ],
                        max_length=20,
                        verbose_name="tipo",
                    ),
                ),
                ("description", models.CharField(max_length=120, verbose_name="movimiento")),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="importe"),
                ),
                ("business_date", models.DateField(verbose_name="fecha")),
                ("recorded_at", models.DateTimeField(verbose_name="registrado")),
                (
                    "series_code",
                    models.CharField(blank=True, max_length=12, null=True, verbose_name="serie"),
                ),
                (
                    "folio_number",
                    models.BigIntegerField(blank=True, null=True, verbose_name="número"),
                ),
                ("folio", models.CharField(blank=True, max_length=30, verbose_name="folio")),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="movements",
                        to="registry.serviceaccount",
                        verbose_name="cuenta",
                    ),
                ),
                (
                    "branch",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="platform.branch",
                        verbose_name="sucursal",
                    ),
                ),
                (
                    "reverses",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="receivables.movement",
                        verbose_name="cancela",
                    ),
                ),
            ],
            options={
                "verbose_name": "movimiento",
                "verbose_name_plural": "movimientos",
            },
        ),
        migrations.CreateModel(
            name="Credit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="importe"),
                ),
                (
                    "open_amount",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, verbose_name="por aplicar"
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credits",
                        to="registry.serviceaccount",
                        verbose_name="cuenta",
                    ),
                ),
                (
                    "movement",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credits",
                        to="receivables.movement",
                        verbose_name="documento",
                    ),
                ),
            ],
            options={
                "verbose_name": "abono",
                "verbose_name_plural": "abonos",
            },
        ),
        migrations.CreateModel(
            name="Charge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "surcharged_months",
                    models.PositiveSmallIntegerField(default=0, verbose_name="meses de recargo"),
                ),
                (
                    "gross",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="importe"),
                ),
                (
                    "discount",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=14, verbose_name="descuento"
                    ),
                ),
                (
                    "subsidy",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=14, verbose_name="subsidio"
                    ),
                ),
                ("net", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="neto")),
                (
                    "tax_object",
                    models.CharField(
                        choices=[("01", "No objeto de impuesto"), ("02", "Sí objeto de impuesto")],
                        max_length=2,
                        verbose_name="objeto de impuesto",
                    ),
                ),
                (
                    "tax_rate",
                    models.DecimalField(decimal_places=6, max_digits=7, verbose_name="tasa de IVA"),
                ),
                ("tax", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="IVA")),
                (
                    "rounding",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=14, verbose_name="redondeo"
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="total"),
                ),
                (
                    "open_amount",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="por pagar"),
                ),
                ("due_date", models.DateField(verbose_name="vence")),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="charges",
                        to="registry.serviceaccount",
                        verbose_name="cuenta",
                    ),
                ),
                (
                    "concept",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="tariffs.chargeconcept",
                        verbose_name="concepto",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="registry.billingperiod",
                        verbose_name="periodo",
                    ),
                ),
                (
                    "surcharged_charge",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="surcharges",
                        to="receivables.charge",
                        verbose_name="recargo de",
                    ),
                ),
                (
                    "movement",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="charges",
                        to="receivables.movement",
                        verbose_name="documento",
                    ),
                ),
            ],
            options={
                "verbose_name": "cargo",
                "verbose_name_plural": "cargos",
            },
        ),
        migrations.CreateModel(
            name="Allocation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="importe"),
                ),
                ("base", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="base")),
                ("tax", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="IVA")),
                ("business_date", models.DateField(verbose_name="fecha")),
                (
                    "undoes",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="receivables.allocation",
                        verbose_name="deshace",
                    ),
                ),
                (
                    "charge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="receivables.charge",
                        verbose_name="cargo",
                    ),
                ),
                (
                    "credit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="receivables.credit",
                        verbose_name="abono",
                    ),
                ),
                (
                    "movement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="receivables.movement",
                        verbose_name="documento",
                    ),
                ),
            ],
            options={
                "verbose_name": "aplicación",
                "verbose_name_plural": "aplicaciones",
            },
        ),
        migrations.CreateModel(
            name="SurchargeRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField(unique=True, verbose_name="desde")),
                ("rule", models.JSONField(verbose_name="regla")),
                ("source", models.CharField(max_length=300, verbose_name="fuente")),
            ],
            options={
                "verbose_name": "regla de recargos",
                "verbose_name_plural": "reglas de recargos",
                "ordering": ["-valid_from"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        name="surcharge_rule_has_source",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="movement",
            index=models.Index(
                fields=["account", "business_date", "id"], name="movement_statement"
            ),
        ),
        migrations.AddIndex(
            model_name="movement",
            index=models.Index(fields=["business_date", "kind"], name="movement_by_date"),
        ),
        migrations.AddConstraint(
            model_name="movement",
            constraint=models.UniqueConstraint(
                fields=("series_code", "folio_number"), name="movement_folio_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="movement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reverses__isnull", False)),
                fields=("reverses",),
                name="movement_reversed_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="movement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("series_code", None), ("folio_number", None), ("folio", "")),
                    models.Q(
                        ("series_code__isnull", False),
                        ("folio_number__gte", 1),
                        models.Q(("folio", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="movement_folio_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="movement",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount", 0), _negated=True), name="movement_moves_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="movement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind__in", ["bill", "surcharge", "payment_reversal"]), _negated=True
                    ),
                    ("amount__gt", 0),
                    _connector="OR",
                ),
                name="movement_charges_are_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="movement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["payment", "bill_cancellation"]), _negated=True),
                    ("amount__lt", 0),
                    _connector="OR",
                ),
                name="movement_credits_are_negative",
            ),
        ),
        migrations.AddIndex(
            model_name="credit",
            index=models.Index(
                condition=models.Q(("open_amount__gt", 0)),
                fields=["account"],
                name="credit_open_by_account",
            ),
        ),
        migrations.AddIndex(
            model_name="credit",
            index=models.Index(fields=["movement"], name="credit_by_movement"),
        ),
        migrations.AddConstraint(
            model_name="credit",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="credit_is_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="credit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("open_amount__gte", 0), ("open_amount__lte", models.F("amount"))
                ),
                name="credit_open_within_bounds",
            ),
        ),
        migrations.AddIndex(
            model_name="charge",
            index=models.Index(
                condition=models.Q(("open_amount__gt", 0)),
                fields=["account"],
                name="charge_open_by_account",
            ),
        ),
        migrations.AddIndex(
            model_name="charge",
            index=models.Index(fields=["movement"], name="charge_by_movement"),
        ),
        migrations.AddIndex(
            model_name="charge",
            index=models.Index(
                condition=models.Q(("surcharged_charge", None), _negated=True),
                fields=["surcharged_charge"],
                name="charge_surcharges_of",
            ),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "net",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("gross"), "-", models.F("discount")
                            ),
                            "-",
                            models.F("subsidy"),
                        ),
                    )
                ),
                name="charge_net_is_gross_less",
            ),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "amount",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("net"), "+", models.F("tax")
                            ),
                            "+",
                            models.F("rounding"),
                        ),
                    )
                ),
                name="charge_amount_is_net_and_tax",
            ),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="charge_is_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("open_amount__gte", 0), ("open_amount__lte", models.F("amount"))
                ),
                name="charge_open_within_bounds",
            ),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("discount__gte", 0), ("subsidy__gte", 0), ("tax__gte", 0), ("net__gte", 0)
                ),
                name="charge_parts_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.CheckConstraint(
                condition=models.Q(("tax_rate__range", (0, 1))),
                name="charge_tax_rate_is_a_fraction",
            ),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("surcharged_charge", None), ("surcharged_months", 0)),
                    models.Q(
                        models.Q(("surcharged_charge", None), _negated=True),
                        ("surcharged_months__gte", 1),
                    ),
                    _connector="OR",
                ),
                name="charge_surcharge_has_months",
            ),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undoes__isnull", False)),
                fields=("undoes",),
                name="allocation_undone_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "amount",
                        django.db.models.expressions.CombinedExpression(
                            models.F("base"), "+", models.F("tax")
                        ),
                    )
                ),
                name="allocation_is_base_and_tax",
            ),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("undoes", None), ("amount__gt", 0)),
                    models.Q(models.Q(("undoes", None), _negated=True), ("amount__lt", 0)),
                    _connector="OR",
                ),
                name="allocation_sign",
            ),
        ),
    ]
