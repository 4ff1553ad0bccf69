"""Correct the register: each form opens with what is there and says what will change."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from caudal.domain.registry.models import Customer, Premise, ServiceAccount
from caudal.domain.registry.operations.customers import CustomerData
from caudal.domain.registry.operations.edits import fingerprint
from caudal.domain.registry.queries import editable
from caudal.interfaces.clock import now
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.cuentas.account import OpenAccount, open_account
from caudal.interfaces.staff.cuentas.forms import CustomerForm, HolderForm, PremiseForm, TermsForm
from caudal.interfaces.staff.forms import FieldsOfRefusals, answer_form, posted, refusals_on
from caudal.usecases.change_account_terms import AccountTerms, change_account_terms
from caudal.usecases.change_holder import (
    HolderChangeInFuture,
    HolderChangeTooEarly,
    change_holder,
)
from caudal.usecases.correct_customer import correct_customer
from caudal.usecases.correct_premise import PremiseData, correct_premise

AT_DATE: FieldsOfRefusals = {HolderChangeInFuture: "on_date", HolderChangeTooEarly: "on_date"}
UNCHANGED = "No había nada que cambiar."


@dataclass(frozen=True, slots=True, kw_only=True)
class EditPage:
    """One page that edits: how it is called and what it says before the button."""

    title: str
    verb: str
    note: str
    saved: str
    back: str = "register"


def edit_customer(request: StaffRequest, number: str) -> HttpResponseBase:
    """Correct the data of the holder; another person is a change of holder."""
    account = open_account(request, number)
    customer = _holder_of(account)
    before = editable.customer_data(customer=customer)
    form = CustomerForm(posted(request), initial={**before, "seen": fingerprint(data=before)})
    held = len(editable.accounts_held_by(customer_id=customer.pk))
    others = f" Cambia también en sus otras {held - 1} cuentas." if held > 1 else ""
    page = EditPage(
        title="Corregir datos del titular",
        verb="Guardar datos del titular",
        note=f"Es la misma persona; si es otra, use «Cambiar titular».{others}",
        saved=f"Se corrigieron los datos del titular de la cuenta {number}.",
    )

    def save(data: Mapping[str, Any]) -> bool:
        return correct_customer(
            account_id=account.head.account_id,
            data=CustomerData(**_only(data, editable.CUSTOMER_DATA)),
            seen=data["seen"],
            acting_user=request.user,
            at=now(),
        )

    return _edit(request, account, form, page, save)


def edit_premise(request: StaffRequest, number: str) -> HttpResponseBase:
    """Correct the address."""
    account = open_account(request, number)
    premise = Premise.objects.select_related("colonia").get(pk=account.head.premise_id)
    before = editable.premise_data(premise=premise)
    initial = {**before, "colonia": premise.colonia, "seen": fingerprint(data=before)}
    form = PremiseForm(posted(request), initial=initial)
    sharing = len(editable.accounts_at(premise_id=premise.pk))
    others = f" Cambia en las {sharing} cuentas del predio." if sharing > 1 else ""
    page = EditPage(
        title="Corregir domicilio",
        verb="Guardar domicilio",
        note=f"Los recibos ya emitidos conservan el que llevan impreso.{others}",
        saved=f"Se corrigió el domicilio de la cuenta {number}.",
    )

    def save(data: Mapping[str, Any]) -> bool:
        return correct_premise(
            account_id=account.head.account_id,
            data=PremiseData(**_only(data, editable.PREMISE_DATA)),
            seen=data["seen"],
            acting_user=request.user,
            at=now(),
        )

    return _edit(request, account, form, page, save)


def edit_terms(request: StaffRequest, number: str) -> HttpResponseBase:
    """Change use, tariff, route and services."""
    account = open_account(request, number)
    stored = ServiceAccount.objects.select_related("use_class", "tariff", "route").get(
        pk=account.head.account_id
    )
    seen = fingerprint(data=editable.terms_data(account=stored))
    initial = {name: getattr(stored, name) for name in editable.TERMS_DATA}
    form = TermsForm(posted(request), initial={**initial, "seen": seen})
    page = EditPage(
        title="Cambiar uso, tarifa o ruta",
        verb="Guardar uso, tarifa y ruta",
        note="Vale desde el próximo recibo; lo ya emitido no cambia.",
        saved=f"Se cambiaron el uso, la tarifa o la ruta de la cuenta {number}.",
    )

    def save(data: Mapping[str, Any]) -> bool:
        return change_account_terms(
            account_id=stored.pk,
            terms=AccountTerms(**_only(data, editable.TERMS_DATA)),
            seen=data["seen"],
            acting_user=request.user,
            at=now(),
        )

    return _edit(request, account, form, page, save)


def change_holder_page(request: StaffRequest, number: str) -> HttpResponseBase:
    """Put the account in another person's name."""
    account = open_account(request, number)
    form = HolderForm(posted(request), initial={"on_date": account.head.on_date})
    present = account.head.holder or "nadie"
    page = EditPage(
        title="Cambiar titular",
        verb="Guardar cambio de titular",
        note=f"Hoy la cuenta está a nombre de {present}. El adeudo es de la cuenta y no cambia.",
        saved=f"La cuenta {number} tiene nuevo titular.",
        back="account",
    )

    def save(data: Mapping[str, Any]) -> bool:
        change_holder(
            account_id=account.head.account_id,
            holder=CustomerData(**_only(data, editable.CUSTOMER_DATA)),
            on_date=data["on_date"],
            reason=data["reason"],
            acting_user=request.user,
            at=now(),
        )
        return True

    return _edit(request, account, form, page, save, fields=AT_DATE)


def edit_context(account: OpenAccount, page: EditPage) -> dict[str, Any]:
    """What stands around a form of the account."""
    head = account.head
    return {
        "page_title": page.title,
        "page_note": f"{head.holder or 'Sin titular'} · {head.address}",
        "breadcrumbs": [
            {"label": "Cuentas", "url": reverse("cuentas:list")},
            {"label": head.number, "url": account.url()},
            {"label": page.title},
        ],
        "submit_label": page.verb,
        "cancel_url": account.url(page.back),
        "note": page.note,
    }


def _edit(
    request: StaffRequest,
    account: OpenAccount,
    form: forms.Form,
    page: EditPage,
    save: Callable[[Mapping[str, Any]], bool],
    *,
    fields: FieldsOfRefusals | None = None,
) -> HttpResponseBase:
    if form.is_valid():
        with refusals_on(form, fields=fields):
            changed = save(form.cleaned_data)
            messages.success(request, page.saved if changed else UNCHANGED)
            return redirect(account.url(page.back))
    return answer_form(request, "cuentas/edit.html", form, edit_context(account, page))


def _holder_of(account: OpenAccount) -> Customer:
    if account.head.customer_id is None:
        raise Http404
    return Customer.objects.get(pk=account.head.customer_id)


def _only(data: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: data[name] for name in names}
