"""Acts on an account that ask first: suspend, reactivate, close; discounts."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from caudal.domain.registry.models import AccountDiscount
from caudal.interfaces.clock import now
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.cuentas.account import OpenAccount, open_account
from caudal.interfaces.staff.cuentas.edits import EditPage, edit_context
from caudal.interfaces.staff.cuentas.forms import DiscountForm, EndDiscountForm
from caudal.interfaces.staff.forms import (
    Confirmation,
    FieldsOfRefusals,
    ReasonForm,
    answer_confirmation,
    answer_form,
    posted,
    refusals_on,
)
from caudal.kernel.money import format_mxn
from caudal.usecases.change_account_status import (
    close_account,
    reactivate_account,
    suspend_account,
)
from caudal.usecases.grant_discount import (
    DiscountDatesRefused,
    DiscountOver,
    DiscountOverlaps,
    end_discount,
    grant_discount,
)

AT_DATES: FieldsOfRefusals = {
    DiscountDatesRefused: "until",
    DiscountOverlaps: "since",
}
AT_END: FieldsOfRefusals = {DiscountDatesRefused: "on_date", DiscountOver: "on_date"}


def suspend(request: StaffRequest, number: str) -> HttpResponseBase:
    """Stop billing the account for a time."""
    account = open_account(request, number)
    confirmation = _question(
        account,
        title=f"¿Suspender la cuenta {number}?",
        consequence=(
            f"Deja de facturarse a {_holder(account)} desde el próximo ciclo."
            f" {_still_owed(account)}Se puede reactivar cuando haga falta."
        ),
        verb="Suspender cuenta",
        route="suspend",
    )

    def act(reason: str) -> None:
        suspend_account(
            account_id=account.head.account_id, reason=reason, acting_user=request.user, at=now()
        )

    return _act(request, account, confirmation, act, done=f"Cuenta {number} suspendida.")


def reactivate(request: StaffRequest, number: str) -> HttpResponseBase:
    """Bill the account again."""
    account = open_account(request, number)
    confirmation = _question(
        account,
        title=f"¿Reactivar la cuenta {number}?",
        consequence=f"Vuelve a facturarse a {_holder(account)} desde el próximo ciclo.",
        verb="Reactivar cuenta",
        route="reactivate",
    )

    def act(reason: str) -> None:
        reactivate_account(
            account_id=account.head.account_id, reason=reason, acting_user=request.user, at=now()
        )

    return _act(request, account, confirmation, act, done=f"Cuenta {number} reactivada.")


def close(request: StaffRequest, number: str) -> HttpResponseBase:
    """Close the account for good."""
    account = open_account(request, number)
    confirmation = _question(
        account,
        title=f"¿Dar de baja la cuenta {number}?",
        consequence=(
            f"La cuenta de {_holder(account)} queda cerrada hoy,"
            f" {account.head.on_date:%d/%m/%Y}, y no se factura más. {_still_owed(account)}"
            "Su historia se conserva."
        ),
        verb="Dar de baja la cuenta",
        route="close",
        danger=True,
    )

    def act(reason: str) -> None:
        close_account(
            account_id=account.head.account_id,
            on_date=account.head.on_date,
            reason=reason,
            acting_user=request.user,
            at=now(),
        )

    return _act(request, account, confirmation, act, done=f"Cuenta {number} dada de baja.")


def grant_discount_page(request: StaffRequest, number: str) -> HttpResponseBase:
    """Give the account the right to a discount."""
    account = open_account(request, number)
    form = DiscountForm(posted(request), initial={"since": account.head.on_date})
    if form.is_valid():
        with refusals_on(form, fields=AT_DATES):
            granted = grant_discount(
                account_id=account.head.account_id,
                programme=form.cleaned_data["programme"],
                since=form.cleaned_data["since"],
                until=form.cleaned_data["until"],
                proof=form.cleaned_data["proof"],
                acting_user=request.user,
                at=now(),
            )
            messages.success(request, f"Se otorgó «{granted.programme.name}» a la cuenta {number}.")
            return redirect(account.url("register"))
    page = EditPage(
        title="Otorgar descuento",
        verb="Otorgar descuento",
        note="Se aplica desde el próximo recibo; lo ya emitido no cambia.",
        saved="",
    )
    return answer_form(request, "cuentas/edit.html", form, edit_context(account, page))


def end_discount_page(request: StaffRequest, number: str, discount_id: int) -> HttpResponseBase:
    """End a discount of the account."""
    account = open_account(request, number)
    discount = get_object_or_404(
        AccountDiscount.objects.select_related("programme"),
        pk=discount_id,
        account_id=account.head.account_id,
    )
    name = discount.programme.name
    form = EndDiscountForm(posted(request), initial={"on_date": account.head.on_date})
    if form.is_valid():
        with refusals_on(form, fields=AT_END):
            end_discount(
                discount_id=discount.pk,
                on_date=form.cleaned_data["on_date"],
                reason=form.cleaned_data["reason"],
                acting_user=request.user,
                at=now(),
            )
            messages.success(request, f"Terminó «{name}» de la cuenta {number}.")
            return redirect(account.url("register"))
    confirmation = Confirmation(
        title=f"¿Terminar «{name}»?",
        consequence=(
            f"La cuenta {number} de {_holder(account)} paga completo desde el primer recibo que se"
            " emita después de ese día."
        ),
        verb="Terminar descuento",
        action=account.url("end_discount", discount.pk),
        back_url=account.url("register"),
    )
    return answer_confirmation(request, confirmation, form)


def _question(
    account: OpenAccount,
    *,
    title: str,
    consequence: str,
    verb: str,
    route: str,
    danger: bool = False,
) -> Confirmation:
    return Confirmation(
        title=title,
        consequence=consequence,
        verb=verb,
        action=account.url(route),
        back_url=account.url(),
        danger=danger,
    )


def _act(
    request: StaffRequest,
    account: OpenAccount,
    confirmation: Confirmation,
    act: Callable[[str], None],
    *,
    done: str,
) -> HttpResponseBase:
    form = ReasonForm(posted(request))
    if form.is_valid():
        with refusals_on(form):
            act(form.cleaned_data["reason"])
            messages.success(request, done)
            return redirect(account.url())
    return answer_confirmation(request, confirmation, form)


def _holder(account: OpenAccount) -> str:
    return account.head.holder or "nadie"


def _still_owed(account: OpenAccount) -> str:
    owed = account.standing.owed
    return f"Los {format_mxn(owed)} que debe se siguen debiendo. " if owed else ""
