"""The account that bills and owes."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from caudal.domain.platform.models import User
from caudal.domain.platform.table_access import EDITABLE, EDITABLE_BULK, append_only_but
from caudal.domain.registry.models.geography import Connection
from caudal.domain.registry.models.people import Customer
from caudal.domain.registry.models.routes import Route
from caudal.domain.tariffs.models import Tariff, UseClass


class ServiceAccount(models.Model):
    """Cuenta. Carries no balance: what it owes is asked of its charges (architecture, decision
    6).
    """

    access = EDITABLE_BULK

    class Status(models.TextChoices):
        """Whether it is billed."""

        ACTIVE = "active", "Activa"
        SUSPENDED = "suspended", "Suspendida"
        CLOSED = "closed", "Baja"

    number = models.CharField("cuenta", max_length=20, unique=True)
    contract_number = models.CharField("contrato", max_length=30, blank=True)
    connection = models.ForeignKey(
        Connection, models.PROTECT, related_name="accounts", verbose_name="toma"
    )
    use_class = models.ForeignKey(UseClass, models.PROTECT, verbose_name="uso")
    tariff = models.ForeignKey(Tariff, models.PROTECT, verbose_name="tarifa")
    route = models.ForeignKey(Route, models.PROTECT, related_name="accounts", verbose_name="ruta")
    route_sequence = models.PositiveIntegerField("secuencia")
    status = models.CharField("estado", max_length=9, choices=Status, default=Status.ACTIVE)
    is_metered = models.BooleanField("servicio medido", default=True)
    has_sewer = models.BooleanField("con alcantarillado", default=True)
    has_sanitation = models.BooleanField("con saneamiento", default=True)
    dwelling_units = models.PositiveSmallIntegerField("viviendas", default=1)
    assigned_m3 = models.DecimalField(
        "volumen asignado", max_digits=14, decimal_places=3, null=True, blank=True
    )
    tariff_attributes = models.JSONField("datos propios de la tarifa", default=dict, blank=True)
    opened_on = models.DateField("alta", null=True, blank=True)
    closed_on = models.DateField("baja", null=True, blank=True)
    wants_printed_bill = models.BooleanField("recibo impreso", default=True)
    # Holder, address, meter and number without accents, kept by operations; one trigram index
    # serves every search.
    search_text = models.TextField("texto de búsqueda", editable=False)

    class Meta:
        verbose_name = "cuenta"
        verbose_name_plural = "cuentas"
        indexes = [
            GinIndex(
                fields=["search_text"],
                opclasses=["gin_trgm_ops"],
                name="account_search",
                fastupdate=False,
            ),
            models.Index(fields=["route", "route_sequence"], name="account_walking_order"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(number=""), name="account_has_number"),
            models.CheckConstraint(condition=Q(dwelling_units__gte=1), name="account_has_a_unit"),
            models.CheckConstraint(
                condition=Q(assigned_m3=None) | Q(assigned_m3__gte=0),
                name="account_assigned_positive",
            ),
            models.CheckConstraint(
                condition=(Q(status="closed") & ~Q(closed_on=None))
                | (~Q(status="closed") & Q(closed_on=None)),
                name="account_closed_has_date",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class AccountRole(models.Model):
    """Who is what in an account, and since when."""

    access = EDITABLE_BULK

    class Role(models.TextChoices):
        """The roles of the trade."""

        HOLDER = "holder", "Titular"
        OWNER = "owner", "Propietario"
        TENANT = "tenant", "Inquilino"
        PAYER = "payer", "Pagador"

    account = models.ForeignKey(
        ServiceAccount, models.PROTECT, related_name="roles", verbose_name="cuenta"
    )
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="roles", verbose_name="usuario"
    )
    role = models.CharField("carácter", max_length=6, choices=Role, default=Role.HOLDER)
    valid_during = DateRangeField("vigencia")

    class Meta:
        verbose_name = "carácter en la cuenta"
        verbose_name_plural = "caracteres en la cuenta"
        constraints = [
            ExclusionConstraint(
                name="account_has_one_of_each_role_at_a_time",
                expressions=[
                    ("account", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("valid_during", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.role}"


class DiscountProgramme(models.Model):
    """A class of persons with a discount; ``tariff_input`` is the yes/no input that the tariff's
    formula reads.
    """

    access = EDITABLE

    code = models.CharField("clave", max_length=40, unique=True)
    name = models.CharField("nombre", max_length=80)
    tariff_input = models.CharField("dato de la tarifa", max_length=40)

    class Meta:
        verbose_name = "programa de descuento"
        verbose_name_plural = "programas de descuento"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=~Q(tariff_input=""), name="programme_has_input")
        ]

    def __str__(self) -> str:
        return self.name


class AccountDiscount(models.Model):
    """An account's right to a discount between dates, with its proof."""

    access = EDITABLE_BULK

    account = models.ForeignKey(
        ServiceAccount, models.PROTECT, related_name="discounts", verbose_name="cuenta"
    )
    programme = models.ForeignKey(DiscountProgramme, models.PROTECT, verbose_name="programa")
    valid_during = DateRangeField("vigencia")
    proof = models.CharField("comprobante", max_length=120, blank=True)

    class Meta:
        verbose_name = "descuento"
        verbose_name_plural = "descuentos"
        constraints = [
            ExclusionConstraint(
                name="account_discount_once_at_a_time",
                expressions=[
                    ("account", RangeOperators.EQUAL),
                    ("programme", RangeOperators.EQUAL),
                    ("valid_during", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.programme_id}"


class AccountNote(models.Model):
    """What somebody should know before acting on the account."""

    access = append_only_but("is_pinned")

    account = models.ForeignKey(
        ServiceAccount, models.PROTECT, related_name="notes", verbose_name="cuenta"
    )
    text = models.CharField("nota", max_length=1000)
    is_pinned = models.BooleanField("fijada", default=False)
    author = models.ForeignKey(User, models.PROTECT, verbose_name="escribió")
    written_at = models.DateTimeField("escrita")

    class Meta:
        verbose_name = "nota"
        verbose_name_plural = "notas"
        indexes = [models.Index(fields=["account", "-id"], name="note_by_account")]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="note_has_text")]

    def __str__(self) -> str:
        return self.text[:40]
