import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from caudal.domain.platform.first_steps import FIRST_STEPS


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        *FIRST_STEPS,
        migrations.CreateModel(
            name="FunctionPermissions",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
            options={
                "verbose_name": "función",
                "verbose_name_plural": "funciones",
                "permissions": [
                    ("view_dashboard", "Ver el tablero"),
                    ("view_accounts", "Consultar cuentas, saldos y recibos"),
                    ("edit_register", "Corregir datos del padrón"),
                    ("add_notes", "Escribir notas en las cuentas"),
                    ("import_register", "Importar padrón, medidores y saldos iniciales"),
                    ("take_payments", "Abrir caja, cobrar y hacer el corte de caja"),
                    ("approve_cash_reversals", "Autorizar cancelaciones de recibos y retiros"),
                    ("view_cash_sessions", "Consultar turnos y cortes de todas las cajas"),
                    ("capture_readings", "Capturar lecturas"),
                    ("review_readings", "Resolver la crítica de lecturas"),
                    ("import_readings", "Importar lecturas"),
                    ("view_billing_runs", "Consultar corridas y recibos"),
                    ("calculate_billing_runs", "Preparar y calcular corridas"),
                    ("approve_billing_runs", "Aprobar y emitir corridas"),
                    ("cancel_bills", "Cancelar y refacturar recibos"),
                    ("view_tariffs", "Consultar tarifas y usar la calculadora"),
                    ("propose_tariffs", "Proponer versiones de tarifa"),
                    ("approve_tariffs", "Aprobar versiones de tarifa"),
                    ("view_audit", "Consultar la bitácora"),
                    ("manage_people", "Dar de alta y de baja a operadores"),
                    ("manage_roles", "Editar roles y sus funciones"),
                    ("grant_functions", "Dar a otras personas funciones que uno no tiene"),
                    ("propose_settings", "Proponer cambios de configuración"),
                    ("approve_settings", "Aprobar cambios de configuración"),
                    ("view_jobs", "Ver trabajos en curso"),
                ],
                "managed": False,
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="AuditBlock",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_entry_id", models.BigIntegerField(verbose_name="primer asiento")),
                (
                    "last_entry_id",
                    models.BigIntegerField(unique=True, verbose_name="último asiento"),
                ),
                ("entry_count", models.IntegerField(verbose_name="asientos")),
                (
                    "previous_digest",
                    models.CharField(max_length=64, unique=True, verbose_name="sello anterior"),
                ),
                ("digest", models.CharField(max_length=64, unique=True, verbose_name="sello")),
                ("sealed_at", models.DateTimeField(verbose_name="sellado")),
            ],
            options={
                "verbose_name": "bloque sellado",
                "verbose_name_plural": "bloques sellados",
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_entry_id__gte", models.F("first_entry_id"))),
                        name="audit_block_is_a_stretch",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("entry_count__gt", 0)), name="audit_block_not_empty"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Branch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=10, unique=True, verbose_name="clave")),
                ("name", models.CharField(max_length=80, verbose_name="nombre")),
                ("address", models.CharField(blank=True, max_length=250, verbose_name="domicilio")),
                (
                    "postal_code",
                    models.CharField(blank=True, max_length=5, verbose_name="código postal"),
                ),
                ("time_zone", models.CharField(max_length=60, verbose_name="zona horaria")),
                ("is_active", models.BooleanField(default=True, verbose_name="activa")),
            ],
            options={
                "verbose_name": "sucursal",
                "verbose_name_plural": "sucursales",
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("code", ""), _negated=True), name="branch_has_code"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("postal_code__regex", "^(\\d{5})?$")),
                        name="branch_postal_code_digits",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                ("username", models.CharField(max_length=60, unique=True, verbose_name="usuario")),
                ("full_name", models.CharField(max_length=120, verbose_name="nombre")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="correo")),
                ("is_active", models.BooleanField(default=True, verbose_name="activo")),
                ("is_demo", models.BooleanField(default=False, verbose_name="de demostración")),
                (
                    "must_change_password",
                    models.BooleanField(default=False, verbose_name="debe cambiar su contraseña"),
                ),
                (
                    "theme",
                    models.CharField(
                        choices=[
                            ("auto", "Según el equipo"),
                            ("light", "Claro"),
                            ("dark", "Oscuro"),
                        ],
                        default="auto",
                        max_length=5,
                        verbose_name="tema",
                    ),
                ),
                (
                    "keys_enabled",
                    models.BooleanField(default=True, verbose_name="teclas de una letra"),
                ),
                ("created_at", models.DateTimeField(verbose_name="alta")),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True, related_name="users", to="auth.group", verbose_name="roles"
                    ),
                ),
                (
                    "branch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="platform.branch",
                        verbose_name="sucursal",
                    ),
                ),
            ],
            options={
                "verbose_name": "operador",
                "verbose_name_plural": "operadores",
                "ordering": ["username"],
            },
        ),
        migrations.CreateModel(
            name="ConfigurationChange",
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
                            ("money_parameter", "Parámetro"),
                            ("tariff_version", "Versión de tarifa"),
                            ("charge_concept", "Concepto"),
                            ("allocation_policy", "Orden de aplicación"),
                            ("surcharge_rule", "Regla de recargos"),
                            ("review_rules", "Reglas de crítica"),
                            ("run_sentinels", "Centinelas de la corrida"),
                        ],
                        max_length=60,
                        verbose_name="qué cambia",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="cambio")),
                ("before", models.JSONField(blank=True, null=True, verbose_name="antes")),
                ("after", models.JSONField(verbose_name="después")),
                ("reason", models.CharField(max_length=500, verbose_name="motivo")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Por aprobar"),
                            ("applied", "Vigente"),
                            ("rejected", "Rechazada"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="estado",
                    ),
                ),
                ("proposed_at", models.DateTimeField(verbose_name="propuesto")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="firmado")),
                (
                    "decision_note",
                    models.CharField(blank=True, max_length=500, verbose_name="nota"),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="firmó",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="propuso",
                    ),
                ),
            ],
            options={
                "verbose_name": "cambio de configuración",
                "verbose_name_plural": "cambios de configuración",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="FolioSeries",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=12, unique=True, verbose_name="serie")),
                ("prefix", models.CharField(max_length=12, verbose_name="prefijo")),
                ("digits", models.PositiveSmallIntegerField(default=6, verbose_name="dígitos")),
                ("last_number", models.BigIntegerField(default=0, verbose_name="último número")),
            ],
            options={
                "verbose_name": "serie de folios",
                "verbose_name_plural": "series de folios",
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_number__gte", 0)), name="folio_last_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("digits__range", (1, 12))), name="folio_digits_sensible"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IdempotentAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64, verbose_name="llave")),
                ("act", models.CharField(max_length=60, verbose_name="acto")),
                ("request_digest", models.CharField(max_length=64, verbose_name="solicitud")),
                ("answer", models.JSONField(blank=True, null=True, verbose_name="respuesta")),
                ("claimed_at", models.DateTimeField(verbose_name="recibida")),
                (
                    "actor",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="quién",
                    ),
                ),
            ],
            options={
                "verbose_name": "respuesta repetible",
                "verbose_name_plural": "respuestas repetibles",
            },
        ),
        migrations.CreateModel(
            name="MoneyParameter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40, verbose_name="parámetro")),
                ("valid_from", models.DateField(verbose_name="desde")),
                (
                    "value",
                    models.DecimalField(decimal_places=6, max_digits=18, verbose_name="valor"),
                ),
                ("source", models.CharField(max_length=300, verbose_name="fuente")),
            ],
            options={
                "verbose_name": "parámetro",
                "verbose_name_plural": "parámetros",
                "ordering": ["code", "valid_from"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code", "valid_from"), name="parameter_once_per_date"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        name="parameter_has_source",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.CharField(max_length=64, verbose_name="huella")),
                ("name", models.CharField(max_length=200, verbose_name="nombre")),
                ("media_type", models.CharField(max_length=100, verbose_name="tipo")),
                ("size_bytes", models.BigIntegerField(verbose_name="tamaño")),
                ("stored_at", models.DateTimeField(verbose_name="guardado")),
                (
                    "stored_by",
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
                "verbose_name": "archivo",
                "verbose_name_plural": "archivos",
            },
        ),
        migrations.CreateModel(
            name="UserSession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "session_key",
                    models.CharField(max_length=40, unique=True, verbose_name="sesión"),
                ),
                ("started_at", models.DateTimeField(verbose_name="entró")),
                ("last_seen_at", models.DateTimeField(verbose_name="última actividad")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="salió")),
                (
                    "address",
                    models.GenericIPAddressField(blank=True, null=True, verbose_name="equipo"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="operador",
                    ),
                ),
            ],
            options={
                "verbose_name": "sesión",
                "verbose_name_plural": "sesiones",
            },
        ),
        migrations.CreateModel(
            name="Utility",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("singleton", models.BooleanField(default=True, editable=False, unique=True)),
                ("name", models.CharField(max_length=80, verbose_name="nombre corto")),
                ("long_name", models.CharField(max_length=200, verbose_name="nombre completo")),
                ("rfc", models.CharField(blank=True, max_length=13, verbose_name="RFC")),
                ("address", models.CharField(blank=True, max_length=250, verbose_name="domicilio")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="teléfono")),
                ("website", models.CharField(blank=True, max_length=120, verbose_name="sitio web")),
                ("time_zone", models.CharField(max_length=60, verbose_name="zona horaria")),
                ("colour", models.CharField(default="#0A6A8A", max_length=7, verbose_name="color")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demostración")),
                (
                    "logo",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="platform.storedfile",
                        verbose_name="logotipo",
                    ),
                ),
            ],
            options={
                "verbose_name": "organismo operador",
                "verbose_name_plural": "organismos operadores",
            },
        ),
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="cuándo")),
                ("action", models.CharField(max_length=80, verbose_name="acto")),
                ("subject_kind", models.CharField(max_length=60, verbose_name="tipo")),
                (
                    "subject_id",
                    models.BigIntegerField(blank=True, null=True, verbose_name="objeto"),
                ),
                (
                    "account_id",
                    models.BigIntegerField(blank=True, null=True, verbose_name="cuenta"),
                ),
                (
                    "branch_id",
                    models.BigIntegerField(blank=True, null=True, verbose_name="sucursal"),
                ),
                (
                    "address",
                    models.GenericIPAddressField(blank=True, null=True, verbose_name="equipo"),
                ),
                (
                    "request_id",
                    models.CharField(blank=True, max_length=40, verbose_name="solicitud"),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="motivo")),
                (
                    "amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="importe",
                    ),
                ),
                ("before", models.JSONField(blank=True, null=True, verbose_name="antes")),
                ("after", models.JSONField(blank=True, null=True, verbose_name="después")),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="quién",
                    ),
                ),
                (
                    "approver",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="approved_entries",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="autorizó",
                    ),
                ),
            ],
            options={
                "verbose_name": "asiento de bitácora",
                "verbose_name_plural": "bitácora",
                "indexes": [
                    models.Index(fields=["-at", "-id"], name="audit_by_time"),
                    models.Index(
                        fields=["subject_kind", "subject_id", "-id"], name="audit_by_subject"
                    ),
                    models.Index(
                        condition=models.Q(("account_id", None), _negated=True),
                        fields=["account_id", "-id"],
                        name="audit_by_account",
                    ),
                    models.Index(fields=["actor", "-id"], name="audit_by_actor"),
                    models.Index(
                        condition=models.Q(("approver__isnull", False)),
                        fields=["approver", "-id"],
                        name="audit_by_approver",
                    ),
                    models.Index(fields=["action", "-id"], name="audit_by_action"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("action__regex", "^[a-z_]+\\.[a-z_]+\\.[a-z_]+$")),
                        name="audit_action_form",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approver", None),
                            ("actor", None),
                            models.Q(("approver", models.F("actor")), _negated=True),
                            _connector="OR",
                        ),
                        name="audit_approver_differs",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BackgroundJob",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=60, verbose_name="tipo")),
                ("title", models.CharField(max_length=150, verbose_name="trabajo")),
                ("subject_kind", models.CharField(blank=True, max_length=60, verbose_name="sobre")),
                (
                    "subject_id",
                    models.BigIntegerField(blank=True, null=True, verbose_name="objeto"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "En espera"),
                            ("running", "En curso"),
                            ("done", "Terminado"),
                            ("failed", "Falló"),
                            ("cancelled", "Cancelado"),
                        ],
                        default="queued",
                        max_length=10,
                        verbose_name="estado",
                    ),
                ),
                ("done_count", models.IntegerField(default=0, verbose_name="hechos")),
                ("total_count", models.IntegerField(default=0, verbose_name="total")),
                ("error_count", models.IntegerField(default=0, verbose_name="errores")),
                ("message", models.CharField(blank=True, max_length=500, verbose_name="mensaje")),
                ("result", models.JSONField(blank=True, null=True, verbose_name="resultado")),
                (
                    "cancel_requested",
                    models.BooleanField(default=False, verbose_name="cancelación pedida"),
                ),
                ("queued_at", models.DateTimeField(verbose_name="pedido")),
                ("started_at", models.DateTimeField(blank=True, null=True, verbose_name="empezó")),
                (
                    "progressed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="último avance"),
                ),
                (
                    "finished_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="terminó"),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="pidió",
                    ),
                ),
            ],
            options={
                "verbose_name": "trabajo",
                "verbose_name_plural": "trabajos",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(
                        fields=["subject_kind", "subject_id", "-id"], name="job_by_subject"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ["queued", "running"]),
                            models.Q(("subject_id", None), _negated=True),
                        ),
                        fields=("kind", "subject_id"),
                        name="job_once_per_subject",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("done_count__gte", 0), ("total_count__gte", 0), ("error_count__gte", 0)
                        ),
                        name="job_counts_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("finished_at", None),
                            ("started_at", None),
                            ("finished_at__gte", models.F("started_at")),
                            _connector="OR",
                        ),
                        name="job_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("username__regex", "^[a-z0-9][a-z0-9._-]{2,59}$")),
                name="user_username_is_plain",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("full_name", ""), _negated=True), name="user_has_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="configurationchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None),
                    models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="configuration_two_signatures",
            ),
        ),
        migrations.AddConstraint(
            model_name="configurationchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "proposed"), ("decided_by", None), ("decided_at", None)),
                    models.Q(
                        models.Q(("state", "proposed"), _negated=True),
                        models.Q(("decided_by", None), _negated=True),
                        models.Q(("decided_at", None), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="configuration_decided_has_signature",
            ),
        ),
        migrations.AddConstraint(
            model_name="configurationchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="configuration_has_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="idempotentanswer",
            constraint=models.UniqueConstraint(
                fields=("actor", "key"), name="idempotency_once_per_actor"
            ),
        ),
        migrations.AddConstraint(
            model_name="idempotentanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("key", ""), _negated=True), name="idempotency_has_key"
            ),
        ),
        migrations.AddIndex(
            model_name="storedfile",
            index=models.Index(fields=["sha256"], name="file_by_digest"),
        ),
        migrations.AddConstraint(
            model_name="storedfile",
            constraint=models.CheckConstraint(
                condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="file_digest_form"
            ),
        ),
        migrations.AddConstraint(
            model_name="storedfile",
            constraint=models.CheckConstraint(
                condition=models.Q(("size_bytes__gte", 0)), name="file_size_not_negative"
            ),
        ),
        migrations.AddIndex(
            model_name="usersession",
            index=models.Index(
                condition=models.Q(("ended_at", None)),
                fields=["user", "started_at"],
                name="session_open_by_user",
            ),
        ),
        migrations.AddConstraint(
            model_name="usersession",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_seen_at__gte", models.F("started_at"))),
                name="session_seen_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="utility",
            constraint=models.CheckConstraint(
                condition=models.Q(("singleton", True)), name="utility_is_alone"
            ),
        ),
        migrations.AddConstraint(
            model_name="utility",
            constraint=models.CheckConstraint(
                condition=models.Q(("colour__regex", "^#[0-9A-Fa-f]{6}$")),
                name="utility_colour_is_hex",
            ),
        ),
    ]
