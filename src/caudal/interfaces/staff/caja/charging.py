"""An account in front of the desk: see its debt, charge it or park the sale."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from caudal.domain.payments.operations.sessions import CashSessionClosed
from caudal.domain.payments.queries.desks import DeskStatus, desk_status
from caudal.domain.platform.functions import Function
from caudal.domain.platform.queries.utility import the_utility
from caudal.domain.registry.queries.search import FoundAccount, account_identity
from caudal.engines.allocation import AllocationPlan
from caudal.engines.tendering import Tender, TenderKind
from caudal.interfaces.clock import now, today
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.caja import parking, presenters
from caudal.interfaces.staff.caja.consequence import consequence
from caudal.interfaces.staff.caja.debt_view import debt_view
from caudal.interfaces.staff.caja.forms import TENDER_ROWS, ChargeForm, new_sale, recovered_sale
from caudal.interfaces.staff.caja.frame import CHARGED, PRINTABLE, desk_frame
from caudal.interfaces.staff.caja.sale import Debt, debt_of
from caudal.interfaces.staff.forms import UNPROCESSABLE, refusals_on
from caudal.interfaces.staff.search.recents import note_account
from caudal.kernel.money import format_mxn
from caudal.usecases.take_payment import PaymentTaken, take_payment

ORIGINALS_KEPT = 20


@dataclass(frozen=True, slots=True)
class Sale:
    """An account in front of the desk: who, what it owes, and the form that charges it."""

    account: FoundAccount
    debt: Debt
    form: ChargeForm


def sale(request: StaffRequest, account_id: int) -> HttpResponseBase:
    """An account in front: show its debt; by POST charge it, or park the sale."""
    account = _account_or_404(account_id)
    status = desk_status(cashier_id=request.user.pk)
    if status is None and request.method != "POST":
        return redirect("caja:open")
    note_account(store=request.session, account_id=account_id)
    debt = debt_of(account_id=account_id, on_date=_business_date(request, status))
    if request.method != "POST":
        typed = parking.typed_before(store=request.session, account_id=account_id)
        form = (
            recovered_sale(owed=debt.owed, document_ids=debt.document_ids, typed=typed)
            if typed
            else new_sale(owed=debt.owed, document_ids=debt.document_ids)
        )
        return _show(request, status, Sale(account, debt, form))
    form = ChargeForm(request.POST, document_ids=debt.document_ids)
    if "park" in request.POST and status is not None:
        return _park(request, status, Sale(account, debt, form))
    return _charge(request, status, Sale(account, debt, form))


def preview(request: StaffRequest, account_id: int) -> HttpResponse:
    """What the amount typed so far would do; the server reckons, the page only shows."""
    account = _account_or_404(account_id)
    status = desk_status(cashier_id=request.user.pk)
    debt = debt_of(account_id=account_id, on_date=_business_date(request, status))
    data = request.GET.copy()
    form = ChargeForm(data, document_ids=debt.document_ids)
    is_pointing = "elegidos" in request.GET
    if is_pointing:
        data["amount"] = f"{debt.of_documents(form.chosen()):,.2f}"
    shown = _sums(Sale(account, debt, form))
    return render(request, "caja/preview.html", {**shown, "sets_amount": is_pointing, "form": form})


def _charge(request: StaffRequest, status: DeskStatus | None, sale: Sale) -> HttpResponseBase:
    form = sale.form
    if form.is_valid():
        with refusals_on(form):
            if status is None:
                raise CashSessionClosed
            taken = take_payment(
                account_id=sale.account.account_id,
                amount=form.cleaned_data["amount"],
                tenders=form.tenders(),
                cash_session_id=status.session_id,
                key=form.cleaned_data["key"],
                acting_user=request.user,
                at=now(),
                chosen_charges=sale.debt.pointed_at(form.chosen()),
                owed_seen=form.cleaned_data["owed_seen"],
            )
            return _charged(request, sale, taken)
    return _refused(request, status, sale)


def _charged(request: StaffRequest, sale: Sale, taken: PaymentTaken) -> HttpResponseBase:
    """Back to the search, with the folio, the change and the paper of what was charged."""
    request.session[PRINTABLE] = [
        *request.session.get(PRINTABLE, [])[-ORIGINALS_KEPT:],
        taken.payment_id,
    ]
    request.session[CHARGED] = {
        "payment_id": taken.payment_id,
        "folio": taken.folio,
        "holder": sale.account.holder,
        "amount": format_mxn(taken.amount),
        "change": format_mxn(taken.change) if taken.change else "",
        "still_owed": format_mxn(taken.still_owed),
        "credit": format_mxn(taken.to_credit_balance) if taken.to_credit_balance else "",
        "prints": sale.form.cleaned_data["print_ticket"],
    }
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": reverse("caja:desk")})
    return redirect("caja:desk")


def _refused(request: StaffRequest, status: DeskStatus | None, sale: Sale) -> HttpResponse:
    """The same screen with what is wrong; the debt is read again, what was typed stays."""
    debt = debt_of(account_id=sale.account.account_id, on_date=sale.debt.on_date)
    data = request.POST.copy()
    data["owed_seen"] = str(debt.owed)
    sale.form.data = data
    return _show(request, status, Sale(sale.account, debt, sale.form), code=UNPROCESSABLE)


def _show(
    request: StaffRequest, status: DeskStatus | None, sale: Sale, *, code: int = 200
) -> HttpResponse:
    context = {
        **desk_frame(request, status),
        **_sums(sale),
        "form": sale.form,
        "tenders": [
            {
                "row": row,
                "amount": sale.form[row.kind.value],
                "reference": sale.form[row.reference_name] if row.reference_label else None,
            }
            for row in TENDER_ROWS
        ],
        "account": presenters.account_card(
            account=sale.account, debt=sale.debt, url=_page_of_account(request, sale.account)
        ),
        "searched": sale.account.number,
    }
    template = "caja/sale_refused.html" if request.htmx and code != 200 else "caja/sale.html"
    return render(request, template, context, status=code)


def _sums(sale: Sale) -> dict[str, Any]:
    """What the amount does: applied to each line, in words, and the change."""
    form, debt = sale.form, sale.debt
    chosen = form.chosen()
    amount, tenders, problem = debt.owed or None, [Tender(TenderKind.CASH, debt.owed)], ""
    if form.is_bound:
        problem = next((str(errors[0]) for errors in form.errors.values()), "")
        amount = form.cleaned_data.get("amount")
        tenders = [] if form.errors else form.tenders()
    plan: AllocationPlan | None = (
        debt.plan(amount=amount, document_ids=chosen) if amount is not None else None
    )
    return {
        "debt": debt_view(debt=debt, plan=plan, chosen=chosen),
        "consequence": consequence(debt=debt, plan=plan),
        "change": presenters.change_box(amount=amount, tenders=tenders, problem=problem),
        "quick_amounts": presenters.quick_amounts(debt=debt, amount=amount),
    }


def _park(request: StaffRequest, status: DeskStatus, sale: Sale) -> HttpResponseBase:
    typed = sale.form.typed()
    parking.park(
        store=request.session,
        sale=parking.ParkedSale(
            parked_id=0,
            session_id=status.session_id,
            account_id=sale.account.account_id,
            label=f"{sale.account.holder} · {sale.account.number}",
            amount=str(typed["amount"]),
            parked_at=f"{status.local(now()):%H:%M}",
            typed=typed,
        ),
    )
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": reverse("caja:desk")})
    return redirect("caja:desk")


def _page_of_account(request: StaffRequest, account: FoundAccount) -> str:
    """The account's own page, for who may read it."""
    if not request.user.may(Function.VIEW_ACCOUNTS):
        return ""
    return reverse("cuentas:account", args=[account.number])


def _account_or_404(account_id: int) -> FoundAccount:
    account = account_identity(account_id=account_id)
    if account is None:
        raise Http404
    return account


def _business_date(request: StaffRequest, status: DeskStatus | None) -> date:
    if status is not None:
        return status.business_date
    branch = request.user.branch
    return today(branch.time_zone if branch else the_utility().time_zone)
