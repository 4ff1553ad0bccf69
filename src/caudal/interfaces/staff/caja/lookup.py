"""The one search box of the desk: what was typed or scanned, and what it may be."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from caudal.domain.payments.models import Payment
from caudal.domain.receivables.models import Movement
from caudal.domain.receivables.queries.debts import NO_DEBT, DebtSummary, debts_of
from caudal.domain.receivables.queries.folios import FoundDocument, find_by_folio
from caudal.domain.registry.queries.search import FoundAccount, search_accounts
from caudal.engines.references import BAR_CODE_LENGTH, parse_bar_code
from caudal.interfaces.staff.caja.presenters import Chip
from caudal.kernel.errors import Refusal
from caudal.kernel.identifiers import AccountNumber
from caudal.kernel.money import format_mxn

MOST_RESULTS = 12


@dataclass(frozen=True, slots=True)
class Result:
    """Something found and where it leads."""

    url: str
    icon: str
    title: str
    subtitle: str
    amount: str
    chip: Chip | None
    is_exact: bool


@dataclass(frozen=True, slots=True)
class Lookup:
    """The results of a search; ``hint`` says what to do when there are none."""

    text: str
    results: list[Result]
    hint: str

    @property
    def only(self) -> Result | None:
        """The one that Enter selects: the only exact one, or the only one at all."""
        exact = [result for result in self.results if result.is_exact]
        candidates = exact or self.results
        return candidates[0] if len(candidates) == 1 else None


def look_up(*, text: str, session_id: int, on_date: date) -> Lookup:
    """Search accounts and folios as the cashier of a session may see them on a business date."""
    typed = text.strip()[:120]
    documents = find_by_folio(folio=typed)
    accounts = search_accounts(text=typed, limit=MOST_RESULTS)
    own = _own_receipts(documents, session_id)
    debts = debts_of(account_ids=[account.account_id for account in accounts])
    results = [
        *(_document_result(each, own.get(each.movement_id)) for each in documents),
        *(_account_result(each, debts.get(each.account_id, NO_DEBT), on_date) for each in accounts),
    ]
    return Lookup(text=typed, results=results, hint="" if results else _hint(typed))


def _own_receipts(documents: list[FoundDocument], session_id: int) -> dict[int, int]:
    """Payment of each movement that is a receipt of this very session."""
    ids = [each.movement_id for each in documents if each.kind == Movement.Kind.PAYMENT]
    rows = Payment.objects.filter(movement_id__in=ids, session_id=session_id)
    return dict(rows.values_list("movement_id", "pk"))


def _document_result(document: FoundDocument, payment_id: int | None) -> Result:
    url = (
        reverse("caja:receipt", args=[payment_id])
        if payment_id
        else reverse("caja:sale", args=[document.account_id])
    )
    return Result(
        url=url,
        icon="receipt",
        title=f"{document.kind_label} {document.folio}",
        subtitle=f"Cuenta {document.account_number} · {document.business_date:%d/%m/%Y}",
        amount=format_mxn(abs(document.amount)),
        chip=None,
        is_exact=True,
    )


def _account_result(account: FoundAccount, debt: DebtSummary, on_date: date) -> Result:
    return Result(
        url=reverse("caja:sale", args=[account.account_id]),
        icon="user",
        title=account.holder or "Sin titular",
        subtitle=f"{account.number} · {account.address}",
        amount=format_mxn(debt.owed),
        chip=_debt_chip(account, debt, on_date),
        is_exact=account.is_exact,
    )


def _debt_chip(account: FoundAccount, debt: DebtSummary, on_date: date) -> Chip:
    if account.status != "active":
        return Chip(account.status_label, "neutral")
    if debt.is_overdue(on_date):
        return Chip("Vencido", "bad")
    return Chip("Por vencer", "neutral") if debt.owed else Chip("Al corriente", "ok")


def _hint(text: str) -> str:
    """Why nothing was found, in the words of whoever reads codes and numbers."""
    digits = "".join(text.split())
    try:
        if len(digits) == BAR_CODE_LENGTH and digits.isdigit():
            parse_bar_code(text=digits)
        elif digits.replace("-", "").isdigit():
            AccountNumber.parse(digits)
    except Refusal as refusal:
        return f"{refusal}."
    if len(text) < 3:
        return "Escriba al menos tres letras, o el número de cuenta completo."
    return f"Nada coincide con «{text}». Pruebe con menos letras, el número de cuenta o el medidor."
