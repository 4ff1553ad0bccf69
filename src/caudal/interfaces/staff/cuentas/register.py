"""Datos: what the register says of an account, who held it, and its discounts."""

from datetime import date
from typing import Any

from django.http import HttpResponse

from caudal.domain.platform.functions import Function
from caudal.domain.registry.models import Customer
from caudal.domain.registry.queries.account_head import AccountHead
from caudal.domain.registry.queries.rights import DiscountHeld, RoleHeld, discounts_of, roles_of
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.cuentas import words
from caudal.interfaces.staff.cuentas.account import OpenAccount, open_account
from caudal.interfaces.staff.cuentas.tabs import answer_tab

Pairs = list[tuple[str, str]]


def register(request: StaffRequest, number: str) -> HttpResponse:
    """Holder, premise, terms, roles and discounts, each with the way to correct it."""
    account = open_account(request, number)
    key, today = account.head.account_id, account.head.on_date
    may_edit = request.user.may(Function.EDIT_REGISTER)
    context = {
        "groups": _groups(account, may_edit=may_edit),
        "roles": [_role(role) for role in roles_of(account_id=key)],
        "change_holder_url": account.url("change_holder") if may_edit else "",
        "discounts": [
            _discount(each, account, today, may_edit=may_edit)
            for each in discounts_of(account_id=key)
        ],
        "grant_url": account.url("grant_discount") if may_edit else "",
    }
    return answer_tab(request, account, "register", context)


def _groups(account: OpenAccount, *, may_edit: bool) -> list[dict[str, Any]]:
    head = account.head
    groups = (
        ("Titular", "edit_customer" if head.customer_id else "", _holder(head)),
        ("Predio", "edit_premise", _premise(head)),
        ("Servicio", "edit_terms", _terms(head)),
    )
    return [
        {
            "title": title,
            "pairs": pairs,
            "edit_url": account.url(route) if route and may_edit else "",
        }
        for title, route, pairs in groups
    ]


def _holder(head: AccountHead) -> Pairs:
    kind = str(Customer.Kind(head.holder_kind).label) if head.holder_kind else words.UNKNOWN
    return [
        ("Nombre", head.holder or "Sin titular"),
        ("Tipo", kind),
        ("RFC", head.rfc or words.UNKNOWN),
        ("CURP", head.curp or words.UNKNOWN),
        ("Teléfono", head.phone or words.UNKNOWN),
        ("Correo", head.email or words.UNKNOWN),
        ("Titular desde", words.day(head.holder_since)),
    ]


def _premise(head: AccountHead) -> Pairs:
    position = f"{head.latitude}, {head.longitude}" if head.latitude is not None else words.UNKNOWN
    interior = f" int. {head.interior_number}" if head.interior_number else ""
    return [
        ("Calle y número", f"{head.street} {head.exterior_number}{interior}".strip()),
        ("Entre calles", head.between_streets or words.UNKNOWN),
        ("Colonia", head.colonia),
        ("Código postal", head.postal_code or words.UNKNOWN),
        ("Clave catastral", head.cadastral_key or words.UNKNOWN),
        ("Posición", position),
        ("Diámetro de la toma", f"{head.diameter_mm} mm" if head.diameter_mm else words.UNKNOWN),
    ]


def _terms(head: AccountHead) -> Pairs:
    services = [
        name
        for name, has in (("alcantarillado", head.has_sewer), ("saneamiento", head.has_sanitation))
        if has
    ]
    metered = "Medido" if head.is_metered else "Sin medidor"
    assigned = f"{words.volume(head.assigned_m3)} m³" if head.assigned_m3 is not None else ""
    return [
        ("Uso", head.use_class),
        ("Tarifa", head.tariff),
        ("Servicio", " · ".join(part for part in (metered, assigned) if part)),
        ("También cobra", " y ".join(services) or "solo agua"),
        ("Viviendas", f"{head.dwelling_units:,}"),
        (
            "Sector, ruta y secuencia",
            f"{head.sector_code} · {head.route_code} · {head.route_sequence:04d}",
        ),
        ("Ciclo", head.cycle),
        ("Contrato", head.contract_number or words.UNKNOWN),
        ("Recibo impreso", "Sí" if head.wants_printed_bill else "No"),
        ("Alta", words.day(head.opened_on)),
        *([("Baja", words.day(head.closed_on))] if head.closed_on else []),
    ]


def _role(role: RoleHeld) -> dict[str, Any]:
    return {
        "cells": [
            {"text": role.name, "strong": True},
            {"text": role.label},
            {"text": words.day(role.since)},
            {"text": f"antes del {words.day(role.until)}" if role.until else "Hasta hoy"},
        ]
    }


def _discount(
    discount: DiscountHeld, account: OpenAccount, today: date, *, may_edit: bool
) -> dict[str, Any]:
    is_over = discount.until is not None and discount.until <= today
    is_to_come = discount.since is not None and discount.since > today
    chip = ("Terminado", "neutral") if is_over else ("Vigente", "ok")
    if is_to_come:
        chip = ("Por empezar", "attention")
    can_end = may_edit and not is_over
    return {
        "programme": discount.programme,
        "chip": {"label": chip[0], "tone": chip[1]},
        "since": words.day(discount.since),
        "until": f"antes del {words.day(discount.until)}" if discount.until else "sin fin",
        "proof": discount.proof or words.UNKNOWN,
        "end_url": account.url("end_discount", discount.discount_id) if can_end else "",
    }
