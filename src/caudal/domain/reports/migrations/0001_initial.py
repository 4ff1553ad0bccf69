import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("payments", "0001_initial"),
        ("registry", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="SummaryHorizon",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("singleton", models.BooleanField(default=True, editable=False, unique=True)),
                (
                    "movement_id",
                    models.BigIntegerField(default=0, verbose_name="último movimiento"),
                ),
                ("charge_id", models.BigIntegerField(default=0, verbose_name="último cargo")),
                (
                    "allocation_id",
                    models.BigIntegerField(default=0, verbose_name="última aplicación"),
                ),
            ],
            options={
                "verbose_name": "alcance de los totales",
                "verbose_name_plural": "alcances de los totales",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("singleton", True)), name="horizon_is_alone"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("movement_id__gte", 0),
                            ("charge_id__gte", 0),
                            ("allocation_id__gte", 0),
                        ),
                        name="horizon_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DayTotal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("business_date", models.DateField(verbose_name="fecha")),
                (
                    "billed",
                    models.DecimalField(decimal_places=2, max_digits=16, verbose_name="facturado"),
                ),
                ("bill_count", models.IntegerField(verbose_name="recibos")),
                (
                    "collected",
                    models.DecimalField(decimal_places=2, max_digits=16, verbose_name="cobrado"),
                ),
                ("payment_count", models.IntegerField(verbose_name="pagos")),
                (
                    "channel",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="payments.collectionchannel",
                        verbose_name="canal",
                    ),
                ),
                (
                    "sector",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="registry.sector",
                        verbose_name="sector",
                    ),
                ),
            ],
            options={
                "verbose_name": "total del día",
                "verbose_name_plural": "totales del día",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("business_date", "sector", "channel"),
                        name="day_total_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DueTotal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("due_date", models.DateField(verbose_name="vence")),
                (
                    "open_amount",
                    models.DecimalField(decimal_places=2, max_digits=16, verbose_name="por pagar"),
                ),
                (
                    "sector",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="registry.sector",
                        verbose_name="sector",
                    ),
                ),
            ],
            options={
                "verbose_name": "total por vencimiento",
                "verbose_name_plural": "totales por vencimiento",
                "constraints": [
                    models.UniqueConstraint(fields=("sector", "due_date"), name="due_total_once")
                ],
            },
        ),
    ]
