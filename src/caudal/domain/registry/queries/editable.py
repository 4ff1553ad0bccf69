"""What may be edited of an account, in words: a form opens with it and the audit log keeps it."""

from typing import Any

from caudal.domain.registry.models import AccountRole, Customer, Premise, ServiceAccount

CUSTOMER_DATA = ("name", "kind", "rfc", "curp", "email", "phone")
PREMISE_DATA = (
    "street",
    "exterior_number",
    "interior_number",
    "between_streets",
    "colonia",
    "cadastral_key",
    "latitude",
    "longitude",
)
TERMS_DATA = (
    "contract_number",
    "use_class",
    "tariff",
    "route",
    "route_sequence",
    "is_metered",
    "has_sewer",
    "has_sanitation",
    "dwelling_units",
    "assigned_m3",
    "wants_printed_bill",
)


def current_holder(*, account_id: int) -> AccountRole | None:
    """Who holds the account now, if anybody."""
    return (
        AccountRole.objects.filter(
            account_id=account_id, role=AccountRole.Role.HOLDER, valid_during__upper_inf=True
        )
        .select_related("customer")
        .first()
    )


def accounts_held_by(*, customer_id: int) -> list[int]:
    """The accounts that a person holds now."""
    return list(
        AccountRole.objects.filter(
            customer_id=customer_id, role=AccountRole.Role.HOLDER, valid_during__upper_inf=True
        ).values_list("account_id", flat=True)
    )


def accounts_at(*, premise_id: int) -> list[int]:
    """The accounts of the connections of a premise."""
    return list(
        ServiceAccount.objects.filter(connection__premise_id=premise_id).values_list(
            "pk", flat=True
        )
    )


def customer_data(*, customer: Customer) -> dict[str, Any]:
    """A person's data."""
    return {name: getattr(customer, name) for name in CUSTOMER_DATA}


def premise_data(*, premise: Premise) -> dict[str, Any]:
    """A premise's data; the colonia by its name and postal code."""
    colonia = premise.colonia
    words = f"{colonia.name}, C.P. {colonia.postal_code}" if colonia.postal_code else colonia.name
    return {**{name: getattr(premise, name) for name in PREMISE_DATA}, "colonia": words}


def terms_data(*, account: ServiceAccount) -> dict[str, Any]:
    """How an account is served and billed; catalogues by their names."""
    return {
        **{name: getattr(account, name) for name in TERMS_DATA},
        "use_class": account.use_class.name,
        "tariff": account.tariff.name,
        "route": account.route.code,
    }
