"""Estado de cuenta: running balance at any date, on screen, in Excel and on paper."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from django.http import HttpResponse

from caudal.adapters.documents.issuer import issuer_identity
from caudal.adapters.documents.parts import AmountLine
from caudal.adapters.documents.statements import (
    StatementDocument,
    StatementEntry,
    render_statement,
)
from caudal.adapters.tabular.export import ColumnKind, ExportColumn, ExportValue, write_excel
from caudal.domain.platform.queries.utility import the_utility
from caudal.domain.receivables.queries.statement import (
    StatementLine,
    statement_lines,
    statement_totals,
)
from caudal.interfaces.clock import now
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.cuentas import paging, words
from caudal.interfaces.staff.cuentas.account import OpenAccount, open_account
from caudal.interfaces.staff.cuentas.money_rows import bills_among, movement_rows
from caudal.interfaces.staff.cuentas.tabs import answer_tab
from caudal.interfaces.staff.forms import DayField, StaffForm
from caudal.kernel.money import format_mxn
from caudal.usecases.record_export import record_export

_EXCEL_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_COLUMNS = (
    ExportColumn(title="Fecha", kind=ColumnKind.DATE),
    ExportColumn(title="Movimiento", width=42),
    ExportColumn(title="Folio", width=16),
    ExportColumn(title="Cargo", kind=ColumnKind.MONEY),
    ExportColumn(title="Abono", kind=ColumnKind.MONEY),
    ExportColumn(title="Saldo", kind=ColumnKind.MONEY),
    ExportColumn(title="Cancela a", width=16),
)


class DatesForm(StaffForm):
    """From which day to which."""

    desde = DayField(label="Desde", required=False)
    hasta = DayField(label="Hasta", required=False)

    def clean(self) -> dict[str, Any]:
        """The first day is not after the last."""
        data = super().clean() or {}
        first, last = data.get("desde"), data.get("hasta")
        if first and last and first > last:
            self.add_error("desde", f"Elija un día que no pase del {last:%d/%m/%Y}.")
        return data


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days of a statement; without first day it begins with the account."""

    first_day: date | None
    last_day: date


def statement(request: StaffRequest, number: str) -> HttpResponse:
    """The movements of the days asked for, newest first, with the balance after each."""
    account = open_account(request, number)
    form, stretch = _stretch(request, account)
    key = account.head.account_id
    lines, links = paging.cut(
        request,
        statement_lines(
            account_id=key,
            first_day=stretch.first_day,
            last_day=stretch.last_day,
            limit=paging.ROWS + 1,
            before=paging.day_before(request),
        ),
        place=lambda line: (line.on_date, line.movement_id),
    )
    query = request.GET.urlencode()
    context = {
        "form": form,
        "movements": movement_rows(lines, account, bills_among(lines)),
        "links": links,
        "figures": _figures(account, stretch),
        "is_filtered": bool(request.GET.get("desde") or request.GET.get("hasta")),
        "here": account.url("statement"),
        "excel_url": f"{account.url('statement_excel')}?{query}".rstrip("?"),
        "pdf_url": f"{account.url('statement_pdf')}?{query}".rstrip("?"),
    }
    return answer_tab(request, account, "statement", context)


def statement_excel(request: StaffRequest, number: str) -> HttpResponse:
    """The same movements in a workbook, oldest first."""
    account = open_account(request, number)
    _, stretch = _stretch(request, account)
    lines = _all_lines(account, stretch)
    book = BytesIO()
    write_excel(
        stream=book,
        title=f"Cuenta {account.head.number}",
        columns=_COLUMNS,
        rows=map(_excel_row, lines),
    )
    return _file(request, account, book.getvalue(), "xlsx", _EXCEL_TYPE)


def statement_pdf(request: StaffRequest, number: str) -> HttpResponse:
    """The statement on letter paper."""
    account = open_account(request, number)
    _, stretch = _stretch(request, account)
    paper = statement_paper(account, stretch)
    pdf = render_statement(paper, issuer=issuer_identity(utility=the_utility()))
    return _file(request, account, pdf, "pdf", "application/pdf")


