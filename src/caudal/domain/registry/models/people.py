"""The people and companies that have an account, in one role or another."""

from django.db import models
from django.db.models import Q

from caudal.domain.platform.table_access import EDITABLE_BULK


class Customer(models.Model):
    """Usuario del servicio. Never an operator of the system."""

    access = EDITABLE_BULK

    class Kind(models.TextChoices):
        """Natural or legal person."""

        PERSON = "person", "Persona física"
        COMPANY = "company", "Persona moral"

    name = models.CharField("nombre", max_length=200)
    kind = models.CharField("tipo", max_length=8, choices=Kind, default=Kind.PERSON)
    rfc = models.CharField("RFC", max_length=13, blank=True)
    curp = models.CharField("CURP", max_length=18, blank=True)
    email = models.EmailField("correo", blank=True)
    phone = models.CharField("teléfono", max_length=20, blank=True)

    class Meta:
        verbose_name = "usuario"
        verbose_name_plural = "usuarios"
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="customer_has_name"),
            models.CheckConstraint(
                condition=Q(rfc__regex=r"^([A-ZÑ&]{3,4}\d{6}[A-Z0-9]{3})?$"),
                name="customer_rfc_form",
            ),
            models.CheckConstraint(
                condition=Q(curp__regex=r"^([A-Z]{4}\d{6}[A-Z0-9]{8})?$"), name="customer_curp_form"
            ),
        ]

    def __str__(self) -> str:
        return self.name
