import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("platform", "0001_initial"),
        ("tariffs", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BillingCycle",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="clave")),
                ("name", models.CharField(max_length=80, verbose_name="nombre")),
                ("months", models.PositiveSmallIntegerField(default=1, verbose_name="meses")),
                (
                    "due_days",
                    models.PositiveSmallIntegerField(default=14, verbose_name="días para pagar"),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="activo")),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="platform.branch",
                        verbose_name="sucursal",
                    ),
                ),
            ],
            options={
                "verbose_name": "ciclo",
                "verbose_name_plural": "ciclos",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="BillingPeriod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20, verbose_name="clave")),
                ("name", models.CharField(max_length=60, verbose_name="periodo")),
                (
                    "during",
                    django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="fechas"),
                ),
                ("due_date", models.DateField(verbose_name="vence")),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="periods",
                        to="registry.billingcycle",
                        verbose_name="ciclo",
                    ),
                ),
            ],
            options={
                "verbose_name": "periodo",
                "verbose_name_plural": "periodos",
                "ordering": ["cycle", "during"],
            },
        ),
        migrations.CreateModel(
            name="Colonia",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="nombre")),
                (
                    "postal_code",
                    models.CharField(blank=True, max_length=5, verbose_name="código postal"),
                ),
            ],
            options={
                "verbose_name": "colonia",
                "verbose_name_plural": "colonias",
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(fields=("name", "postal_code"), name="colonia_once"),
                    models.CheckConstraint(
                        condition=models.Q(("postal_code__regex", "^(\\d{5})?$")),
                        name="colonia_postal_code_digits",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Customer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="nombre")),
                (
                    "kind",
                    models.CharField(
                        choices=[("person", "Persona física"), ("company", "Persona moral")],
                        default="person",
                        max_length=8,
                        verbose_name="tipo",
                    ),
                ),
                ("rfc", models.CharField(blank=True, max_length=13, verbose_name="RFC")),
                ("curp", models.CharField(blank=True, max_length=18, verbose_name="CURP")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="correo")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="teléfono")),
            ],
            options={
                "verbose_name": "usuario",
                "verbose_name_plural": "usuarios",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="customer_has_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rfc__regex", "^([A-ZÑ&]{3,4}\\d{6}[A-Z0-9]{3})?$")),
                        name="customer_rfc_form",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("curp__regex", "^([A-Z]{4}\\d{6}[A-Z0-9]{8})?$")),
                        name="customer_curp_form",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DiscountProgramme",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="clave")),
                ("name", models.CharField(max_length=80, verbose_name="nombre")),
                ("tariff_input", models.CharField(max_length=40, verbose_name="dato de la tarifa")),
            ],
            options={
                "verbose_name": "programa de descuento",
                "verbose_name_plural": "programas de descuento",
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("tariff_input", ""), _negated=True),
                        name="programme_has_input",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Premise",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("street", models.CharField(max_length=150, verbose_name="calle")),
                (
                    "exterior_number",
                    models.CharField(blank=True, max_length=30, verbose_name="número exterior"),
                ),
                (
                    "interior_number",
                    models.CharField(blank=True, max_length=30, verbose_name="número interior"),
                ),
                (
                    "between_streets",
                    models.CharField(blank=True, max_length=200, verbose_name="entre calles"),
                ),
                (
                    "cadastral_key",
                    models.CharField(blank=True, max_length=40, verbose_name="clave catastral"),
                ),
                (
                    "latitude",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        max_digits=9,
                        null=True,
                        verbose_name="latitud",
                    ),
                ),
                (
                    "longitude",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        max_digits=9,
                        null=True,
                        verbose_name="longitud",
                    ),
                ),
                (
                    "colonia",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="registry.colonia",
                        verbose_name="colonia",
                    ),
                ),
            ],
            options={
                "verbose_name": "predio",
                "verbose_name_plural": "predios",
            },
        ),
        migrations.CreateModel(
            name="Connection",
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
                        choices=[("water", "Toma de agua"), ("sewer", "Descarga")],
                        default="water",
                        max_length=5,
                        verbose_name="tipo",
                    ),
                ),
                (
                    "diameter_mm",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="diámetro, mm"
                    ),
                ),
                ("installed_on", models.DateField(blank=True, null=True, verbose_name="instalada")),
                ("is_active", models.BooleanField(default=True, verbose_name="activa")),
                (
                    "premise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="connections",
                        to="registry.premise",
                        verbose_name="predio",
                    ),
                ),
            ],
            options={
                "verbose_name": "toma",
                "verbose_name_plural": "tomas",
            },
        ),
        migrations.CreateModel(
            name="Sector",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=10, unique=True, verbose_name="clave")),
                ("name", models.CharField(max_length=80, verbose_name="nombre")),
            ],
            options={
                "verbose_name": "sector",
                "verbose_name_plural": "sectores",
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("code", ""), _negated=True), name="sector_has_code"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Route",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="clave")),
                ("name", models.CharField(blank=True, max_length=80, verbose_name="nombre")),
                ("is_active", models.BooleanField(default=True, verbose_name="activa")),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="routes",
                        to="registry.billingcycle",
                        verbose_name="ciclo",
                    ),
                ),
                (
                    "sector",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="registry.sector",
                        verbose_name="sector",
                    ),
                ),
            ],
            options={
                "verbose_name": "ruta",
                "verbose_name_plural": "rutas",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="ServiceAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="cuenta")),
                (
                    "contract_number",
                    models.CharField(blank=True, max_length=30, verbose_name="contrato"),
                ),
                ("route_sequence", models.PositiveIntegerField(verbose_name="secuencia")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("active", "Activa"),
                            ("suspended", "Suspendida"),
                            ("closed", "Baja"),
                        ],
                        default="active",
                        max_length=9,
                        verbose_name="estado",
                    ),
                ),
                ("is_metered", models.BooleanField(default=True, verbose_name="servicio medido")),
                ("has_sewer", models.BooleanField(default=True, verbose_name="con alcantarillado")),
                (
                    "has_sanitation",
                    models.BooleanField(default=True, verbose_name="con saneamiento"),
                ),
                (
                    "dwelling_units",
                    models.PositiveSmallIntegerField(default=1, verbose_name="viviendas"),
                ),
                (
                    "assigned_m3",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        max_digits=14,
                        null=True,
                        verbose_name="volumen asignado",
                    ),
                ),
                (
                    "tariff_attributes",
                    models.JSONField(
                        blank=True, default=dict, verbose_name="datos propios de la tarifa"
                    ),
                ),
                ("opened_on", models.DateField(blank=True, null=True, verbose_name="alta")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="baja")),
                (
                    "wants_printed_bill",
                    models.BooleanField(default=True, verbose_name="recibo impreso"),
                ),
                ("search_text", models.TextField(editable=False, verbose_name="texto de búsqueda")),
                (
                    "connection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accounts",
                        to="registry.connection",
                        verbose_name="toma",
                    ),
                ),
                (
                    "route",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accounts",
                        to="registry.route",
                        verbose_name="ruta",
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
                (
                    "use_class",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="tariffs.useclass",
                        verbose_name="uso",
                    ),
                ),
            ],
            options={
                "verbose_name": "cuenta",
                "verbose_name_plural": "cuentas",
            },
        ),
        migrations.CreateModel(
            name="AccountRole",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("holder", "Titular"),
                            ("owner", "Propietario"),
                            ("tenant", "Inquilino"),
                            ("payer", "Pagador"),
                        ],
                        default="holder",
                        max_length=6,
                        verbose_name="carácter",
                    ),
                ),
                (
                    "valid_during",
                    django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="vigencia"),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="roles",
                        to="registry.customer",
                        verbose_name="usuario",
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="roles",
                        to="registry.serviceaccount",
                        verbose_name="cuenta",
                    ),
                ),
            ],
            options={
                "verbose_name": "carácter en la cuenta",
                "verbose_name_plural": "caracteres en la cuenta",
            },
        ),
        migrations.CreateModel(
            name="AccountNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=1000, verbose_name="nota")),
                ("is_pinned", models.BooleanField(default=False, verbose_name="fijada")),
                ("written_at", models.DateTimeField(verbose_name="escrita")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="escribió",
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="registry.serviceaccount",
                        verbose_name="cuenta",
                    ),
                ),
            ],
            options={
                "verbose_name": "nota",
                "verbose_name_plural": "notas",
            },
        ),
        migrations.CreateModel(
            name="AccountDiscount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "valid_during",
                    django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="vigencia"),
                ),
                ("proof", models.CharField(blank=True, max_length=120, verbose_name="comprobante")),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="registry.discountprogramme",
                        verbose_name="programa",
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="discounts",
                        to="registry.serviceaccount",
                        verbose_name="cuenta",
                    ),
                ),
            ],
            options={
                "verbose_name": "descuento",
                "verbose_name_plural": "descuentos",
            },
        ),
        migrations.AddConstraint(
            model_name="billingcycle",
            constraint=models.CheckConstraint(
                condition=models.Q(("months__in", [1, 2, 3, 4, 6, 12])),
                name="cycle_months_divide_the_year",
            ),
        ),
        migrations.AddConstraint(
            model_name="billingcycle",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_days__range", (1, 90))), name="cycle_due_days_sensible"
            ),
        ),
        migrations.AddConstraint(
            model_name="billingperiod",
            constraint=models.UniqueConstraint(
                fields=("cycle", "code"), name="period_once_per_cycle"
            ),
        ),
        migrations.AddConstraint(
            model_name="billingperiod",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("cycle", "="), ("during", "&&")],
                name="periods_of_a_cycle_never_overlap",
            ),
        ),
        migrations.AddConstraint(
            model_name="billingperiod",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("during__startswith__isnull", False), ("during__endswith__isnull", False)
                ),
                name="period_is_bounded",
            ),
        ),
        migrations.AddConstraint(
            model_name="premise",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("latitude", None), ("longitude", None)),
                    models.Q(("latitude__range", (-90, 90)), ("longitude__range", (-180, 180))),
                    _connector="OR",
                ),
                name="premise_position_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="premise",
            constraint=models.CheckConstraint(
                condition=models.Q(("street", ""), _negated=True), name="premise_has_street"
            ),
        ),
        migrations.AddConstraint(
            model_name="connection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("diameter_mm", None), ("diameter_mm__range", (6, 2000)), _connector="OR"
                ),
                name="connection_diameter_sensible",
            ),
        ),
        migrations.AddConstraint(
            model_name="route",
            constraint=models.CheckConstraint(
                condition=models.Q(("code", ""), _negated=True), name="route_has_code"
            ),
        ),
        migrations.AddIndex(
            model_name="serviceaccount",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False,
                fields=["search_text"],
                name="account_search",
                opclasses=["gin_trgm_ops"],
            ),
        ),
        migrations.AddIndex(
            model_name="serviceaccount",
            index=models.Index(fields=["route", "route_sequence"], name="account_walking_order"),
        ),
        migrations.AddConstraint(
            model_name="serviceaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(("number", ""), _negated=True), name="account_has_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="serviceaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(("dwelling_units__gte", 1)), name="account_has_a_unit"
            ),
        ),
        migrations.AddConstraint(
            model_name="serviceaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(("assigned_m3", None), ("assigned_m3__gte", 0), _connector="OR"),
                name="account_assigned_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="serviceaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "closed"), models.Q(("closed_on", None), _negated=True)),
                    models.Q(models.Q(("status", "closed"), _negated=True), ("closed_on", None)),
                    _connector="OR",
                ),
                name="account_closed_has_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountrole",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("account", "="), ("role", "="), ("valid_during", "&&")],
                name="account_has_one_of_each_role_at_a_time",
            ),
        ),
        migrations.AddIndex(
            model_name="accountnote",
            index=models.Index(fields=["account", "-id"], name="note_by_account"),
        ),
        migrations.AddConstraint(
            model_name="accountnote",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="note_has_text"
            ),
        ),
        migrations.AddConstraint(
            model_name="accountdiscount",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("account", "="), ("programme", "="), ("valid_during", "&&")],
                name="account_discount_once_at_a_time",
            ),
        ),
    ]
