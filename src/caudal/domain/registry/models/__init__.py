"""Facts of the register."""

from caudal.domain.registry.models.accounts import (
    AccountDiscount,
    AccountNote,
    AccountRole,
    DiscountProgramme,
    ServiceAccount,
)
from caudal.domain.registry.models.geography import Colonia, Connection, Premise
from caudal.domain.registry.models.people import Customer
from caudal.domain.registry.models.routes import BillingCycle, BillingPeriod, Route, Sector

__all__ = [
    "AccountDiscount",
    "AccountNote",
    "AccountRole",
    "BillingCycle",
    "BillingPeriod",
    "Colonia",
    "Connection",
    "Customer",
    "DiscountProgramme",
    "Premise",
    "Route",
    "Sector",
    "ServiceAccount",
]