def statement_paper(account: OpenAccount, stretch: Stretch) -> StatementDocument:
    """What the paper says; today's statement tells how its balance divides."""
    head = account.head
    lines = _all_lines(account, stretch)
    first = stretch.first_day or (lines[0].on_date if lines else stretch.last_day)
    totals = statement_totals(
        account_id=head.account_id, first_day=first, last_day=stretch.last_day
    )
    return StatementDocument(
        account=head.number,
        holder=head.holder or "Sin titular",
        address=(head.address,),
        issued_on=head.on_date,
        first_day=first,
        last_day=stretch.last_day,
        opening_balance_mxn=totals.opening_balance,
        entries=tuple(map(_entry, lines)),
        closing_balance_mxn=totals.closing_balance,
        breakdown=_breakdown(account) if stretch.last_day == head.on_date else (),
    )


def _stretch(request: StaffRequest, account: OpenAccount) -> tuple[DatesForm, Stretch]:
    form = DatesForm(request.GET)
    today = account.head.on_date
    if not form.is_valid():
        return form, Stretch(None, today)
    return form, Stretch(form.cleaned_data["desde"], form.cleaned_data["hasta"] or today)


def _all_lines(account: OpenAccount, stretch: Stretch) -> list[StatementLine]:
    """Oldest first."""
    lines = statement_lines(
        account_id=account.head.account_id,
        first_day=stretch.first_day,
        last_day=stretch.last_day,
    )
    return lines[::-1]


def _figures(account: OpenAccount, stretch: Stretch) -> list[dict[str, str]]:
    totals = statement_totals(
        account_id=account.head.account_id,
        first_day=stretch.first_day or date.min,
        last_day=stretch.last_day,
    )
    opening = (
        [
            {
                "label": f"Saldo antes del {words.day(stretch.first_day)}",
                "value": format_mxn(totals.opening_balance),
            }
        ]
        if stretch.first_day
        else []
    )
    return [
        *opening,
        {"label": "Cargos", "value": format_mxn(totals.charged)},
        {"label": "Abonos", "value": format_mxn(-totals.credited)},
        {
            "label": f"Saldo al {words.day(stretch.last_day)}",
            "value": format_mxn(totals.closing_balance),
        },
    ]


def _excel_row(line: StatementLine) -> list[ExportValue]:
    return [
        line.on_date,
        line.description,
        line.folio,
        line.charge,
        line.credit,
        line.balance,
        line.undoes_folio,
    ]


def _entry(line: StatementLine) -> StatementEntry:
    return StatementEntry(
        on_date=line.on_date,
        document=line.folio,
        concept=line.description,
        **{"charge_mxn": line.amount} if line.amount > 0 else {"credit_mxn": -line.amount},
    )


def _breakdown(account: OpenAccount) -> tuple[AmountLine, ...]:
    standing = account.standing
    parts = (
        AmountLine("Vencido", standing.overdue),
        AmountLine("Por vencer", standing.not_yet_due),
        AmountLine("Saldo a favor", -standing.credit_balance),
    )
    return tuple(part for part in parts if part.amount_mxn)


def _file(
    request: StaffRequest, account: OpenAccount, content: bytes, extension: str, media_type: str
) -> HttpResponse:
    """A file that leaves the system is noted in the log."""
    record_export(
        title=f"Estado de cuenta {account.head.number}",
        file_format=extension,
        filters={name: request.GET[name] for name in ("desde", "hasta") if request.GET.get(name)},
        acting_user=request.user,
        at=now(),
    )
    name = f"Estado de cuenta {account.head.number} {account.head.on_date}.{extension}"
    kind = "inline" if extension == "pdf" else "attachment"
    headers = {"Content-Disposition": f'{kind}; filename="{name}"'}
    return HttpResponse(content, content_type=media_type, headers=headers)
