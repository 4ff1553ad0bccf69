"""Where money is taken, by whom and until when."""

from django.db import models
from django.db.models import F, Q

from caudal.domain.platform.models import Branch, FolioSeries, User
from caudal.domain.platform.table_access import APPEND_ONLY, EDITABLE, append_only_but


class CollectionChannel(models.Model):
    """A way to pay: own desks, stores, banks, the portal."""

    access = EDITABLE

    class Kind(models.TextChoices):
        """What kind of channel."""

        DESK = "desk", "Cajas propias"
        STORE = "store", "Tiendas"
        BANK = "bank", "Bancos"
        ONLINE = "online", "Portal y tarjeta"
        DIRECT_DEBIT = "direct_debit", "Domiciliación"
        KIOSK = "kiosk", "Cajeros automáticos"

    code = models.CharField("clave", max_length=20, unique=True)
    name = models.CharField("nombre", max_length=80)
    kind = models.CharField("tipo", max_length=12, choices=Kind)
    reference_algorithm = models.CharField("algoritmo de referencia", max_length=40, blank=True)
    reference_fields = models.JSONField("datos de referencia", default=dict, blank=True)
    is_printed = models.BooleanField("se imprime en el recibo", default=True)

    class Meta:
        verbose_name = "canal de cobro"
        verbose_name_plural = "canales de cobro"
        ordering = ["code"]
        constraints = [models.CheckConstraint(condition=~Q(code=""), name="channel_has_code")]

    def __str__(self) -> str:
        return self.name


class CashDesk(models.Model):
    """Caja: one series numbers its receipts, another its closings."""

    access = EDITABLE

    code = models.CharField("clave", max_length=10, unique=True)
    name = models.CharField("nombre", max_length=60)
    branch = models.ForeignKey(
        Branch, models.PROTECT, related_name="desks", verbose_name="sucursal"
    )
    series = models.OneToOneField(FolioSeries, models.PROTECT, verbose_name="serie de folios")
    closing_series = models.OneToOneField(
        FolioSeries, models.PROTECT, related_name="closing_desk", verbose_name="serie de cortes"
    )
    vault_warning = models.DecimalField(
        "avisar retiro sobre", max_digits=14, decimal_places=2, default=20000
    )
    is_active = models.BooleanField("activa", default=True)

    class Meta:
        verbose_name = "caja"
        verbose_name_plural = "cajas"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(vault_warning__gt=0), name="desk_vault_warning_positive"
            ),
            models.CheckConstraint(
                condition=~Q(series=F("closing_series")), name="desk_series_apart"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CashSession(models.Model):
    """Turno: one cashier at one desk on one business date."""

    access = append_only_but("closed_at")

    desk = models.ForeignKey(CashDesk, models.PROTECT, related_name="sessions", verbose_name="caja")
    cashier = models.ForeignKey(
        User, models.PROTECT, related_name="cash_sessions", verbose_name="cajero"
    )
    business_date = models.DateField("fecha")
    float_amount = models.DecimalField("fondo fijo", max_digits=14, decimal_places=2)
    opened_at = models.DateTimeField("abierto")
    closed_at = models.DateTimeField("cerrado", null=True, blank=True)

    class Meta:
        verbose_name = "turno"
        verbose_name_plural = "turnos"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["desk"], condition=Q(closed_at=None), name="one_open_session_per_desk"
            ),
            models.UniqueConstraint(
                fields=["cashier"], condition=Q(closed_at=None), name="one_open_session_per_cashier"
            ),
            models.CheckConstraint(condition=Q(float_amount__gte=0), name="session_float_positive"),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")),
                name="session_closes_after_opening",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.desk_id} {self.business_date}"


class CashWithdrawal(models.Model):
    """Retiro a bóveda: cash that leaves the drawer during a session."""

    access = APPEND_ONLY

    session = models.ForeignKey(
        CashSession, models.PROTECT, related_name="withdrawals", verbose_name="turno"
    )
    number = models.PositiveIntegerField("número")
    amount = models.DecimalField("importe", max_digits=14, decimal_places=2)
    approved_by = models.ForeignKey(User, models.PROTECT, verbose_name="recibió")
    withdrawn_at = models.DateTimeField("retirado")

    class Meta:
        verbose_name = "retiro"
        verbose_name_plural = "retiros"
        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="withdrawal_number_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="withdrawal_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.session_id}-{self.number}"


class CashClosing(models.Model):
    """Corte de caja: what was declared blind, what was expected, and the difference that is
    posted.
    """

    access = APPEND_ONLY

    session = models.OneToOneField(
        CashSession, models.PROTECT, related_name="closing", verbose_name="turno"
    )
    series_code = models.CharField("serie", max_length=12)
    folio_number = models.BigIntegerField("número")
    folio = models.CharField("folio", max_length=30)
    denominations = models.JSONField("denominaciones")
    declared_cash = models.DecimalField("efectivo declarado", max_digits=14, decimal_places=2)
    expected_cash = models.DecimalField("efectivo esperado", max_digits=14, decimal_places=2)
    over_short = models.DecimalField("diferencia", max_digits=14, decimal_places=2)
    other_tenders = models.JSONField("otras formas de pago")
    receipt_count = models.IntegerField("recibos")
    cancelled_count = models.IntegerField("cancelados")
    explanation = models.CharField("explicación", max_length=300, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, verbose_name="cerró")
    closed_at = models.DateTimeField("cerrado")

    class Meta:
        verbose_name = "corte de caja"
        verbose_name_plural = "cortes de caja"
        constraints = [
            models.UniqueConstraint(
                fields=["series_code", "folio_number"], name="closing_folio_once"
            ),
            models.CheckConstraint(
                condition=Q(folio_number__gte=1) & ~Q(folio=""), name="closing_folio_whole"
            ),
            models.CheckConstraint(
                condition=Q(over_short=F("declared_cash") - F("expected_cash")),
                name="closing_difference_is_exact",
            ),
            models.CheckConstraint(
                condition=Q(declared_cash__gte=0), name="closing_declared_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.folio
