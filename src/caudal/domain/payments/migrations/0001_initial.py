import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("platform", "0001_initial"),
        ("receivables", "0001_initial"),
        ("registry", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CashDesk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=10, unique=True, verbose_name="clave")),
                ("name", models.CharField(max_length=60, verbose_name="nombre")),
                (
                    "vault_warning",
                    models.DecimalField(
                        decimal_places=2,
                        default=20000,
                        max_digits=14,
                        verbose_name="avisar retiro sobre",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="activa")),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="desks",
                        to="platform.branch",
                        verbose_name="sucursal",
                    ),
                ),
                (
                    "closing_series",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closing_desk",
                        to="platform.folioseries",
                        verbose_name="serie de cortes",
                    ),
                ),
                (
                    "series",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="platform.folioseries",
                        verbose_name="serie de folios",
                    ),
                ),
            ],
            options={
                "verbose_name": "caja",
                "verbose_name_plural": "cajas",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="CashSession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("business_date", models.DateField(verbose_name="fecha")),
                (
                    "float_amount",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="fondo fijo"),
                ),
                ("opened_at", models.DateTimeField(verbose_name="abierto")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="cerrado")),
                (
                    "cashier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cash_sessions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="cajero",
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to="payments.cashdesk",
                        verbose_name="caja",
                    ),
                ),
            ],
            options={
                "verbose_name": "turno",
                "verbose_name_plural": "turnos",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="CashClosing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("series_code", models.CharField(max_length=12, verbose_name="serie")),
                ("folio_number", models.BigIntegerField(verbose_name="número")),
                ("folio", models.CharField(max_length=30, verbose_name="folio")),
                ("denominations", models.JSONField(verbose_name="denominaciones")),
                (
                    "declared_cash",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, verbose_name="efectivo declarado"
                    ),
                ),
                (
                    "expected_cash",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, verbose_name="efectivo esperado"
                    ),
                ),
                (
                    "over_short",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="diferencia"),
                ),
                ("other_tenders", models.JSONField(verbose_name="otras formas de pago")),
                ("receipt_count", models.IntegerField(verbose_name="recibos")),
                ("cancelled_count", models.IntegerField(verbose_name="cancelados")),
                (
                    "explanation",
                    models.CharField(blank=True, max_length=300, verbose_name="explicación"),
                ),
                ("closed_at", models.DateTimeField(verbose_name="cerrado")),
                (
                    "closed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="cerró",
                    ),
                ),
                (
                    "session",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closing",
                        to="payments.cashsession",
                        verbose_name="turno",
                    ),
                ),
            ],
            options={
                "verbose_name": "corte de caja",
                "verbose_name_plural": "cortes de caja",
            },
        ),
        migrations.CreateModel(
            name="CashWithdrawal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="número")),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="importe"),
                ),
                ("withdrawn_at", models.DateTimeField(verbose_name="retirado")),
                (
                    "approved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recibió",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawals",
                        to="payments.cashsession",
                        verbose_name="turno",
                    ),
                ),
            ],
            options={
                "verbose_name": "retiro",
                "verbose_name_plural": "retiros",
            },
        ),
        migrations.CreateModel(
            name="CollectionChannel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="clave")),
                ("name", models.CharField(max_length=80, verbose_name="nombre")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("desk", "Cajas propias"),
                            ("store", "Tiendas"),
                            ("bank", "Bancos"),
                            ("online", "Portal y tarjeta"),
                            ("direct_debit", "Domiciliación"),
                            ("kiosk", "Cajeros automáticos"),
                        ],
                        max_length=12,
                        verbose_name="tipo",
                    ),
                ),
                (
                    "reference_algorithm",
                    models.CharField(
                        blank=True, max_length=40, verbose_name="algoritmo de referencia"
                    ),
                ),
                (
                    "reference_fields",
                    models.JSONField(blank=True, default=dict, verbose_name="datos de referencia"),
                ),
                (
                    "is_printed",
                    models.BooleanField(default=True, verbose_name="se imprime en el recibo"),
                ),
            ],
            options={
                "verbose_name": "canal de cobro",
                "verbose_name_plural": "canales de cobro",
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("code", ""), _negated=True), name="channel_has_code"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "channel_reference",
                    models.CharField(max_length=60, verbose_name="referencia del canal"),
                ),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="importe"),
                ),
                (
                    "received",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="recibido"),
                ),
                (
                    "change",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=14, verbose_name="cambio"
                    ),
                ),
                ("business_date", models.DateField(verbose_name="fecha")),
                ("paid_at", models.DateTimeField(verbose_name="pagado")),
                ("receipt", models.JSONField(blank=True, null=True, verbose_name="recibo de caja")),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="registry.serviceaccount",
                        verbose_name="cuenta",
                    ),
                ),
                (
                    "channel",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="payments.collectionchannel",
                        verbose_name="canal",
                    ),
                ),
                (
                    "movement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payment",
                        to="receivables.movement",
                        verbose_name="documento",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="payments.cashsession",
                        verbose_name="turno",
                    ),
                ),
            ],
            options={
                "verbose_name": "pago",
                "verbose_name_plural": "pagos",
            },
        ),
        migrations.CreateModel(
            name="PaymentReversal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="motivo")),
                ("reversed_at", models.DateTimeField(verbose_name="cancelado")),
                (
                    "approved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="autorizó",
                    ),
                ),
                (
                    "movement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payment_reversal",
                        to="receivables.movement",
                        verbose_name="documento",
                    ),
                ),
                (
                    "payment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversal",
                        to="payments.payment",
                        verbose_name="pago",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="pidió",
                    ),
                ),
            ],
            options={
                "verbose_name": "cancelación de recibo de caja",
                "verbose_name_plural": "cancelaciones de recibo de caja",
            },
        ),
        migrations.CreateModel(
            name="PaymentTender",
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
                            ("cash", "Efectivo"),
                            ("card", "Tarjeta"),
                            ("cheque", "Cheque"),
                            ("transfer", "Transferencia"),
                        ],
                        max_length=8,
                        verbose_name="forma",
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="importe"),
                ),
                (
                    "reference",
                    models.CharField(blank=True, max_length=60, verbose_name="referencia"),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tenders",
                        to="payments.payment",
                        verbose_name="pago",
                    ),
                ),
            ],
            options={
                "verbose_name": "forma de pago",
                "verbose_name_plural": "formas de pago",
            },
        ),
        migrations.AddConstraint(
            model_name="cashdesk",
            constraint=models.CheckConstraint(
                condition=models.Q(("vault_warning__gt", 0)), name="desk_vault_warning_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="cashdesk",
            constraint=models.CheckConstraint(
                condition=models.Q(("series", models.F("closing_series")), _negated=True),
                name="desk_series_apart",
            ),
        ),
        migrations.AddConstraint(
            model_name="cashsession",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)),
                fields=("desk",),
                name="one_open_session_per_desk",
            ),
        ),
        migrations.AddConstraint(
            model_name="cashsession",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)),
                fields=("cashier",),
                name="one_open_session_per_cashier",
            ),
        ),
        migrations.AddConstraint(
            model_name="cashsession",
            constraint=models.CheckConstraint(
                condition=models.Q(("float_amount__gte", 0)), name="session_float_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="cashsession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_at", None), ("closed_at__gte", models.F("opened_at")), _connector="OR"
                ),
                name="session_closes_after_opening",
            ),
        ),
        migrations.AddConstraint(
            model_name="cashclosing",
            constraint=models.UniqueConstraint(
                fields=("series_code", "folio_number"), name="closing_folio_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="cashclosing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("folio_number__gte", 1), models.Q(("folio", ""), _negated=True)
                ),
                name="closing_folio_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="cashclosing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "over_short",
                        django.db.models.expressions.CombinedExpression(
                            models.F("declared_cash"), "-", models.F("expected_cash")
                        ),
                    )
                ),
                name="closing_difference_is_exact",
            ),
        ),
        migrations.AddConstraint(
            model_name="cashclosing",
            constraint=models.CheckConstraint(
                condition=models.Q(("declared_cash__gte", 0)), name="closing_declared_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="cashwithdrawal",
            constraint=models.UniqueConstraint(
                fields=("session", "number"), name="withdrawal_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="cashwithdrawal",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="withdrawal_is_positive"
            ),
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(fields=["account", "-paid_at"], name="payment_by_account"),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                fields=("channel", "channel_reference"), name="payment_once_per_channel"
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="payment_is_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "received",
                        django.db.models.expressions.CombinedExpression(
                            models.F("amount"), "+", models.F("change")
                        ),
                    )
                ),
                name="payment_change_is_exact",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(("change__gte", 0)), name="payment_change_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(("session", None), ("receipt__isnull", False), _connector="OR"),
                name="payment_at_desk_has_receipt",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentreversal",
            constraint=models.CheckConstraint(
                condition=models.Q(("approved_by", models.F("requested_by")), _negated=True),
                name="reversal_needs_another_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentreversal",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="reversal_has_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymenttender",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="tender_is_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymenttender",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind", "cash"), models.Q(("reference", ""), _negated=True), _connector="OR"
                ),
                name="tender_not_cash_has_reference",
            ),
        ),
    ]
